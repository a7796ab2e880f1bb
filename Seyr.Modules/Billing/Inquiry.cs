namespace Seyr.Billing;

/// <summary>Asks a provider what became of an order: about each payment that was named for it, and about the order itself.</summary>
internal sealed class Inquiry(Providers providers, Callbacks callbacks)
{
    public async Task<Finding> AskAsync(Order order, CancellationToken cancel)
    {
        if (providers.Of(order) is not { } provider)
        {
            return new Finding(Verdict.Unavailable, null);
        }

        ToldPayment? wrong = null;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hint in await callbacks.HintsAsync(order.Id, cancel))
        {
            if (await ValidateAsync(hint) is { } right)
            {
                return right;
            }
        }

        var query = await provider.QueryAsync(order.TransactionId, cancel);
        if (query.Payment is { } named && asked.Add(named.ValidationId) && await ValidateAsync(named.ValidationId) is { } confirmed)
        {
            return confirmed;
        }

        // What the query calls paid and the validation doesn't confirm is neither.
        return wrong is not null ? new Finding(Verdict.Paid, wrong) : new Finding(query.Verdict == Verdict.Paid ? Verdict.Unavailable : query.Verdict, null);

        async Task<Finding?> ValidateAsync(string validationId)
        {
            asked.Add(validationId);
            var told = await provider.ValidateAsync(validationId, cancel);
            // A hint may name somebody else's payment, whoever sent it: that is none of this order's.
            if (told.Payment is not { } payment || payment.TransactionId != order.TransactionId)
            {
                return null;
            }

            if (Finding.Mismatch(order, payment) is null && !Finding.IsHeld(order, payment))
            {
                return new Finding(Verdict.Paid, payment);
            }

            wrong ??= payment;
            return null;
        }
    }
}
