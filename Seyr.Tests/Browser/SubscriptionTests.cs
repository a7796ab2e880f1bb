using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Seyr.Billing;
using Seyr.Host;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Billing;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>The life of a subscription in a real Chromium: a larger plan, a limit that is met, an end that is taken back, dashboards that lock and open.</summary>
internal sealed class SubscriptionTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private string data = null!;
    private WholeServer server = null!;
    private IBrowserContext context = null!;
    private IPage owner = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-subscription-").FullName;
        var options = new SeyrOptions { Listen = $"http://127.0.0.1:{Ports.Free()}", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.PublicUrl = options.Listen;
        options.Ingest.SaltDirectory = "memory";
        options.Billing.Provider = "mock";
        (options.Billing.Plans[1].Sites, options.Billing.Plans[2].Sites, options.Billing.Plans[2].Members, options.Billing.Plans[2].RetentionMonths) = (1, 10, 5, 36);
        Assert.That(options.Problems(), Is.Empty);
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        await using (var connection = await Store.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("update sites set is_public = @yes", new { yes = true });
        }

        context = await Chromium.NewContextAsync();
        owner = await context.NewPageAsync();
        await owner.SignInAsync(server.Address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await context.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private RelationalStore Store => server.Services.GetRequiredService<RelationalStore>();

    [Test]
    [Order(1)]
    public async Task Owner_meets_a_plans_limit_and_takes_a_larger_one_at_once()
    {
        await BuyAsync("starter:month");
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await Expect(owner.Locator("#now")).ToHaveTextAsync("Starter");
        await Expect(owner.Locator(".standing")).ToHaveTextAsync("Active");
        await owner.GotoAsync(Address("/new-site"));
        await owner.FillAsync("#domain", "second.test");
        await owner.ClickAsync("text=Add the site");
        await Expect(owner.GetByText("The plan Starter is for 1 site. For more, the organisation's owner chooses another plan under Plan and payments.")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(owner, "no room for a site");
        await Screenshots.KeepAsync(owner, "subscription-no-room");

        clock.Advance(TimeSpan.FromHours(1));
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await Expect(owner.GetByText("Pro now, BDT 2,000.50 until 23 December 2026")).ToBeVisibleAsync();
        await Screenshots.KeepAllAsync(context, server.Address, ("/organisations/1/billing", "subscription"));
        await BuyAsync("upgrade:pro");
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await Expect(owner.Locator("#now")).ToHaveTextAsync("Pro");
        await Expect(owner.GetByText("Paid until 23 December 2026.")).ToBeVisibleAsync();
    }

    [Test]
    [Order(2)]
    public async Task Owner_cancels_and_keeps_it_after_all()
    {
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await owner.ClickAsync("text=Cancel at the end");
        await Expect(owner.Locator(".standing")).ToHaveTextAsync("Cancelled");
        await Expect(owner.GetByText("Paid until 23 December 2026, and ends then.")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(owner, "cancelled");
        await Screenshots.KeepAsync(owner, "subscription-cancelled");
        await owner.ClickAsync("text=Keep it after all");
        await Expect(owner.Locator(".standing")).ToHaveTextAsync("Active");
    }

    [Test]
    [Order(3)]
    public async Task Dashboards_lock_for_everybody_say_why_and_open_again()
    {
        var token = (await server.Services.GetRequiredService<KeyRing>().MakeAsync(1, 1, "stats", ApiScopes.StatsRead, null, CancellationToken.None))!;
        await LockAsync();

        var answer = await owner.GotoAsync(Address("/sites/ann.test"));
        Assert.That(answer!.Status, Is.EqualTo(403));
        await Expect(owner.Locator("h1")).ToHaveTextAsync("This dashboard is locked");
        await Screenshots.KeepAllAsync(context, server.Address, ("/sites/ann.test", "subscription-locked"));
        await owner.ClickAsync("main >> text=Plan and payments");
        await Expect(owner.Locator(".standing")).ToHaveTextAsync("Restricted");
        await Expect(owner.Locator(".notice")).ToContainTextAsync("your dashboards are locked");
        await Axe.FindsNothingAsync(owner, "restricted");
        await Screenshots.KeepAsync(owner, "subscription-restricted");
        await owner.GotoAsync(Address("/sites"));
        await Expect(owner.GetByText("Locked: more events than the plan is for.")).ToBeVisibleAsync();
        await Screenshots.KeepAsync(owner, "subscription-locked-sites");

        using var visitor = new Visitor(server.Address);
        using var seen = await visitor.GetAsync("/public/ann.test");
        var text = await seen.Content.ReadAsStringAsync();
        Assert.That((seen.StatusCode, text.Contains("Its owner knows.", StringComparison.Ordinal), text.Contains("more events", StringComparison.Ordinal)),
            Is.EqualTo((HttpStatusCode.Forbidden, true, false)));
        foreach (var path in new[] { "/sites/ann.test/now", "/sites/ann.test/export/source.csv", "/public/ann.test/now" })
        {
            Assert.That((await context.APIRequest.GetAsync(Address(path))).Status, Is.EqualTo(403), path);
        }

        visitor.Key = token;
        using var refused = await visitor.GetAsync("/api/v1/stats/aggregate?site_id=ann.test&period=7d&metrics=visitors");
        Assert.That((refused.StatusCode, (await refused.Content.ReadAsStringAsync()).Contains("beyond its plan", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.Forbidden, true)));
        using var sent = await visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""");
        await server.FlushAsync();
        Assert.That((await server.Events.QueryAsync("select toInt64(count()) from events", [], static row => row.GetInt64(0), CancellationToken.None)).Single(), Is.EqualTo(1), "collected all the same");

        await new OrganisationQuota(Store).SetAsync(1, "2000", null, CancellationToken.None);
        await server.Services.GetRequiredService<Restrictions>().TurnAsync(CancellationToken.None);
        answer = await owner.GotoAsync(Address("/sites/ann.test"));
        Assert.That(answer!.Status, Is.EqualTo(200));
    }

    /// <summary>Beyond the limit in the last two months, and told of it more than a week ago.</summary>
    private async Task LockAsync()
    {
        await new OrganisationQuota(Store).SetAsync(1, "1000", OrganisationQuota.Soft, CancellationToken.None);
        var anchor = (await server.Services.GetRequiredService<OrganisationPlans>().QuotaOfAsync(1, CancellationToken.None))!.Anchor;
        var (last, before) = (Cycle.Of(anchor, new DateOnly(2026, 11, 1)), Cycle.Of(anchor, new DateOnly(2026, 10, 1)));
        var locks = server.Services.GetRequiredService<OrganisationLocks>();
        foreach (var cycle in new[] { last, before })
        {
            await server.Services.GetRequiredService<Usage>().RaiseAsync([new UsageCount(1, cycle.First, 1_500)], CancellationToken.None);
            await locks.NoteAsync(1, cycle, clock.GetUtcNow(), CancellationToken.None);
        }

        await using (var connection = await Store.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("update organisations set over_since = @since", new { since = clock.GetUtcNow().AddDays(-8).ToUnixTimeMilliseconds() });
        }

        await server.Services.GetRequiredService<Restrictions>().TurnAsync(CancellationToken.None);
        Assert.That((await locks.OfAsync(1, CancellationToken.None)).LockedAt, Is.Not.Null);
    }

    private async Task BuyAsync(string choice)
    {
        await owner.GotoAsync(Address("/organisations/1/billing"));
        await owner.ChooseAsync(choice);
        await owner.ClickAsync("form button.main");
        await owner.ClickAsync("main form button >> nth=0");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Paid");
    }

    private string Address(string path) => new Uri(server.Address, path).AbsoluteUri;
}
