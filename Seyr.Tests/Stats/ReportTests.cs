using System.Text;
using NodaTime;
using Seyr.Stats;
using Period = Seyr.Stats.Period;
using Range = Seyr.Stats.Range;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>The reports' answers against plain code over plain lists, and the rollup's against the events'.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class ReportTests(EventStoreKind kind)
{
    private const uint SiteId = 7;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);
    private static readonly string[] Zones = ["Etc/UTC", "Asia/Dhaka", "Asia/Kolkata", "America/New_York", "Pacific/Chatham"];

    private EventStore store = null!;
    private List<TestEvent> events = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        store = await TestEngine.NewStoreAsync(kind);
        events = TestTraffic.Make(seed: 20261123, Now, days: 70, visitsADay: 25);
        await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows(SiteId, events), "traffic", CancellationToken.None);
        await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows(SiteId + 1, events), "another site's", CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Close() => await store.DisposeAsync();

    [Test]
    public async Task Totals_are_what_plain_counting_gives_in_every_zone_and_period([ValueSource(nameof(Zones))] string zone, [Values("24h", "7d", "28d", "12mo")] string key)
    {
        var (current, before) = Period.Named(key).RangesAt(Now, DateTimeZoneProviders.Tzdb[zone]);
        var report = new TotalsReport(store);

        Assert.That(await report.AskAsync(SiteId, current, Now, CancellationToken.None), Is.EqualTo(Oracle.Totals(events, current)));
        Assert.That(await report.AskAsync(SiteId, before, Now, CancellationToken.None), Is.EqualTo(Oracle.Totals(events, before)));
        Assert.That(await report.AskEventsAsync(SiteId, current, CancellationToken.None), Is.EqualTo(Oracle.Totals(events, current)));
    }

    [Test]
    public async Task Totals_of_any_range_are_what_plain_counting_gives()
    {
        var random = new Random(4711);
        var report = new TotalsReport(store);
        for (var i = 0; i < 60; i++)
        {
            var from = Now - Duration.FromSeconds(random.Next(70 * 86_400));
            var to = Instant.Min(Now, from + Duration.FromSeconds(random.Next(30 * 86_400)));
            var range = new Range(from, to);
            Assert.That(await report.AskAsync(SiteId, range, Now, CancellationToken.None), Is.EqualTo(Oracle.Totals(events, range)), range.ToString());
        }
    }

    [Test]
    public async Task The_graph_is_what_plain_counting_gives_in_every_zone_and_period([ValueSource(nameof(Zones))] string zone, [Values("24h", "7d", "28d", "12mo")] string key)
    {
        var period = Period.Named(key);
        var at = DateTimeZoneProviders.Tzdb[zone];
        var points = await new GraphReport(store).AskAsync(SiteId, period, Now, at, CancellationToken.None);
        var fromEvents = await new GraphReport(store).AskEventsAsync(SiteId, period, Now, at, CancellationToken.None);

        var expected = Oracle.Graph(events, period.BucketsAt(Now, at), Now);
        Assert.That(points.Select(static point => (point.Visitors, point.PageViews)), Is.EqualTo(expected));
        Assert.That(fromEvents, Is.EqualTo(points));
        Assert.That(points, Has.Count.EqualTo(period.Buckets));
    }

    [Test]
    public async Task Breakdowns_are_what_plain_counting_gives()
    {
        var (range, _) = Period.Named("28d").RangesAt(Now, DateTimeZone.Utc);
        var report = new BreakdownReport(store);

        Assert.That(await report.AskAsync(SiteId, Dimension.Page, range, CancellationToken.None), Is.EqualTo(Oracle.Breakdown(events.Where(static e => e.Name == "pageview"), range, static e => e.Path)));
        Assert.That(await report.AskAsync(SiteId, Dimension.Source, range, CancellationToken.None), Is.EqualTo(Oracle.Breakdown(events, range, static e => e.Source)));
        Assert.That(await report.AskAsync(SiteId, Dimension.Event, range, CancellationToken.None), Is.EqualTo(Oracle.Breakdown(events.Where(static e => e.Name != "pageview"), range, static e => e.Name)));
    }

    [Test]
    public async Task A_site_without_events_has_zeros_and_no_change()
    {
        var (range, _) = Period.Default.RangesAt(Now, DateTimeZone.Utc);

        Assert.That(await new TotalsReport(store).AskAsync(999, range, Now, CancellationToken.None), Is.EqualTo(new Totals(0, 0, 0, 0, 0)));
        Assert.That(await new Presence(store).HasEventsAsync(999, CancellationToken.None), Is.False);
        Assert.That(await new Presence(store).HasEventsAsync(SiteId, CancellationToken.None), Is.True);
        Assert.That(Tile.Of("Visitors", "0", 0, 0).Change, Is.Null);
    }

    [Test]
    public async Task Current_visitors_are_those_of_the_last_five_minutes()
    {
        var expected = events.Where(static e => e.Time >= Now - Duration.FromMinutes(5)).Select(static e => e.VisitorId).Distinct().Count();

        Assert.That(expected, Is.Positive);
        Assert.That(await new Presence(store).CurrentVisitorsAsync(SiteId, Now, CancellationToken.None), Is.EqualTo(expected));
    }
}
