using System.Collections.Concurrent;
using System.Globalization;

namespace Seyr.Billing.Mock;

/// <summary>The provider of developers: takes no money, remembers nothing past the process, and fails in every way on demand.</summary>
/// <param name="pages">Where its payment pages are, with a slash at the end.</param>
internal sealed class MockProvider(Uri pages) : IPaymentProvider
{
    private const int MaxSessions = 10_000;

    private readonly ConcurrentDictionary<string, MockSession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RefundState> refunds = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => BillingOptions.MockName;

    /// <inheritdoc/>
    public string Title => "Mock";

    /// <inheritdoc/>
    public Capabilities Capabilities { get; } = new(StoredCharge: true, Least: null);

    /// <summary>Whether it gives no answer.</summary>
    public bool IsAway { get; set; }

    /// <inheritdoc/>
    public Task<Opened> OpenAsync(Checkout checkout, CancellationToken cancel)
    {
        if (IsAway)
        {
            return Task.FromResult(Opened.Unavailable);
        }

        if (sessions.Count >= MaxSessions || !sessions.TryAdd(checkout.TransactionId, new MockSession(checkout)))
        {
            return Task.FromResult(new Opened("", null, "This was opened before, or too many were."));
        }

        return Task.FromResult(new Opened(checkout.TransactionId, new Uri(pages, checkout.TransactionId), null));
    }

    /// <summary>A page's session; null: there is none.</summary>
    public MockSession? Find(string transactionId) => sessions.GetValueOrDefault(transactionId);

    /// <inheritdoc/>
    public Task<Verdict> ChargeAsync(Charge charge, CancellationToken cancel)
    {
        if (IsAway)
        {
            return Task.FromResult(Verdict.Unavailable);
        }

        var session = sessions.GetOrAdd(charge.Checkout.TransactionId, static (_, checkout) => new MockSession(checkout), charge.Checkout);
        return Task.FromResult(session.Charge(charge.Attempt, isGood: charge.Token == MockSession.GoodCard.Token));
    }

    /// <inheritdoc/>
    public Task<Told> ValidateAsync(string validationId, CancellationToken cancel) => Task.FromResult(
        IsAway ? Told.Unavailable
        : sessions.Values.FirstOrDefault(session => session.Payment?.ValidationId == validationId) is { Payment: { } payment } ? new Told(Verdict.Paid, payment)
        : new Told(Verdict.Unknown));

    /// <inheritdoc/>
    public Task<Told> QueryAsync(string transactionId, CancellationToken cancel) => Task.FromResult(
        IsAway ? Told.Unavailable
        : Find(transactionId) is not { } session ? new Told(Verdict.Unknown)
        : session.Payment is { } payment ? new Told(Verdict.Paid, payment)
        : new Told(session.HasFailed ? Verdict.Failed : Verdict.Open));

    /// <inheritdoc/>
    public Task<RefundAnswer> RefundAsync(Refund refund, CancellationToken cancel)
    {
        if (IsAway)
        {
            return Task.FromResult(new RefundAnswer(RefundState.Unavailable));
        }

        var payment = sessions.Values.FirstOrDefault(session => session.Payment?.BankTransactionId == refund.BankTransactionId)?.Payment;
        var isRight = payment?.Amount is { } paid && paid.Currency == refund.Amount.Currency && refund.Amount.Minor <= paid.Minor;
        return Task.FromResult(isRight
            ? new RefundAnswer(refunds.GetOrAdd(refund.Id, RefundState.Initiated), refund.Id)
            : new RefundAnswer(RefundState.Refused));
    }

    /// <inheritdoc/>
    public Task<RefundAnswer> RefundStatusAsync(string reference, CancellationToken cancel) => Task.FromResult(
        IsAway || !refunds.TryUpdate(reference, RefundState.Refunded, refunds.GetValueOrDefault(reference))
            ? new RefundAnswer(RefundState.Unavailable)
            : new RefundAnswer(RefundState.Refunded, reference));

    /// <inheritdoc/>
    public Callback? Read(IReadOnlyDictionary<string, string> form) => form.GetValueOrDefault("tran_id", "") is { Length: > 0 } transaction
        ? new Callback(transaction, form.GetValueOrDefault("status", ""), form.GetValueOrDefault("val_id", ""), IsSigned: false)
        : null;

    /// <summary>An id that no other payment has.</summary>
    internal static string NewId(string transactionId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{transactionId}.{attempt}");
}
