using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;
using Interval = Seyr.Stats.Interval;
using Period = Seyr.Stats.Period;

namespace Seyr.Tests.Stats;

/// <summary>All sites together have the numbers that each has on its own page, whether its days were rolled up, some of them, or none.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
internal sealed class GlancesTests(EventStoreKind kind)
{
    private const int TrafficDays = 62;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);
    private static readonly string[] Zones = ["Etc/UTC", "Asia/Dhaka", "America/New_York", "Pacific/Chatham", "Europe/Berlin"];

    private EventStore store = null!;
    private TestDatabase database = null!;
    private Answers answers = null!;
    private List<Site> sites = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        store = await TestEngine.NewStoreAsync(kind);
        database = await TestDatabase.NewAsync(RelationalKind.Sqlite);
        var ids = await TestSites.AddAsync(database, [.. Zones, "Asia/Kolkata"]);
        sites = [.. ids.Zip(Zones.Append("Asia/Kolkata"), static (id, zone) => new Site { Id = id, TimeZone = zone, Domain = $"site{id}.example" })];
        // The last one never had an event.
        foreach (var site in sites.SkipLast(1))
        {
            await AddAsync(site, (int)site.Id, visitsADay: 4 + (int)site.Id);
        }
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Each_site_has_the_numbers_of_its_own_page()
    {
        await CompareAsync("from the events");
        var keeper = new RollupKeeper(store, new SiteClocks(database.Store), new FakeTimeProvider(Now.ToDateTimeOffset()), NullLogger<RollupKeeper>.Instance);
        Assert.That(await keeper.RollAsync(Duration.Zero, least: 20, CancellationToken.None), Is.GreaterThan(TrafficDays));
        await CompareAsync("busy days rolled up");
        Assert.That(await keeper.RollAsync(Duration.Zero, least: 1, CancellationToken.None), Is.GreaterThan(TrafficDays));
        await CompareAsync("all rolled up");
        await AddAsync(sites[2], seed: 77, visitsADay: 1);
        await CompareAsync("late events");
    }

    [Test]
    public async Task Hundreds_of_sites_on_many_clocks_are_asked_for_together()
    {
        var zones = DateTimeZoneProviders.Tzdb.Ids.Take(90).ToList();
        var many = Enumerable.Range(0, 900).Select(i => new Site { Id = 1_000 + i, TimeZone = zones[i % zones.Count] }).Concat(sites).ToList();
        var glances = new Glances(store, Duration.Zero);
        foreach (var found in new[] { await glances.OfHoursAsync(many, Now, CancellationToken.None), await glances.OfDaysAsync(many, 28, Now, CancellationToken.None) })
        {
            Assert.That(found, Has.Count.EqualTo(many.Count));
            Assert.That(found.Values.Count(static glance => glance.Visitors > 0), Is.EqualTo(Zones.Length));
            Assert.That(found.Values.Count(static glance => !glance.HasEvents), Is.EqualTo(901));
        }
    }

    private async Task CompareAsync(string when)
    {
        var glances = new Glances(store, Duration.Zero);
        // Which days are rolled up changes between two comparisons, not within one.
        answers = new Answers(store, new RolledDays(store, TimeProvider.System, Duration.Zero, TimeSpan.FromHours(1)));
        foreach (var (key, days) in new[] { ("24h", 0), ("7d", 7), ("28d", 28) })
        {
            var found = days == 0 ? await glances.OfHoursAsync(sites, Now, CancellationToken.None) : await glances.OfDaysAsync(sites, days, Now, CancellationToken.None);
            foreach (var site in sites)
            {
                var (zone, why) = (DateTimeZoneProviders.Tzdb[site.TimeZone], $"{when}: {key} {site.TimeZone}");
                var period = Period.Named(key, null, Now, zone, default)!;
                var query = new Query(site.Id, zone, period.Range, [Metric.Visitors]);
                var (glance, visitors) = (found[site.Id], await VisitorsAsync(query));
                Assert.That((glance.Visitors, glance.HasEvents), Is.EqualTo((visitors, site != sites[^1])), why);
                Assert.That(visitors > 0, Is.EqualTo(site != sites[^1]), why);
                var before = period.Before(Comparison.PreviousPeriod, matchesWeekday: false, Now, zone);
                Assert.That(glance.Before, Is.EqualTo(await VisitorsAsync(query with { Range = before })), "before: " + why);
                if (days > 0 || site == sites[1])
                {
                    await CompareCourseAsync(glance, query, days, why);
                }
            }
        }
    }

    private async Task CompareCourseAsync(Glance glance, Query query, int days, string why)
    {
        if (days == 0)
        {
            for (var i = 0; i < glance.Course.Count; i++)
            {
                var from = query.Range.From + Duration.FromHours(i);
                Assert.That(glance.Course[i], Is.EqualTo(await VisitorsAsync(query with { Range = new(from, from + Duration.FromHours(1)) })), $"hour {i}: {why}");
            }

            return;
        }

        var rows = (await answers.AskAsync(query with { Interval = Interval.Day }, CancellationToken.None)).Rows.ToDictionary(static row => row.Bucket, static row => row.Measures.Visitors);
        var first = RolledDays.NumberOf(query.Range.From.InZone(query.Zone).Date);
        Assert.That(glance.Course, Is.EqualTo(Enumerable.Range(0, days).Select(i => rows.GetValueOrDefault(first + i))), "by day: " + why);
    }

    private async Task<long> VisitorsAsync(Query query) => (await answers.AskAsync(query, CancellationToken.None)).Rows is [var row, ..] ? row.Measures.Visitors : 0;

    private Task AddAsync(Site site, int seed, int visitsADay) =>
        store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)site.Id, TestTraffic.Make(seed, Now, TrafficDays, visitsADay)), $"glances {site.Id} {seed}", CancellationToken.None);
}
