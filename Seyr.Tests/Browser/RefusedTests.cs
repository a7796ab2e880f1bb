using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Seyr.Host;
using Seyr.Sites;
using Seyr.Tests.Ingest;
using Seyr.Tests.Stats;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>What was kept out of a site, in a real Chromium.</summary>
internal sealed class RefusedTests
{
    private static readonly string[] Reasons = ["Bot", "AiCrawler", "Automation", "Address", "OverQuota", "Hostname", "<b>Later</b>"];

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private string data = null!;
    private WholeServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-refused-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Ingest.SaltDirectory = "memory";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        var today = Refusals.DayOf(clock.GetUtcNow().ToUnixTimeSeconds());
        var random = new Random(5);
        await server.Services.GetRequiredService<Refusals>().AddAsync(
            Enumerable.Range(0, 200).SelectMany(back => Reasons.Select((reason, i) =>
                new RefusalCount { SiteId = 1, Day = today - back, Reason = reason, Beacons = random.Next(1 + (2_000 >> (2 * i))) + (back == 0 ? 1 : 0) })),
            CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TestCase("light", ColorScheme.Light, false)]
    [TestCase("dark", ColorScheme.Dark, false)]
    [TestCase("phone", ColorScheme.Light, true)]
    [TestCase("phone-dark", ColorScheme.Dark, true)]
    public async Task What_was_kept_out_is_seen_by_day_and_reason(string name, ColorScheme scheme, bool isPhone)
    {
        await using var context = await Chromium.NewContextAsync(scheme, isPhone);
        var page = await context.NewPageAsync();
        await page.GotoAsync(At("/sites/ann.test?period=7d&f=is,page,/"));
        await page.FillAsync("#email", "ann@ann.test");
        await page.FillAsync("#password", "correct horse battery");
        await page.ClickAsync("main button");
        await page.ClickAsync("text=What was kept out");
        await Expect(page).ToHaveURLAsync(At("/sites/ann.test/refused?period=7d&f=is,page,/"));
        await Expect(page.Locator(".bars rect")).ToHaveCountAsync(7);
        await Expect(page.Locator(".reasons strong").First).ToHaveTextAsync("Crawlers and other programs");
        await Expect(page.Locator(".reasons")).ToContainTextAsync("The month's events were used up.");
        await Expect(page.Locator(".reasons")).ToContainTextAsync("<b>Later</b>");
        await page.ClickAsync("text=28 days");
        await Expect(page.Locator(".bars rect")).ToHaveCountAsync(28);
        await LookAsync(page, $"refused-{name}");
        await page.ClickAsync("text=12 months");
        await page.ClickAsync("text=Figures");
        await LookAsync(page, $"refused-year-{name}");
        await page.GotoAsync(At("/sites/ann.test/refused?period=day&date=2020-01-01"));
        await Expect(page.GetByText("Nothing was kept out of ann.test in this period.")).ToBeVisibleAsync();
        await LookAsync(page, $"refused-none-{name}");
    }

    [Test]
    public async Task Numbers_add_up_to_what_the_store_has()
    {
        using var ann = new Visitor(server.Address);
        await ann.SignInAsync("ann@ann.test", "correct horse battery");
        var today = Refusals.DayOf(clock.GetUtcNow().ToUnixTimeSeconds());
        var counts = await server.Services.GetRequiredService<Refusals>().ByDayAsync(1, today - 91, today - 1, CancellationToken.None);
        var html = await ann.GetTextAsync("/sites/ann.test/refused?period=91d");
        string Exact(long count) => count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(html, Does.Contain($"<b>{Exact(counts.Sum(static count => count.Beacons))}</b>"));
        foreach (var group in counts.GroupBy(static count => count.Reason))
        {
            Assert.That(html, Does.Contain($"<b>{Exact(group.Sum(static count => count.Beacons))}</b>"), group.Key);
        }
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await Screenshots.KeepAsync(page, name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{name} scrolls sideways");
        await Axe.FindsNothingAsync(page, name);
    }

    private string At(string path) => new Uri(server.Address, path).AbsoluteUri;
}
