using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Billing;
using Seyr.Host;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>What a developer can try with the mock provider, from the form to the order's page.</summary>
internal sealed class MockPagesTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private string data = null!;
    private WholeServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-mock-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.Ingest.SaltDirectory = "memory";
        options.Billing.Provider = "mock";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TestCase("pay", "Paid")]
    [TestCase("once", "Paid")]
    [TestCase("less", "Being looked at")]
    [TestCase("risky", "Being looked at")]
    [TestCase("fail", "Not paid")]
    [TestCase("cancel", "Cancelled")]
    [TestCase("unheard", "Paid")]
    public async Task It_does_what_is_pressed(string choice, string title)
    {
        clock.Advance(TimeSpan.FromMinutes(10));
        using var owner = new Visitor(server.Address);
        await owner.SignInAsync("ann@ann.test", "correct horse battery");
        using var ordered = await owner.SubmitAsync(
            "/organisations/1/billing", "/organisations/1/billing", ("choice", "pro:month"), ("name", "Ann"), ("address", "1"), ("city", "Dhaka"), ("postcode", "1207"),
            ("country", "Bangladesh"), ("phone", "+880"));
        Assert.That(ordered.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        var going = await owner.GetAsync(ordered.Headers.Location!.OriginalString);
        var mock = new Uri(Regex.Match(going.Headers.GetValues("Refresh").Single(), "url=(.+)$").Groups[1].Value).AbsolutePath;
        Assert.That(await owner.GetTextAsync(mock), Does.Contain("no money moves").And.Contain("BDT 2,990.50"));
        using var pressed = await owner.SubmitAsync(mock, mock, ("choice", choice));
        var page = pressed.Headers.Location!.OriginalString;
        if (choice == "unheard")
        {
            Assert.That(await owner.GetTextAsync(page), Does.Contain("<h1>Waiting for the payment</h1>"));
        }

        await server.Services.GetRequiredService<Settlement>().SettleAsync(page.Split('/')[^1], CancellationToken.None);
        Assert.That(await owner.GetTextAsync(page), Does.Contain($"<h1>{title}</h1>"));
    }
}
