using Seyr.Identity;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class SiteGoalsTests(RelationalKind kind)
{
    private TestDatabase database = null!;
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private SiteGoals goals = null!;
    private SiteFunnels funnels = null!;
    private long site;
    private long other;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        goals = new SiteGoals(database.Store, clock);
        funnels = new SiteFunnels(database.Store, goals, clock);
        var options = new SitesOptions(null);
        var provisioning = new Provisioning(
            database.Store, new Users(database.Store, new Throttle(TimeProvider.System), TimeProvider.System), new SiteDirectory(database.Store, options, TimeProvider.System), options, TimeProvider.System);
        site = (await provisioning.EnsureAsync("a@a.test", () => "long enough for ann", "A", "a.test", "Etc/UTC", default)).Id;
        other = (await provisioning.EnsureAsync("b@b.test", () => "long enough for bob", "B", "b.test", "Etc/UTC", default)).Id;
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task A_site_has_each_name_once_and_only_its_own_goals()
    {
        Assert.That(await AddAsync(site, "Signup"), Is.Not.Null);
        Assert.That(await AddAsync(site, " Signup "), Is.Null);
        var others = await AddAsync(other, "Signup");
        Assert.That((await goals.OfAsync(site, default)).Select(static goal => (goal.Name, goal.Kind, goal.Target)), Is.EqualTo(new[] { ("Signup", "event", "Signup") }));
        Assert.That(await goals.RemoveAsync(site, others!.Value, default), Is.False);
        Assert.That(await goals.OfAsync(other, default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_funnel_has_two_to_eight_of_the_sites_goals_in_order_and_goes_with_any_of_them()
    {
        var ids = new List<long>();
        foreach (var name in new[] { "C", "A", "B" })
        {
            ids.Add((await AddAsync(site, name))!.Value);
        }

        var foreign = (await AddAsync(other, "Foreign"))!.Value;
        Assert.That(await funnels.AddAsync(site, "Too short", ids[..1], default), Is.Null);
        Assert.That(await funnels.AddAsync(site, "Too long", [.. Enumerable.Repeat(ids[0], 9)], default), Is.Null);
        Assert.That(await funnels.AddAsync(site, "Foreign", [ids[0], foreign], default), Is.Null);
        Assert.That(await funnels.OfAsync(site, default), Is.Empty);

        var id = await funnels.AddAsync(site, "Buy", ids, default);
        Assert.That(await funnels.AddAsync(site, "Buy", ids, default), Is.Null);
        Assert.That((await funnels.OfAsync(site, default)).Single().Steps.Select(static step => step.Name), Is.EqualTo(new[] { "C", "A", "B" }));
        Assert.That(await funnels.RemoveAsync(other, id!.Value, default), Is.False);
        Assert.That(await goals.RemoveAsync(site, ids[1], default), Is.True);
        Assert.That(await funnels.OfAsync(site, default), Is.Empty);
        Assert.That(await goals.OfAsync(site, default), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_funnel_is_changed_removed_and_brought_back_within_a_day()
    {
        var ids = new List<long>();
        foreach (var name in new[] { "A", "B", "C" })
        {
            ids.Add((await AddAsync(site, name))!.Value);
        }

        var foreign = (await AddAsync(other, "Foreign"))!.Value;
        var id = (await funnels.AddAsync(site, "Buy", ids, default))!.Value;
        await funnels.AddAsync(site, "Read", ids, default);
        Assert.That(await funnels.SaveAsync(site, id, "Read", ids, default), Is.False, "there is one of this name");
        Assert.That(await funnels.SaveAsync(site, id, "Buy", [ids[0], foreign], default), Is.False);
        Assert.That(await funnels.SaveAsync(other, id, "Buy", ids, default), Is.False);
        Assert.That((await funnels.OfAsync(site, default))[0].Steps, Has.Count.EqualTo(3), "what failed changed nothing");
        Assert.That(await funnels.SaveAsync(site, id, "Buys", [ids[2], ids[0]], default), Is.True);
        Assert.That((await funnels.OfAsync(site, default)).Select(static funnel => (funnel.Name, funnel.Steps[0].Name)), Is.EqualTo(new[] { ("Buys", "C"), ("Read", "A") }));

        Assert.That(await funnels.RemoveAsync(site, id, default), Is.True);
        Assert.That(await funnels.OfAsync(site, default), Has.Count.EqualTo(1));
        Assert.That(await funnels.RestoreAsync(other, id, default), Is.False);
        Assert.That(await funnels.RestoreAsync(site, id, default), Is.True);
        await funnels.RemoveAsync(site, id, default);
        Assert.That(await funnels.AddAsync(site, "Buys", ids, default), Is.Not.Null, "what is removed keeps no name");
        Assert.That(await funnels.RestoreAsync(site, id, default), Is.False);
    }

    [Test]
    public async Task A_goal_comes_back_within_a_day_with_the_funnels_that_went_with_it()
    {
        var ids = new List<long>();
        foreach (var name in new[] { "A", "B", "C" })
        {
            ids.Add((await AddAsync(site, name))!.Value);
        }

        await funnels.AddAsync(site, "All", ids, default);
        var apart = (await funnels.AddAsync(site, "Apart", ids[..2], default))!.Value;
        await funnels.RemoveAsync(site, apart, default);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await goals.RemoveAsync(site, ids[0], default), Is.True);
        Assert.That(await goals.RemoveAsync(site, ids[0], default), Is.False);
        Assert.That(await funnels.OfAsync(site, default), Is.Empty);
        Assert.That(await funnels.RestoreAsync(site, apart, default), Is.False, "it lacks a goal");
        Assert.That(await funnels.AddAsync(site, "New", ids[..2], default), Is.Null, "so does another");
        Assert.That(await goals.RestoreAsync(other, ids[0], default), Is.False);
        Assert.That(await goals.RestoreAsync(site, ids[0], default), Is.True);
        Assert.That((await goals.OfAsync(site, default)).Select(static goal => goal.Name), Is.EqualTo(new[] { "A", "B", "C" }));
        Assert.That((await funnels.OfAsync(site, default)).Single().Steps, Has.Count.EqualTo(3), "what was removed by itself stays away");

        await goals.RemoveAsync(site, ids[0], default);
        await goals.RemoveAsync(site, ids[1], default);
        Assert.That(await goals.RestoreAsync(site, ids[0], default), Is.True);
        Assert.That(await funnels.OfAsync(site, default), Is.Empty, "one of its goals is still away");
        await goals.RemoveAsync(site, ids[0], default);
        Assert.That(await AddAsync(site, "A"), Is.Not.Null, "what is removed keeps no name");
        Assert.That(await goals.RestoreAsync(site, ids[0], default), Is.False);
        clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await goals.RemoveAsync(site, ids[2], default);
        Assert.That(await goals.RestoreAsync(site, ids[1], default), Is.False, "a day has passed");
    }

    [TestCase("nothing", "x", 0, "kind")]
    [TestCase("event", " ", 0, "target")]
    [TestCase("page", "pricing", 0, "target")]
    [TestCase("scroll", "/blog/*", 0, "depth")]
    [TestCase("scroll", "/blog/*", 101, "depth")]
    [TestCase("scroll", "/blog/*", 50, null)]
    [TestCase("page", "/blog/*", 0, null)]
    public void What_is_wrong_is_named(string kindOfGoal, string target, int depth, string? field) =>
        Assert.That(SiteGoals.ProblemOf(new SiteGoal { Name = "x", Kind = kindOfGoal, Target = target, Depth = depth })?.Field, Is.EqualTo(field));

    private Task<long?> AddAsync(long siteId, string name) => goals.AddAsync(new SiteGoal { SiteId = siteId, Name = name, Kind = "event", Target = name.Trim() }, default);
}
