using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Seyr.Gateway;
using Seyr.Host;
using Seyr.Tests.Billing;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>An owner pays in a real Chromium, at the local gateway, which is another site: it goes well, fails, is cancelled, and news of it is lost.</summary>
internal sealed class BillingTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly LogList log = new();

    private string data = null!;
    private LocalGateway gateway = null!;
    private WholeServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-billing-").FullName;
        gateway = await LocalGateway.StartAsync();
        var options = new SeyrOptions { Listen = $"http://127.0.0.1:{Ports.Free()}", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.PublicUrl = options.Listen;
        options.Ingest.SaltDirectory = "memory";
        options.Billing.Operators = "ann@ann.test";
        options.Billing.SslCommerz.Address = gateway.Address.AbsoluteUri;
        options.Billing.SslCommerz.StoreId = LocalGateway.StoreId;
        options.Billing.SslCommerz.StorePassword = LocalGateway.Password;
        Assert.That(options.Problems(), Is.Empty);
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, log);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        await gateway.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [SetUp]
    public void Forget() => gateway.Faults = GatewayFault.None;

    [TearDown]
    public void No_password_anywhere() =>
        Assert.That(log.Any(LocalGateway.Password) || log.Any(Uri.EscapeDataString(LocalGateway.Password)) || log.Any("store_passwd"), Is.False);

    [Test]
    [Order(1)]
    public async Task Owner_pays_and_sees_plan_and_invoice()
    {
        await using var context = await Chromium.NewContextAsync();
        var owner = await SignInAsync(context);
        await owner.GotoAsync(Address("/organisations/1"));
        await owner.ClickAsync("text=Plan and payments");
        await Expect(owner.Locator("#now")).ToHaveTextAsync("Free");
        await owner.ClickAsync("text=Go on to SSLCommerz");
        await Expect(owner.GetByText("Choose one.")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(owner, "refused order");
        await OrderAsync(owner);
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Pay BDT 990.00");
        await owner.ClickAsync("text=Pay by bKash");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Paid");
        await Axe.FindsNothingAsync(owner, "paid");
        await owner.ClickAsync("text=Plan and payments");
        await Expect(owner.Locator("#now")).ToHaveTextAsync("Starter");
        await Expect(owner.GetByText("Paid until 23 December 2026.")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(owner, "plan and payments");
        await owner.ClickAsync("text=2026-000001");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Invoice 2026-000001");
        await Expect(owner.Locator("tfoot")).ToContainTextAsync("BDT 990.00");
        await Axe.FindsNothingAsync(owner, "invoice");
        var file = await owner.RunAndWaitForDownloadAsync(() => owner.ClickAsync("text=Download as PDF"));
        Assert.That(file.SuggestedFilename, Is.EqualTo("Invoice-2026-000001.pdf"));
        Assert.That(await Poppler.TextAsync(await File.ReadAllBytesAsync(await file.PathAsync())), Does.Contain("Invoice 2026-000001").And.Contain("BDT 990.00"));
        Assert.That((await new Mailbox(data).MessageAsync("ann@ann.test", "Receipt 2026-000001")).TextBody, Does.Contain("/organisations/1/invoices/2026-000001"));
        await Screenshots.KeepAllAsync(context, server.Address, ("/organisations/1/billing", "billing"), (new Uri(owner.Url).AbsolutePath, "invoice"));
    }

    [Test]
    [Order(2)]
    public async Task Operator_gives_money_back_and_the_owner_has_a_credit_note()
    {
        await using var context = await Chromium.NewContextAsync();
        var page = await SignInAsync(context);
        gateway.Faults = GatewayFault.Risky;
        await page.GotoAsync(Address("/organisations/1/billing"));
        await OrderAsync(page);
        await page.ClickAsync("text=Pay by bKash");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Being looked at");
        await page.GotoAsync(Address("/operator"));
        await Screenshots.KeepAllAsync(context, server.Address, ("/operator", "operator"));
        await page.ClickAsync("text=Risky >> nth=0");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Order 2");
        await Screenshots.KeepAllAsync(context, server.Address, (new Uri(page.Url).AbsolutePath, "operator-order-held"));
        await page.GotoAsync(Address("/operator"));
        await page.ClickAsync("a:text-is('Paid')");
        await page.FillAsync("#amount", "990.01");
        await page.FillAsync("#reason", "Bought by mistake");
        await page.FillAsync("#password", "correct horse battery");
        await page.ClickAsync("text=Give it back");
        await Expect(page.GetByText("That is more than is left of this payment.")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(page, "refused refund");
        await page.FillAsync("#amount", "400.50");
        await page.FillAsync("#password", "correct horse battery");
        await page.ClickAsync("text=Give it back");
        await Expect(page.Locator("#refunds + ul")).ToContainTextAsync("BDT 400.50");
        await UntilAsync(page, "Given back", () => clock.Advance(TimeSpan.FromMinutes(5)));
        await Screenshots.KeepAllAsync(context, server.Address, (new Uri(page.Url).AbsolutePath, "operator-order"));
        await page.GotoAsync(Address("/organisations/1/billing"));
        await page.ClickAsync("text=CN-2026-000001");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Credit note CN-2026-000001");
        await Screenshots.KeepAllAsync(context, server.Address, (new Uri(page.Url).AbsolutePath, "credit-note"), ("/organisations/1/invoices/2026-000001", "invoice-credited"));
        Assert.That(gateway.Refunds.Select(static refund => refund.Amount), Is.EqualTo(new[] { "400.50" }));
    }

    /// <summary>Reloads until the page's refund says something.</summary>
    private static async Task UntilAsync(IPage page, string word, Action pass)
    {
        for (var i = 0; i < 50 && await page.Locator($"#refunds + ul .tag:text-is('{word}')").CountAsync() == 0; i++)
        {
            pass();
            await Task.Delay(200);
            await page.ReloadAsync();
        }

        await Expect(page.Locator("#refunds + ul .tag")).ToHaveTextAsync(word);
    }

    [TestCase("Fail", "Not paid")]
    [TestCase("Cancel", "Cancelled")]
    public async Task What_fails_or_is_cancelled_buys_nothing_and_can_be_tried_again(string choice, string title)
    {
        await using var context = await Chromium.NewContextAsync();
        var owner = await SignInAsync(context);
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await OrderAsync(owner);
        await owner.GetByRole(AriaRole.Button, new() { Name = choice }).ClickAsync();
        await Expect(owner.Locator("h1")).ToHaveTextAsync(title);
        await Screenshots.KeepAsync(owner, $"order-{choice}");
        await owner.ClickAsync("text=Pay at SSLCommerz");
        await owner.ClickAsync("text=Pay by bKash");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Paid");
    }

    [TestCase(GatewayFault.IpnLost)]
    [TestCase(GatewayFault.IpnTwice)]
    [TestCase(GatewayFault.IpnLate)]
    [TestCase(GatewayFault.IpnAfterRedirect)]
    [TestCase(GatewayFault.BadHash)]
    public async Task Either_way_back_is_enough(GatewayFault fault)
    {
        gateway.Faults = fault;
        await using var context = await Chromium.NewContextAsync();
        var owner = await SignInAsync(context);
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await OrderAsync(owner);
        await owner.ClickAsync("text=Pay by bKash");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Paid");
    }

    [Test]
    public async Task Who_comes_back_to_nothing_waits_until_the_gateway_was_asked()
    {
        gateway.Faults = GatewayFault.IpnLost | GatewayFault.RedirectLost;
        await using var context = await Chromium.NewContextAsync();
        var owner = await SignInAsync(context);
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await OrderAsync(owner);
        await owner.ClickAsync("text=Pay by bKash");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Your browser lost its way");
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await owner.ClickAsync(".lines a >> nth=0");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Waiting for the payment");
        await Axe.FindsNothingAsync(owner, "waiting");
        await Screenshots.KeepAsync(owner, "order-waiting");
        clock.Advance(TimeSpan.FromMinutes(2));
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Paid", new() { Timeout = 20_000 });
    }

    private async Task<IPage> SignInAsync(IBrowserContext context)
    {
        clock.Advance(TimeSpan.FromMinutes(10));
        var page = await context.NewPageAsync();
        await page.SignInAsync(server.Address);
        return page;
    }

    private static async Task OrderAsync(IPage page)
    {
        await page.ChooseAsync("starter:month");
        await page.ClickAsync("text=Go on to SSLCommerz");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Pay BDT 990.00");
    }

    private string Address(string path) => new Uri(server.Address, path).AbsoluteUri;
}
