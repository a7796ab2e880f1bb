namespace Seyr.Billing;

/// <summary>
/// Somebody who takes money. What comes back through the browser or by notification is a hint of it at best; what is true is asked
/// here. No method throws because of what the provider does or says: what isn't understood is <see cref="Verdict.Unavailable"/>, never "not paid".
/// </summary>
internal interface IPaymentProvider
{
    /// <summary>As it is stored with each order.</summary>
    string Name { get; }

    /// <summary>What people read.</summary>
    string Title { get; }

    /// <summary>What it can.</summary>
    Capabilities Capabilities { get; }

    /// <summary>Asks for a page on which the customer pays.</summary>
    Task<Opened> OpenAsync(Checkout checkout, CancellationToken cancel);

    /// <summary>
    /// Charges a card that was kept (<see cref="Capabilities.StoredCharge"/>), without its owner. The same attempt again is the same attempt, and what is
    /// paid is not paid once more. The answer is a hint as well: what became of it is asked by the order's id.
    /// </summary>
    /// <returns><see cref="Verdict.Failed"/>: the card was declined.</returns>
    Task<Verdict> ChargeAsync(Charge charge, CancellationToken cancel);

    /// <summary>Asks about one payment, by the provider's own id.</summary>
    Task<Told> ValidateAsync(string validationId, CancellationToken cancel);

    /// <summary>Asks what became of an order, by our id of it. A payment that it names is still to be validated.</summary>
    Task<Told> QueryAsync(string transactionId, CancellationToken cancel);

    /// <summary>Asks for money to be given back. The same again gives nothing twice.</summary>
    Task<RefundAnswer> RefundAsync(Refund refund, CancellationToken cancel);

    /// <summary>Asks how far that is.</summary>
    Task<RefundAnswer> RefundStatusAsync(string reference, CancellationToken cancel);

    /// <summary>Reads what was posted to us in its name; null: nothing of the kind.</summary>
    Callback? Read(IReadOnlyDictionary<string, string> form);
}
