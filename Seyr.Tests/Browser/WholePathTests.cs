using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>Where the program keeps its things.</summary>
public enum Setting
{
    /// <summary>SQLite and the engine in the process.</summary>
    Embedded,

    /// <summary>PostgreSQL and the engine in the process.</summary>
    Postgres,

    /// <summary>SQLite, and the event store behind a real socket.</summary>
    Socket,
}

/// <summary>A browser opens a page, Seyr counts it, its owner sees it: the program as a process, a real Chromium.</summary>
[Category("Published")]
public sealed class WholePathTests
{
    private const string Password = "correct horse battery";

    /// <summary>Nobody clicks within a millisecond; two beacons on two connections may overtake each other in one.</summary>
    private static readonly TimeSpan AMomentOfReading = TimeSpan.FromMilliseconds(500);

    private string data = null!;

    [SetUp]
    public void MakeDirectory() => data = Directory.CreateTempSubdirectory("seyr-e2e-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(data, recursive: true);

    [Test]
    public async Task A_provisioned_site_counts_a_page_a_route_and_a_custom_event([Values] Setting setting)
    {
        var settings = await SettingsAsync(setting);
        var provisioned = await ProvisionAsync(settings);
        await using var seyr = await SeyrProcess.StartAsync(data, settings);
        var snippet = provisioned.RootElement.GetProperty("snippet").GetString()!.Replace("http://127.0.0.1:0/", seyr.Address.AbsoluteUri, StringComparison.Ordinal);
        await using var site = await TestSite.StartAsync(snippet);
        await using var context = await Chromium.NewContextAsync();

        var visitor = await context.NewPageAsync();
        await visitor.GotoAsync($"http://shop.test:{site.Port}/welcome?utm_source=newsletter&utm_campaign=spring");
        await Task.Delay(AMomentOfReading);
        await visitor.EvaluateAsync("history.pushState({}, '', '/basket')");
        await Task.Delay(AMomentOfReading);
        await visitor.EvaluateAsync("seyr('Signup', {props: {plan: 'pro'}})");

        var owner = await context.NewPageAsync();
        await SignInAsync(owner, seyr);
        await owner.GotoAsync(new Uri(seyr.Address, "/sites/shop.test?period=24h&behaviour=events").AbsoluteUri);
        await UntilAsync(owner, async () => string.Join(", ", await CardAsync(owner, "behaviour")), "Signup");

        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await TileAsync(owner, "Visitors"), Is.EqualTo("1"));
            Assert.That(await TileAsync(owner, "Visits"), Is.EqualTo("1"));
            Assert.That(await TileAsync(owner, "Bounce rate"), Is.EqualTo("0%"));
            Assert.That(await CardAsync(owner, "sources"), Is.EqualTo(new[] { "newsletter" }));
            Assert.That(await CardAsync(owner, "pages"), Is.EqualTo(new[] { "/basket", "/welcome" }));
            Assert.That(await TileAsync(owner, "Page views"), Is.EqualTo("2"));
            Assert.That(await CardAsync(owner, "devices"), Is.EqualTo(new[] { "Chrome" }));
            Assert.That(await owner.Locator(".now").InnerTextAsync(), Does.Contain("1 current visitor"));
        });
        foreach (var (tab, shown) in new[] { ("systems", "Linux"), ("devices", "Desktop") })
        {
            await owner.GotoAsync(new Uri(seyr.Address, $"/sites/shop.test?period=24h&devices={tab}").AbsoluteUri);
            Assert.That(await CardAsync(owner, "devices"), Is.EqualTo(new[] { shown }));
        }

        Assert.That(await seyr.StopAsync(), Is.Zero, seyr.Log);
        Assert.That(seyr.Log, Does.Not.Contain("Exception"));
    }

    [Test]
    public async Task A_newcomer_sets_up_a_site_and_sees_the_first_event_arrive()
    {
        await using var seyr = await SeyrProcess.StartAsync(data);
        await using var context = await Chromium.NewContextAsync();
        var owner = await context.NewPageAsync();
        await owner.GotoAsync(seyr.Address.AbsoluteUri);
        await Expect(owner.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Seyr is running");

        var setUp = await seyr.SetUpAddress;
        await owner.GotoAsync(setUp.AbsoluteUri);
        await FillSetUpAsync(owner, email: "owner.example", password: "short", domain: "not a domain");
        await Expect(owner.Locator("#email-error, #password-error, #domain-error")).ToHaveCountAsync(3);
        await Expect(owner.Locator("#email")).ToHaveValueAsync("owner.example");
        await Screenshots.KeepAsync(owner, "setup-refused");
        await FillSetUpAsync(owner, "owner@shop.test", Password, "https://www.shop.test/");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Install on shop.test");
        await owner.GetByLabel("Outbound links").CheckAsync();
        await owner.GetByLabel("Engagement").CheckAsync();
        await Expect(owner.Locator("#snippet")).ToContainTextAsync("/s.engagement.outbound.js\"");
        await Screenshots.KeepAsync(owner, "install-waiting");
        await owner.GetByLabel("Outbound links").UncheckAsync();
        await owner.GetByLabel("Engagement").UncheckAsync();
        await Expect(owner.Locator("#snippet")).ToContainTextAsync("/s.js\"");

        await using var site = await TestSite.StartAsync(await owner.Locator("#snippet").InnerTextAsync());
        var visitor = await context.NewPageAsync();
        await visitor.GotoAsync($"http://shop.test:{site.Port}/");
        await Expect(owner.Locator("#first-event")).ToContainTextAsync("The first event has arrived", new() { Timeout = 15_000 });

        var again = await owner.GotoAsync(setUp.AbsoluteUri);
        Assert.That(again!.Status, Is.EqualTo(404), "the set-up address works once");
    }

    [Test]
    public async Task The_demo_is_believable_on_every_screen()
    {
        await using var seyr = await SeyrProcess.StartAsync(data, null, "demo");
        var password = await seyr.DemoPassword;
        foreach (var (name, scheme, isPhone) in new[] { ("light", ColorScheme.Light, false), ("dark", ColorScheme.Dark, false), ("phone", ColorScheme.Light, true), ("phone-dark", ColorScheme.Dark, true) })
        {
            await using var context = await Chromium.NewContextAsync(scheme, isPhone);
            var page = await context.NewPageAsync();
            var complaints = new List<string>();
            page.Console += (_, message) => complaints.Add(message.Text);
            page.PageError += (_, error) => complaints.Add(error);
            await SignInAsync(page, seyr, "demo@demo.example", password);
            foreach (var period in new[] { "24h", "7d", "28d", "12mo" })
            {
                await page.GotoAsync(new Uri(seyr.Address, $"/sites/demo.example?period={period}").AbsoluteUri);
                await Expect(page.Locator("#graph canvas")).ToBeVisibleAsync();
                await Screenshots.KeepAsync(page, $"dashboard-{period}-{name}");
                var isTooWide = await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth");
                Assert.That(isTooWide, Is.False, $"{period} {name} scrolls sideways");
            }

            await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example/settings").AbsoluteUri);
            await Screenshots.KeepAsync(page, $"settings-{name}");
            await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example?locations=countries").AbsoluteUri);
            Assert.That(await CardAsync(page, "sources"), Has.Length.EqualTo(9));
            Assert.That(await CardAsync(page, "locations"), Has.Length.EqualTo(9));
            Assert.That(complaints, Is.Empty);
        }
    }

    private async Task<Dictionary<string, string>> SettingsAsync(Setting setting) => setting switch
    {
        Setting.Postgres => new() { ["Storage__Relational"] = await PostgresServer.NewDatabaseAsync() },
        Setting.Socket => new() { ["Storage__Events"] = TestEngine.ServerConnectionString(TestEngine.NewDatabaseName()) },
        _ => [],
    };

    private async Task<JsonDocument> ProvisionAsync(Dictionary<string, string> settings)
    {
        string[] arguments = ["provision", "--email", "owner@shop.test", "--organisation", "The shop", "--domain", "shop.test", "--timezone", "Asia/Dhaka"];
        var (exitCode, output, error) = await SeyrProcess.RunAsync(data, settings, Password + "\n", arguments);
        Assert.That(exitCode, Is.Zero, error);
        var again = await SeyrProcess.RunAsync(data, settings, "", arguments);
        var made = JsonDocument.Parse(output);
        var key = made.RootElement.GetProperty("apiKey").GetString()!;
        Assert.That(again.Output, Is.EqualTo(output.Replace($",\"apiKey\":\"{key}\"", "", StringComparison.Ordinal)), "provisioning is safe to repeat, and tells a key once");
        return made;
    }

    private static async Task SignInAsync(IPage page, SeyrProcess seyr, string email = "owner@shop.test", string password = Password)
    {
        await page.GotoAsync(new Uri(seyr.Address, "/sites").AbsoluteUri);
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", password);
        await page.ClickAsync("main button");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sites");
    }

    private static async Task FillSetUpAsync(IPage page, string email, string password, string domain)
    {
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", password);
        await page.FillAsync("#organisation", "The shop");
        await page.FillAsync("#domain", domain);
        await page.ClickAsync("main button");
    }

    private static Task<string> TileAsync(IPage page, string title) =>
        page.Locator($".tiles li:has(.name:text-is('{title}')) strong").InnerTextAsync();

    private static async Task<string[]> CardAsync(IPage page, string card) =>
        [.. await page.Locator($"#card-{card} .value").AllInnerTextsAsync()];

    /// <summary>Reloads the page until it shows what is expected: an event may be a second on its way.</summary>
    private static async Task UntilAsync(IPage page, Func<Task<string>> value, string expected)
    {
        for (var attempt = 0; attempt < 40 && await value() != expected; attempt++)
        {
            await Task.Delay(250);
            await page.ReloadAsync();
        }

        Assert.That(await value(), Is.EqualTo(expected));
    }
}
