using System.Net;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Billing;
using Seyr.Host;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>What anybody may post to the providers' addresses, and what that does: next to nothing.</summary>
internal sealed class CallbackEndpointTests
{
    private readonly LogList log = new();
    private string data = null!;
    private WholeServer server = null!;
    private Order order = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-callbacks-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.Ingest.SaltDirectory = "memory";
        // Nobody is there: whatever is asked stays without an answer.
        options.Billing.SslCommerz.Address = "http://127.0.0.1:1";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()), log);
        var plan = server.Services.GetRequiredService<Plans>().Find("starter")!;
        order = await server.Services.GetRequiredService<Ordering>().OrderAsync(
            1, new Customer("ann@ann.test", BillingWorld.Buyer), plan, Term.Month, plan.PerMonth!.Value, CancellationToken.None);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
        Assert.That(log.Any("not-to-be-told"), Is.False);
    }

    [Test]
    public async Task Where_no_card_can_be_charged_again_none_is_kept()
    {
        using var owner = new Visitor(server.Address);
        await owner.SignInAsync("ann@ann.test", "correct horse battery");
        const string page = "/organisations/1/billing";
        Assert.That(await owner.GetTextAsync(page), Does.Contain("Go on to SSLCommerz").And.Not.Contain(BillingPages.KeepCard));
        using var ordered = await owner.SubmitAsync(
            page, page, ("choice", "starter:month"), ("name", "Ann"), ("address", "1"), ("city", "Dhaka"), ("postcode", "1207"), ("country", "Bangladesh"), ("phone", "+880"),
            (BillingPages.KeepCard, "yes"));
        var made = await server.Services.GetRequiredService<Orders>().OfAsync(1, CancellationToken.None);
        Assert.That((ordered.StatusCode, made[0].Id > order.Id, made[0].CardUserId), Is.EqualTo((HttpStatusCode.SeeOther, true, (long?)null)));
    }

    [Test]
    [Order(1)]
    public async Task A_post_is_kept_once_on_each_channel_and_leads_the_browser_to_the_orders_page()
    {
        var body = $"tran_id={order.TransactionId}&status=VALID&val_id=v1&pass=secret";
        foreach (var channel in new[] { "ipn", "success", "fail", "cancel" })
        {
            for (var i = 0; i < 3; i++)
            {
                using var answer = await PostAsync(channel, body);
                Assert.That((answer.StatusCode, answer.Headers.Location?.OriginalString), Is.EqualTo(channel == "ipn"
                    ? (HttpStatusCode.OK, (string?)null) : (HttpStatusCode.SeeOther, $"/billing/orders/{order.TransactionId}")), channel);
            }
        }

        Assert.That(await CountAsync(), Is.EqualTo(4));
        Assert.That(await client.GetStringAsync($"/billing/orders/{order.TransactionId}"), Does.Contain("Waiting for the payment").And.Contain("990.00").And.Not.Contain("Paid"));
    }

    [TestCase("tran_id=nobodys&status=VALID")]
    [TestCase("")]
    [TestCase("tran_id={0}&tran_id={0}&status=VALID")]
    [TestCase("status=VALID")]
    public async Task What_names_no_order_clearly_is_not_kept_and_told_nothing(string body)
    {
        var before = await CountAsync();
        var text = body.Replace("{0}", order.TransactionId, StringComparison.Ordinal);
        using var notified = await PostAsync("ipn", text);
        using var browser = await PostAsync("success", text);
        Assert.That((notified.StatusCode, browser.StatusCode, browser.Headers.Location!.OriginalString), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.SeeOther, "/")));
        Assert.That(await CountAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task What_is_in_the_address_or_is_no_form_or_is_too_much_does_not_count()
    {
        var before = await CountAsync();
        using var query = await client.PostAsync($"/billing/ipn?tran_id={order.TransactionId}&status=VALID", null);
        using var json = await client.PostAsync("/billing/ipn", new StringContent($"{{\"tran_id\":\"{order.TransactionId}\"}}", Encoding.UTF8, "application/json"));
        using var huge = await PostAsync("ipn", $"tran_id={order.TransactionId}&status=VALID&x={new string('x', 70_000)}");
        Assert.That(await CountAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Of_one_order_so_many_posts_are_kept_and_no_more()
    {
        for (var i = 0; i < Callbacks.MaxPerOrder + 5; i++)
        {
            (await PostAsync("ipn", $"tran_id={order.TransactionId}&status=VALID&n={i}")).Dispose();
        }

        Assert.That(await CountAsync(), Is.EqualTo(Callbacks.MaxPerOrder));
    }

    private Task<HttpResponseMessage> PostAsync(string channel, string body) =>
        client.PostAsync($"/billing/{channel}", new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"));

    private async Task<long> CountAsync()
    {
        await using var connection = await server.Services.GetRequiredService<RelationalStore>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("select count(*) from callbacks");
    }
}
