using Microsoft.Extensions.Logging;
using Seyr.Billing;
using Seyr.Billing.SslCommerz;
using Seyr.Gateway;
using Seyr.Tests.Ingest;

namespace Seyr.Tests.Billing;

internal sealed class SslCommerzProviderTests : ProviderContract
{
    private LocalGateway gateway = null!;
    private LogList log = null!;
    private LoggerFactory logs = null!;
    private SslCommerzProvider provider = null!;

    protected override IPaymentProvider Provider => provider;

    [SetUp]
    public async Task Start()
    {
        gateway = await LocalGateway.StartAsync();
        log = new LogList();
        logs = new LoggerFactory([log], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        provider = new SslCommerzProvider(Options(), logs, TimeSpan.FromSeconds(1));
    }

    [TearDown]
    public async Task Stop()
    {
        provider.Dispose();
        logs.Dispose();
        await gateway.DisposeAsync();
        Assert.That(log.Any(LocalGateway.Password) || log.Any(Uri.EscapeDataString(LocalGateway.Password)) || log.Any("store_passwd"), Is.False, log.ToString());
    }

    [TestCase(GatewayFault.AnswerIsHtml)]
    [TestCase(GatewayFault.AnswerIsError)]
    [TestCase(GatewayFault.AnswerIsTruncated)]
    [TestCase(GatewayFault.AnswerIsHuge)]
    [TestCase(GatewayFault.AnswerStalls)]
    [TestCase(GatewayFault.Inactive)]
    public async Task An_answer_that_is_none_is_unavailable(GatewayFault fault)
    {
        await OpenAsync("one");
        var session = gateway.Session("one");
        var attempt = gateway.Attempt(session, "VALID");
        session.Faults = fault;
        Assert.That(await provider.ValidateAsync(attempt.ValidationId, Cancel), Is.EqualTo(Told.Unavailable));
        Assert.That(await provider.QueryAsync("one", Cancel), Is.EqualTo(Told.Unavailable));
        session.Faults = GatewayFault.None;
        Assert.That((await provider.ValidateAsync(attempt.ValidationId, Cancel)).Verdict, Is.EqualTo(Verdict.Paid), "and it is asked again");
    }

    [TestCase(GatewayFault.CountIsText)]
    [TestCase(GatewayFault.ElementIsObject)]
    public async Task Answers_come_in_several_shapes(GatewayFault fault)
    {
        gateway.Faults = fault;
        await OpenAsync("one");
        Assert.That((await provider.QueryAsync("one", Cancel)).Verdict, Is.EqualTo(Verdict.Open));
        Assert.That((await provider.QueryAsync("never", Cancel)).Verdict, Is.EqualTo(Verdict.Unknown));
        gateway.Attempt(gateway.Session("one"), "VALID");
        Assert.That((await provider.QueryAsync("one", Cancel)).Payment!.Amount, Is.EqualTo(Price));
    }

    [Test]
    public async Task A_gateway_that_is_behind_is_never_taken_for_not_paid()
    {
        await OpenAsync("one");
        var session = gateway.Session("one");
        var attempt = gateway.Attempt(session, "VALID");
        session.Faults = GatewayFault.StillProcessing | GatewayFault.ValidationUnknown;
        Assert.That((await provider.QueryAsync("one", Cancel)).Verdict, Is.EqualTo(Verdict.Open));
        Assert.That((await provider.ValidateAsync(attempt.ValidationId, Cancel)).Verdict, Is.EqualTo(Verdict.Unknown));
        session.Faults = GatewayFault.None;
        Assert.That((await provider.QueryAsync("one", Cancel)).Verdict, Is.EqualTo(Verdict.Paid));
    }

    [Test]
    public async Task A_refusal_says_why()
    {
        var tooLittle = await provider.OpenAsync(Checkout("one", new Amount(999, "BDT")), Cancel);
        Assert.That((tooLittle.Page, tooLittle.Refusal), Is.EqualTo(((Uri?)null, "The minimum transaction amount is not allowed as per admin configuration!")));
        using var stranger = new SslCommerzProvider(Options(password: "another"), logs);
        Assert.That((await stranger.OpenAsync(Checkout("one", Price), Cancel)).Refusal, Does.StartWith("Store Credential Error"));
        Assert.That((await stranger.ValidateAsync("any", Cancel)).Verdict, Is.Not.EqualTo(Verdict.Paid));
    }

    [Test]
    public async Task A_payment_page_elsewhere_is_not_followed()
    {
        using var elsewhere = new SslCommerzProvider(Options(address: gateway.Address.AbsoluteUri.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)), logs);
        Assert.That(await elsewhere.OpenAsync(Checkout("one", Price), Cancel), Is.EqualTo(Opened.Unavailable));
    }

    [Test]
    public async Task Fields_are_what_the_gateway_wants()
    {
        await OpenAsync("one");
        var fields = gateway.Session("one").Fields;
        Assert.That((fields["total_amount"], fields["cus_name"], fields["ipn_url"], fields["cancel_url"], fields["shipping_method"]),
            Is.EqualTo(("990.50", "Ann & Co", "http://127.0.0.1:1/billing/ipn", "http://127.0.0.1:1/billing/cancel", "NO")));
    }

    [TestCase(GatewayFault.None, true)]
    [TestCase(GatewayFault.OldFields, true)]
    [TestCase(GatewayFault.ExtraFields, true)]
    [TestCase(GatewayFault.EmptyCurrency, true)]
    [TestCase(GatewayFault.BadHash, false)]
    [TestCase(GatewayFault.ShortVerifyKey, false)]
    [TestCase(GatewayFault.OtherStore, false)]
    public async Task A_post_is_read_and_its_signature_checked(GatewayFault fault, bool isSigned)
    {
        await OpenAsync("one");
        var session = gateway.Session("one");
        session.Faults = fault;
        var attempt = gateway.Attempt(session, "VALID");
        var form = GatewayFields.Post(session, attempt, LocalGateway.StoreId, LocalGateway.Password);
        Assert.That(provider.Read(form), Is.EqualTo(new Callback("one", "VALID", attempt.ValidationId, isSigned)));
    }

    protected override Task PayAsync(string transactionId) => AttemptAsync(transactionId, "VALID", GatewayFault.None);

    protected override Task PayOtherAmountAsync(string transactionId, Amount amount) => AttemptAsync(transactionId, "VALID", GatewayFault.OtherAmount);

    protected override Task PayRiskyAsync(string transactionId) => AttemptAsync(transactionId, "VALID", GatewayFault.Risky);

    protected override Task FailAsync(string transactionId) => AttemptAsync(transactionId, "FAILED", GatewayFault.None);

    protected override void GoAway()
    {
        gateway.Faults = GatewayFault.AnswerIsError;
        foreach (var session in gateway.Sessions)
        {
            session.Faults = GatewayFault.AnswerIsError;
        }
    }

    private Task AttemptAsync(string transactionId, string status, GatewayFault faults)
    {
        gateway.Session(transactionId).Faults = faults;
        gateway.Attempt(gateway.Session(transactionId), status);
        return Task.CompletedTask;
    }

    private SslCommerzOptions Options(string password = LocalGateway.Password, string? address = null) =>
        new() { Address = address ?? gateway.Address.AbsoluteUri, StoreId = LocalGateway.StoreId, StorePassword = password };
}
