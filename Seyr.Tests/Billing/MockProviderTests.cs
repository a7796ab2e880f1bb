using Seyr.Billing;
using Seyr.Billing.Mock;

namespace Seyr.Tests.Billing;

internal sealed class MockProviderTests : ProviderContract
{
    private MockProvider provider = null!;

    protected override IPaymentProvider Provider => provider;

    [SetUp]
    public void Start() => provider = new MockProvider(new Uri("http://127.0.0.1:1/billing/mock/"));

    protected override Task PayAsync(string transactionId) => Do(() => provider.Find(transactionId)!.Pay());

    protected override Task PayOtherAmountAsync(string transactionId, Amount amount) => Do(() => provider.Find(transactionId)!.Pay(amount));

    protected override Task PayRiskyAsync(string transactionId) => Do(() => provider.Find(transactionId)!.Pay(isRisky: true));

    protected override Task FailAsync(string transactionId) => Do(() => provider.Find(transactionId)!.Fail());

    protected override void GoAway() => provider.IsAway = true;

    private static Task Do(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
