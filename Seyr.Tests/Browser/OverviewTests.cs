using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using NodaTime;
using Seyr.Host;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Stats;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>The page of all sites in a real Chromium: its numbers, its periods, its search, and what it says where there is nothing.</summary>
internal sealed class OverviewTests
{
    private const string Password = "correct horse battery";

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private string data = null!;
    private WholeServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-overview-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Ingest.SaltDirectory = "memory";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        var store = server.Services.GetRequiredService<RelationalStore>();
        await Provision.New(store, options).EnsureAsync("bob@bob.test", static () => Password, "Bob's", "bob.test", "Etc/UTC", CancellationToken.None);
        await using var connection = await store.OpenAsync(CancellationToken.None);
        foreach (var (name, visits) in new[] { ("shop.test", 90), ("blog.test", 40), ("a-rather-long-name-for-a-site.of-an-agency.test", 24), ("docs.test", 14), ("quiet.test", 1), ("new.test", 0), ("ann.test", 6) })
        {
            var id = await connection.ExecuteScalarAsync<long>(
                """
                insert into sites (organisation_id, domain, time_zone, created_at) select min(id), @name, 'Asia/Dhaka', 0 from organisations where true
                on conflict (domain) do update set time_zone = excluded.time_zone returning id
                """,
                new { name });
            var traffic = TestTraffic.Make((int)id, Instant.FromDateTimeOffset(clock.GetUtcNow()), days: 57, visits);
            if (visits > 0)
            {
                await server.Events.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)id, traffic), name, CancellationToken.None);
            }
        }

        // A guest of one site sees it among the own ones.
        await connection.ExecuteAsync("insert into guests (site_id, user_id, role) select sites.id, users.id, 'viewer' from sites, users where domain = 'blog.test' and email = 'bob@bob.test'");
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
    public async Task All_sites_are_seen_at_a_glance(string name, ColorScheme scheme, bool isPhone)
    {
        await using var context = await Chromium.NewContextAsync(scheme, isPhone);
        var page = await SignedInAsync(context, "ann");
        await page.GotoAsync(At("/sites?period=7d"));
        await Expect(page.Locator(".glances strong")).ToHaveTextAsync(
            ["shop.test", "blog.test", "a-rather-long-name-for-a-site.of-an-agency.test", "docs.test", "ann.test", "quiet.test", "new.test"]);
        await Expect(page.Locator(".glances li").Last).ToContainTextAsync("Nothing has arrived yet. Put the snippet on its pages");
        await Expect(page.Locator(".spark").First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(@"^Visitors by day: from \d+ to \d+, \d+ in the last\.$"));
        await LookAsync(page, $"sites-{name}");
        await page.GotoAsync(At("/sites?search=nowhere"));
        await LookAsync(page, $"sites-none-{name}");
    }

    [Test]
    public async Task Periods_and_search_work_without_scripts_and_lead_to_each_sites_page()
    {
        await using var context = await Chromium.NewContextAsync(scripts: false);
        var page = await SignedInAsync(context, "ann");
        await Expect(page.Locator(".periods [aria-current]")).ToHaveTextAsync("24 hours");
        await page.ClickAsync("text=28 days");
        await page.FillAsync("[name=search]", "SHOP");
        await page.ClickAsync("text=Search");
        await Expect(page).ToHaveURLAsync(At("/sites?period=28d&search=SHOP"));
        await Expect(page.Locator(".glances li")).ToHaveCountAsync(1);
        var seen = await page.Locator(".figure b").GetAttributeAsync("title");
        await page.ClickAsync("text=shop.test");
        await Expect(page).ToHaveURLAsync(At("/sites/shop.test"));
        await Expect(page.Locator(".tiles strong").First).ToHaveAttributeAsync("title", seen!);
        await page.GotoAsync(At("/sites?search=%3Cb%3E&period=%3Cb%3E"));
        await Expect(page.GetByText("No site's name has “<b>” in it.")).ToBeVisibleAsync();
    }

    [TestCase("light", ColorScheme.Light, false)]
    [TestCase("phone-dark", ColorScheme.Dark, true)]
    public async Task Several_sites_are_shown_as_one(string name, ColorScheme scheme, bool isPhone)
    {
        await using var context = await Chromium.NewContextAsync(scheme, isPhone);
        var page = await SignedInAsync(context, "ann");
        await page.ClickAsync(".together summary");
        await page.CheckAsync(".together [value='shop.test']");
        await page.CheckAsync(".together [value='blog.test']");
        await LookAsync(page, $"sites-together-{name}");
        await page.ClickAsync(".together button");
        await Expect(page).ToHaveURLAsync(At("/together/blog.test+shop.test"));
        await Expect(page.Locator("#pick-site")).ToHaveTextAsync("blog.test + shop.test");
        await Expect(page.Locator(".foot")).ToContainTextAsync("whoever was on two of them counts twice");
        await Expect(page.Locator("#graph canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("div.map")).ToHaveCountAsync(0);
        await LookAsync(page, $"together-{name}");
        var both = await VisitorsAsync(page);

        await page.Locator("#card-pages .value").First.ClickAsync();
        await Expect(page.Locator(".chip")).ToContainTextAsync("Page is");
        Assert.That(page.Url, Does.StartWith(At("/together/blog.test+shop.test?f=is,page,")));
        await page.ClickAsync("#details-sources");
        await Expect(page.Locator("#sheet .value").First).ToBeVisibleAsync();

        var sum = 0L;
        foreach (var site in new[] { "blog.test", "shop.test" })
        {
            await page.GotoAsync(At("/sites/" + site));
            sum += await VisitorsAsync(page);
        }

        Assert.That(both, Is.EqualTo(sum).And.GreaterThan(0));
        using var bob = new Visitor(server.Address);
        await bob.SignInAsync("bob@bob.test", Password);
        Assert.That((int)(await bob.GetAsync("/together/blog.test+bob.test")).StatusCode, Is.EqualTo(200));
        foreach (var part in new[] { "", "/now", "/map", "/live", "/details/pages/pages", "/details/pages/pages.csv" })
        {
            Assert.That((int)(await bob.GetAsync("/together/blog.test+shop.test" + part)).StatusCode, Is.EqualTo(404), part);
        }
    }

    [Test]
    public async Task Guests_see_their_sites_and_nobody_elses()
    {
        await using var context = await Chromium.NewContextAsync();
        var page = await SignedInAsync(context, "bob");
        await Expect(page.Locator(".glances strong")).ToHaveTextAsync(["blog.test", "bob.test"]);
        await Expect(page.Locator("[role=search]")).ToHaveCountAsync(0);
        await Expect(page.Locator(".lines")).ToContainTextAsync("You are owner.");
    }

    private static async Task<long> VisitorsAsync(IPage page) =>
        long.Parse((await page.Locator(".tiles strong").First.GetAttributeAsync("title"))!, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task LookAsync(IPage page, string name)
    {
        await Screenshots.KeepAsync(page, name);
        await Axe.FindsNothingAsync(page, name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{name} scrolls sideways");
    }

    private async Task<IPage> SignedInAsync(IBrowserContext context, string name)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(At("/sites"));
        await page.FillAsync("#email", $"{name}@{name}.test");
        await page.FillAsync("#password", Password);
        await page.ClickAsync("main button");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sites");
        return page;
    }

    private string At(string path) => new Uri(server.Address, path).AbsoluteUri;
}
