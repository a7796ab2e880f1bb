using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>What a rule is said to match is what the rule itself, as ingest asks it, matches of the same traffic.</summary>
internal sealed class PreviewsTests
{
    private const string Zone = "Asia/Kolkata";
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);

    private readonly Site site = new() { TimeZone = Zone };
    private EventStore store = null!;
    private TestDatabase database = null!;
    private Previews previews = null!;
    private List<TestEvent> lately = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        store = await TestEngine.NewStoreAsync(EventStoreKind.Embedded);
        database = await TestDatabase.NewAsync(RelationalKind.Sqlite);
        site.Id = (await TestSites.AddAsync(database, [Zone]))[0];
        var visits = TestTraffic.Make(7, Now, days: 40, visitsADay: 20);
        await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)site.Id, visits), "traffic", CancellationToken.None);
        previews = new Previews(
            new Answers(store, new RolledDays(store, TimeProvider.System, Duration.Zero, TimeSpan.Zero)), new FakeTimeProvider(Now.ToDateTimeOffset()), NullLogger<Previews>.Instance);
        var zone = DateTimeZoneProviders.Tzdb[Zone];
        var begin = zone.AtStartOfDay(Now.InZone(zone).Date.PlusDays(1 - IPreviews.Days)).ToInstant();
        lately = [.. visits.SelectMany(static visit => visit.Events).Where(each => each.Time >= begin)];
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [TestCase("", "/blog/*\n/docs", "")]
    [TestCase("", "*é*\n/O'Hara*\n/nowhere", "")]
    [TestCase("", "/b*g", "")]
    [TestCase("bd\nDE", "", "")]
    [TestCase("", "", "*.shop.example")]
    [TestCase("", "", "shop.example\n*.shop.example")]
    [TestCase("de", "/", "shop.example")]
    public async Task Lists_are_said_to_keep_out_what_they_keep_out(string countries, string pages, string hostnames)
    {
        var shield = new Shield("", countries, pages, hostnames);
        var found = (await previews.OfShieldAsync(site, Shield.Lists(countries, pages, hostnames), CancellationToken.None))!;
        var views = lately.Where(static each => each.IsPageView).ToList();
        foreach (var (what, list, isKept, value) in new (string, string, Func<TestEvent, bool>, Func<TestEvent, string>)[]
        {
            ("pages", pages, each => shield.KeepsOutPage(Encoding.UTF8.GetBytes(each.Path)), static each => each.Path),
            ("countries", countries, each => shield.KeepsOutCountry(each.Visit.Facts["country"]), static each => each.Visit.Facts["country"]),
            ("hosts", hostnames, each => shield.KeepsOutHost(Encoding.UTF8.GetBytes(each.Hostname)), static each => each.Hostname),
        })
        {
            var kept = views.Where(isKept).ToList();
            var preview = found.SingleOrDefault(each => each.What == what);
            Assert.That(preview is null, Is.EqualTo(list.Length == 0), what);
            Assert.That((preview?.Times ?? 0, preview?.Values ?? 0), Is.EqualTo(((long)(list.Length == 0 ? 0 : kept.Count), list.Length == 0 ? 0L : kept.Select(value).Distinct().Count())), what);
            Assert.That(preview?.Top.Sum(static row => row.Times) ?? 0, Is.EqualTo(preview?.Times ?? 0), "there are few enough of them to be named");
        }
    }

    [TestCase("page", "/blog*", 0)]
    [TestCase("page", "/nowhere", 0)]
    [TestCase("event", "Signup", 0)]
    [TestCase("scroll", "/*", 50)]
    public async Task Goal_is_said_to_be_reached_as_often_as_it_was(string kind, string target, int depth)
    {
        var goal = new SiteGoal { Name = "x", Kind = kind, Target = target, Depth = depth };
        var pattern = new Shield("", "", kind == "event" ? "*" : target, "");
        var reached = lately.Where(each => pattern.KeepsOutPage(Encoding.UTF8.GetBytes(each.Path))
            && kind switch { "page" => each.IsPageView, "event" => each.Name == target, _ => each.IsEngagement && each.Scroll is >= 50 and <= 100 }).ToList();
        var found = (await previews.OfGoalAsync(site, goal, CancellationToken.None))!;
        Assert.That((found.Times, found.Values), Is.EqualTo(((long)reached.Count, (long)reached.Select(static each => each.Path).Distinct().Count())));
        Assert.That(found.Visitors, Is.EqualTo(reached.Select(static each => (each.VisitorId, each.Time.ToUnixTimeSeconds() / 86_400)).Distinct().Count()));
    }
}
