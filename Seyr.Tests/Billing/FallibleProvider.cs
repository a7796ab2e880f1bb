using Seyr.Billing;
using Seyr.Billing.Mock;

namespace Seyr.Tests.Billing;

/// <summary>The mock, at which cards can be declined, and the process can end ahead of and after each question.</summary>
internal sealed class FallibleProvider : IPaymentProvider
{
    public MockProvider Mock { get; } = new(new Uri("http://127.0.0.1:1/billing/mock/"));

    /// <summary>Whether cards are declined.</summary>
    public bool Declines { get; set; }

    public Ending Ending { get; } = new();

    public string Name => Mock.Name;

    public string Title => Mock.Title;

    public Capabilities Capabilities { get; set; } = new(StoredCharge: true, Least: null);

    public Task<Opened> OpenAsync(Checkout checkout, CancellationToken cancel) => Mock.OpenAsync(checkout, cancel);

    public Task<Verdict> ChargeAsync(Charge charge, CancellationToken cancel) =>
        ThroughAsync(() => Mock.ChargeAsync(Declines ? charge with { Token = "declined" } : charge, cancel));

    public Task<Told> ValidateAsync(string validationId, CancellationToken cancel) => ThroughAsync(() => Mock.ValidateAsync(validationId, cancel));

    public Task<Told> QueryAsync(string transactionId, CancellationToken cancel) => ThroughAsync(() => Mock.QueryAsync(transactionId, cancel));

    public Task<RefundAnswer> RefundAsync(Refund refund, CancellationToken cancel) => Mock.RefundAsync(refund, cancel);

    public Task<RefundAnswer> RefundStatusAsync(string reference, CancellationToken cancel) => Mock.RefundStatusAsync(reference, cancel);

    public Callback? Read(IReadOnlyDictionary<string, string> form) => Mock.Read(form);

    private async Task<T> ThroughAsync<T>(Func<Task<T>> ask)
    {
        Ending.Step();
        var answer = await ask();
        Ending.Step();
        return answer;
    }
}
