using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>A site's page in a real Chromium, over the demo's ninety days: every picker, tab, filter, shortcut and state.</summary>
[Category("Published")]
internal sealed class DashboardTests
{
    private const string Markup = "<img src=x onerror=alert(1)>";

    private readonly List<string> complaints = [];
    private string data = null!;
    private SeyrProcess seyr = null!;
    private IBrowserContext context = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-dashboard-").FullName;
        seyr = await SeyrProcess.StartAsync(data, null, "demo");
        using var visitor = new Visitor(seyr.Address);
        var sent = await visitor.SendAsync(
            $$$"""{"n":"{{{Markup}}}","u":"https://demo.example/{{{Markup}}}?utm_campaign=%3Cb%3E","d":"demo.example","p":{"{{{Markup}}}":"{{{Markup}}}"}}""");
        Assert.That((int)sent.StatusCode, Is.EqualTo(202));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await seyr.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TearDown]
    public async Task Close()
    {
        await context.DisposeAsync();
        Assert.That(complaints, Is.Empty, "nothing breaks the policy, or at all");
    }

    [Test]
    public async Task Rows_filter_and_the_address_has_it_all()
    {
        await OpenAsync("?period=91d");
        await page.EvaluateAsync("window.stays = true");
        await Card("sources").GetByRole(AriaRole.Link, new() { Name = "Hacker News" }).ClickAsync();
        await Expect(page.Locator(".chip")).ToContainTextAsync("Source is Hacker News");
        await Expect(page).ToHaveURLAsync(new Regex(Regex.Escape("/sites/demo.example?period=91d&f=is,source,Hacker%20News&sources=referrers") + "$"));
        await Card("pages").GetByRole(AriaRole.Link, new() { Name = "/pricing", Exact = true }).ClickAsync();
        await Expect(page.Locator(".chip")).ToHaveCountAsync(2);
        await Expect(page.Locator(".tiles .name")).ToContainTextAsync(["Visitors", "Visits", "Page views", "Bounce rate", "Scroll depth", "Time on page"]);
        await Card("devices").GetByRole(AriaRole.Link, new() { Name = "Devices" }).ClickAsync();
        await Card("devices").GetByRole(AriaRole.Link, new() { Name = "Mobile" }).ClickAsync();
        await Expect(page.Locator(".chip")).ToHaveCountAsync(3);
        var numbers = await page.Locator(".tiles").InnerTextAsync();
        Assert.That(await page.EvaluateAsync<bool>("window.stays"), Is.True, "all in the same document");

        var other = await context.NewPageAsync();
        await other.GotoAsync(page.Url);
        Assert.That(await other.Locator(".tiles").InnerTextAsync(), Is.EqualTo(numbers), "whoever opens the address sees the same");
        await Expect(other.Locator(".chip")).ToHaveCountAsync(3);

        await page.GoBackAsync();
        await Expect(page.Locator(".chip")).ToHaveCountAsync(2);
        await Expect(Card("devices").Locator("[aria-current]").First).ToHaveTextAsync("Devices");
        await page.Locator(".chip").Filter(new() { HasText = "Source" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".chip")).ToHaveCountAsync(1);
        await Expect(page.Locator("#graph canvas")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".chip")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Every_tab_shows_its_rows_or_says_that_there_are_none()
    {
        await OpenAsync();
        foreach (var (card, tabs) in new[]
        {
            ("sources", new[] { "Channels", "Referrers", "Sources" }), ("pages", ["Entry pages", "Exit pages", "Top pages"]), ("locations", ["Countries", "Regions", "Cities", "Map"]),
            ("devices", ["Systems", "Devices", "Screens", "Languages", "Browsers"]), ("behaviour", ["Goals", "Properties", "Custom events"]),
        })
        {
            foreach (var tab in tabs)
            {
                await Card(card).GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
                await Expect(Card(card).Locator(".tabs > [aria-current]")).ToHaveTextAsync(tab);
                await Expect(Card(card).Locator("li a.value, .empty, svg.map").First).ToBeVisibleAsync();
            }
        }

        await page.ClickAsync("#pick-campaigns");
        await Card("sources").GetByRole(AriaRole.Link, new() { Name = "Campaign", Exact = true }).ClickAsync();
        await Expect(Card("sources").Locator(".value")).ToContainTextAsync(["(not set)", "monthly"]);
        await Card("locations").Locator("svg a[aria-label^=Germany] path").ClickAsync();
        await Expect(page.Locator(".chip")).ToContainTextAsync("Country is Germany");
        await Expect(Card("locations").Locator(".value")).ToContainTextAsync(["DE-BE", "DE-BY", "DE-HH"]);
    }

    [Test]
    public async Task Keys_choose_periods_intervals_and_comparisons()
    {
        await OpenAsync();
        foreach (var (key, title) in new[]
        {
            ("d", "Today"), ("e", "Yesterday"), ("r", "Realtime"), ("h", "Last 24 hours"), ("w", "Last 7 days"), ("f", "Last 28 days"), ("t", "Last 30 days"), ("n", "Last 91 days"),
            ("m", "Month to date"), ("p", null), ("y", "Year to date"), ("s", "Last 6 months"), ("l", "Last 12 months"), ("a", "All time"),
        })
        {
            await page.Keyboard.PressAsync(key);
            await Expect(page.Locator("#pick-period")).ToHaveTextAsync(title is null ? new Regex("^[A-Z][a-z]+ 20\\d\\d$") : new Regex($"^{title}$"));
        }

        await page.Keyboard.PressAsync("w");
        await Expect(page.Locator("#pick-period")).ToHaveTextAsync("Last 7 days");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page).ToHaveURLAsync(new Regex("period=7d&date="));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page).ToHaveURLAsync(new Regex("period=7d$"));
        await page.Keyboard.PressAsync("i");
        await Expect(page).ToHaveURLAsync(new Regex("interval=hour"));
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator(".change")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator(".change")).ToHaveCountAsync(6);
        await page.Keyboard.PressAsync("c");
        await Expect(page.Locator("#custom-from")).ToBeFocusedAsync();
        await page.FillAsync("#custom-from", "2026-01-05");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("period=custom&from=2026-01-05&to="));
        await page.Keyboard.PressAsync("/");
        await page.FillAsync("#filter-value", "blog");
        await page.SelectOptionAsync("[name=add_how]", "contains");
        await page.FocusAsync("#filter-value");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".chip")).ToContainTextAsync("Page contains blog");
        Assert.That(page.Url, Does.Contain("f=contains,page,blog").And.Not.Contain("add_"));
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await Screenshots.KeepAsync(page, "dashboard-keys");
    }

    [Test]
    public async Task Details_are_searched_and_put_in_order()
    {
        await OpenAsync();
        await page.ClickAsync("#details-pages");
        await Expect(page.Locator("#sheet .value")).ToHaveCountAsync(12);
        await Screenshots.KeepAsync(page, "dashboard-details");
        await page.Locator("#sheet").GetByRole(AriaRole.Link, new() { Name = "Bounce rate" }).ClickAsync();
        await Expect(page.Locator("#sheet [aria-sort]")).ToHaveTextAsync("Bounce rate");
        await page.FillAsync("#details-search", "BLOG");
        await Expect(page.Locator("#sheet .value")).ToHaveCountAsync(4);
        await Expect(page.Locator("#details-search")).ToBeFocusedAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("#sheet").GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await file.PathAsync());
        Assert.That((lines.Length, lines[0]), Is.EqualTo((5, "Page,Visitors,Page views,Bounce rate (%),Time on page (s),Scroll depth (%),Share (%)")));
        await page.Locator("#sheet .value").First.ClickAsync();
        await Expect(page.Locator(".chip")).ToContainTextAsync("Page is /blog");
        await Expect(page.Locator("#sheet")).ToBeHiddenAsync();

        await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example/details/locations/countries?search=GERM&sort=visits").AbsoluteUri);
        await Expect(page.Locator(".value")).ToHaveTextAsync(["Germany"]);
        await Screenshots.KeepAsync(page, "dashboard-details-page");
    }

    [Test]
    public async Task Realtime_page_shows_a_visit_when_it_comes()
    {
        await OpenAsync("?period=30m");
        var before = await page.Locator(".tiles strong").First.GetAttributeAsync("title");
        using var visitor = new Visitor(seyr.Address);
        await visitor.SendAsync("""{"n":"pageview","u":"https://demo.example/new","d":"demo.example"}""", Chromium.UserAgent.Replace("140", "139", StringComparison.Ordinal));
        // Sooner than it would ask by itself.
        await Expect(page.Locator(".tiles strong").First).Not.ToHaveAttributeAsync("title", before!, new() { Timeout = 15_000 });
        await Expect(page.Locator(".now")).ToContainTextAsync("current visitor");
    }

    [Test]
    public async Task A_goal_is_named_reached_asked_about_and_removed()
    {
        await OpenAsync("?behaviour=goals");
        await Card("behaviour").GetByRole(AriaRole.Link, new() { Name = "Add a goal" }).ClickAsync();
        await page.CheckAsync("[value=page]");
        await page.FillAsync("#target", "blog");
        await page.ClickAsync("main form.card button");
        await Expect(page.Locator("#target-error")).ToContainTextAsync("begins with a slash");
        Assert.That(complaints.RemoveAll(static complaint => complaint.Contains("422 (Unprocessable Entity)")), Is.EqualTo(1), "as the browser says of what was refused");
        await page.FillAsync("#target", "/blog/*");
        await page.ClickAsync("main form.card button");
        await Expect(page.Locator(".keys strong")).ToHaveTextAsync("Visit /blog/*");
        await Screenshots.KeepAsync(page, "goals");
        await Axe.FindsNothingAsync(page, "goals");

        await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example").AbsoluteUri);
        await Card("behaviour").GetByRole(AriaRole.Link, new() { Name = "Visit /blog/*" }).ClickAsync();
        await Expect(page.Locator(".chip")).ToContainTextAsync("Goal is Visit /blog/*");
        await Expect(page.Locator(".tiles .name")).ToContainTextAsync(["Visitors", "Unique conversions", "Total conversions", "Conversion rate"]);
        await page.Locator(".tiles a", new() { HasText = "Conversion rate" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("metric=conversion_rate"));
        await Expect(page.Locator("#graph canvas")).ToBeVisibleAsync();
        await page.ClickAsync("#details-behaviour");
        await Expect(page.Locator("#sheet .value")).ToHaveTextAsync("Visit /blog/*");

        await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example/goals").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Visit /blog/*" }).ClickAsync();
        await Expect(page.Locator(".keys li")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Markup_of_the_world_stays_text()
    {
        // What the demo adds as the day goes on would leave no room for it on the cards.
        await OpenAsync("?period=day&behaviour=properties&sources=utm_campaign&f=is,utm_campaign,%3Cb%3E");
        for (var attempt = 0; attempt < 40 && await Card("behaviour").GetByText(Markup).CountAsync() == 0; attempt++)
        {
            await Task.Delay(250);
            await page.ReloadAsync();
        }

        await Card("behaviour").Locator(".value", new() { HasText = Markup }).ClickAsync();
        await Expect(page.Locator(".chip b")).ToHaveTextAsync(["<b>", Markup]);
        await Expect(Card("pages").Locator(".value", new() { HasText = Markup })).ToBeVisibleAsync();
        await Expect(Card("sources").Locator(".value")).ToHaveTextAsync(["<b>"]);
        await page.ClickAsync("#details-pages");
        await Expect(page.Locator("#sheet .value")).ToContainTextAsync([Markup]);
        Assert.That(await page.Locator("main img, dialog img").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task The_page_reads_without_scripts()
    {
        await OpenAsync(scripts: false);
        await Card("pages").GetByRole(AriaRole.Link, new() { Name = "Exit pages" }).ClickAsync();
        await Card("pages").Locator(".value").First.ClickAsync();
        await Expect(page.Locator(".chip")).ToContainTextAsync("Exit page is");
        await page.ClickAsync("#pick-period");
        await page.GetByRole(AriaRole.Link, new() { Name = "Last 7 days" }).ClickAsync();
        await page.ClickAsync("#figures");
        await Expect(page.Locator(".figures tbody tr")).ToHaveCountAsync(7);
        await page.ClickAsync("#details-sources");
        await Expect(page.Locator(".details .value").First).ToBeVisibleAsync();
        await page.ClickAsync(".back a");
        await Expect(page.Locator(".chip")).ToContainTextAsync("Exit page is");
    }

    [TestCase("light", ColorScheme.Light, false)]
    [TestCase("dark", ColorScheme.Dark, false)]
    [TestCase("phone", ColorScheme.Light, true)]
    [TestCase("phone-dark", ColorScheme.Dark, true)]
    public async Task Nothing_keeps_anybody_from_using_it(string name, ColorScheme scheme, bool isPhone)
    {
        await OpenAsync(scheme: scheme, isPhone: isPhone);
        foreach (var (state, query) in new[]
        {
            ("usual", ""), ("filtered", "?period=91d&f=is,source,Google&f=contains,page,/blog&locations=countries&metric=pageviews"), ("today", "?period=day&devices=systems"),
            ("nothing", "?f=is,page,/nowhere"), ("event", "?f=is,event,Signup&behaviour=properties&compare=off"), ("realtime", "?period=30m"),
        })
        {
            await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example" + query).AbsoluteUri);
            await Expect(page.Locator("#graph canvas")).ToBeVisibleAsync();
            await Expect(page.Locator("div.map")).ToHaveCountAsync(0);
            await Screenshots.KeepAsync(page, $"dashboard-{state}-{name}");
            await Axe.FindsNothingAsync(page, $"{state} {name}");
            Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{state} {name} scrolls sideways");
        }

        await page.ClickAsync("#pick-period");
        await Screenshots.KeepAsync(page, $"dashboard-picker-{name}");
        await Axe.FindsNothingAsync(page, $"picker {name}");
        await page.ClickAsync("#pick-period");
        await page.ClickAsync("#details-sources");
        await Expect(page.Locator("#sheet .value").First).ToBeVisibleAsync();
        await Screenshots.KeepAsync(page, $"dashboard-sheet-{name}");
        await Axe.FindsNothingAsync(page, $"sheet {name}");
    }

    private ILocator Card(string name) => page.Locator($"#card-{name}");

    private async Task OpenAsync(string query = "", bool scripts = true, ColorScheme scheme = ColorScheme.Light, bool isPhone = false)
    {
        complaints.Clear();
        context = await Chromium.NewContextAsync(scheme, isPhone, scripts);
        page = await context.NewPageAsync();
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example" + query).AbsoluteUri);
        await page.FillAsync("#email", "demo@demo.example");
        await page.FillAsync("#password", await seyr.DemoPassword);
        await page.ClickAsync("main button");
        await page.GotoAsync(new Uri(seyr.Address, "/sites/demo.example" + query).AbsoluteUri);
        await Expect(page.Locator("#dashboard")).ToBeVisibleAsync();
    }
}
