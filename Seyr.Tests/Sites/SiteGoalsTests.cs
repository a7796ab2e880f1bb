using Seyr.Identity;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class SiteGoalsTests(RelationalKind kind)
{
    private TestDatabase database = null!;
    private SiteGoals goals = null!;
    private long site;
    private long other;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        goals = new SiteGoals(database.Store, TimeProvider.System);
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
        Assert.That(await goals.AddFunnelAsync(site, "Too short", ids[..1], default), Is.Null);
        Assert.That(await goals.AddFunnelAsync(site, "Too long", [.. Enumerable.Repeat(ids[0], 9)], default), Is.Null);
        Assert.That(await goals.AddFunnelAsync(site, "Foreign", [ids[0], foreign], default), Is.Null);
        Assert.That(await goals.FunnelsOfAsync(site, default), Is.Empty);

        var id = await goals.AddFunnelAsync(site, "Buy", ids, default);
        Assert.That(await goals.AddFunnelAsync(site, "Buy", ids, default), Is.Null);
        Assert.That((await goals.FunnelsOfAsync(site, default)).Single().Steps.Select(static step => step.Name), Is.EqualTo(new[] { "C", "A", "B" }));
        Assert.That(await goals.RemoveFunnelAsync(other, id!.Value, default), Is.False);
        Assert.That(await goals.RemoveAsync(site, ids[1], default), Is.True);
        Assert.That(await goals.FunnelsOfAsync(site, default), Is.Empty);
        Assert.That(await goals.OfAsync(site, default), Has.Count.EqualTo(2));
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
