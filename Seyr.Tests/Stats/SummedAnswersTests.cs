using NodaTime;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;
using Interval = Seyr.Stats.Interval;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

/// <summary>What is answered of several sites is what plain code counts over the events of all of them.</summary>
internal sealed class SummedAnswersTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);
    private static readonly Range Week = new(Instant.FromUtc(2026, 11, 16, 0, 0), Instant.FromUtc(2026, 11, 23, 0, 0));

    private readonly List<(long Site, TestEvent Event)> events = [];
    private EventStore store = null!;
    private TestDatabase database = null!;
    private Answers answers = null!;
    private Query query = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        store = await TestEngine.NewStoreAsync(EventStoreKind.Embedded);
        database = await TestDatabase.NewAsync(RelationalKind.Sqlite);
        var ids = await TestSites.AddAsync(database, ["Etc/UTC", "Etc/UTC", "Etc/UTC"]);
        for (var i = 0; i < ids.Length; i++)
        {
            // Of different size, and with the same people on all of them.
            var visits = TestTraffic.Make(3, Now, days: 10, visitsADay: 12 + (9 * i));
            await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)ids[i], visits), $"traffic {i}", CancellationToken.None);
            if (i < 2)
            {
                events.AddRange(visits.SelectMany(static visit => visit.Events).Where(static each => each.Time >= Week.From && each.Time < Week.To).Select(each => (ids[i], each)));
            }
        }

        answers = new Answers(store, new RolledDays(store, TimeProvider.System, Duration.Zero, TimeSpan.Zero));
        query = new Query(ids[0], DateTimeZone.Utc, Week, [Metric.Visitors, Metric.PageViews]) { Others = [ids[1]] };
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Totals_and_days_add_up_and_whoever_was_on_two_sites_counts_twice()
    {
        var total = (await answers.AskAsync(query, default)).Rows.Single().Measures;
        Assert.That((total.Visitors, total.PageViews), Is.EqualTo((Visitors(events), Views(events))));
        Assert.That(total.Visitors, Is.GreaterThan(events.Select(static each => (each.Event.VisitorId, Day(each.Event))).Distinct().Count()), "some were on both");
        var (series, whole) = await answers.AskSeriesAsync(query with { Interval = Interval.Day }, default);
        Assert.That(whole.Visitors, Is.EqualTo(total.Visitors));
        Assert.That(
            series.Rows.Select(static row => (row.Bucket, row.Measures.PageViews)),
            Is.EqualTo(events.GroupBy(static each => Day(each.Event)).OrderBy(static day => day.Key).Select(static day => (day.Key, Views(day)))));
    }

    [TestCase(Metric.Visitors, true, 3, 0)]
    [TestCase(Metric.PageViews, true, 3, 2)]
    [TestCase(Metric.PageViews, false, 100, 0)]
    public async Task Pages_come_in_order_and_in_parts(Metric metric, bool isDescending, int limit, int offset)
    {
        var answer = await answers.AskAsync(
            query with { Metrics = [metric], Dimensions = [DimensionKind.Page], Order = [new Order(metric, null, isDescending)], Limit = limit, Offset = offset }, default);
        var counted = events.Where(static each => !each.Event.IsEngagement).GroupBy(static each => each.Event.Path)
            .Select(page => (Page: page.Key, Count: metric == Metric.Visitors ? Visitors(page) : Views(page))).ToList();
        var expected = (isDescending ? counted.OrderByDescending(static page => page.Count) : counted.OrderBy(static page => page.Count)).ThenBy(static page => page.Page, StringComparer.Ordinal);
        Assert.That(answer.Rows.Select(row => (row.Keys[0], (long)row.Measures.Of(metric)!.Value)), Is.EqualTo(expected.Skip(offset).Take(limit)));
        Assert.That(answer.Total, Is.EqualTo(counted.Count));
    }

    [Test]
    public async Task Several_cards_are_asked_at_once_with_a_filter()
    {
        var sets = Rollups.Sets.Where(static set => set.Name is "page" or "browser").ToList();
        var found = await answers.AskEachAsync(query with { Filter = new Condition(DimensionKind.Country, Match.Is, ["DE"]), Limit = 2 }, sets, default);
        var german = events.Where(static each => each.Event.Visit.Facts["country"] == "DE" && !each.Event.IsEngagement).ToList();
        Assert.That(german, Is.Not.Empty);
        foreach (var (set, value) in new (string, Func<TestEvent, string>)[] { ("page", static each => each.Path), ("browser", static each => each.Visit.Facts["browser"]) })
        {
            var expected = german.GroupBy(each => value(each.Event)).Select(static group => (group.Key, Visitors(group)))
                .OrderByDescending(static group => group.Item2).ThenBy(static group => group.Key, StringComparer.Ordinal).Take(2);
            Assert.That(found[set].Rows.Select(static row => (row.Keys[0], row.Measures.Visitors)), Is.EqualTo(expected), set);
        }
    }

    private static long Day(TestEvent each) => each.Time.ToUnixTimeSeconds() / 86_400;

    private static long Visitors(IEnumerable<(long Site, TestEvent Event)> of) =>
        of.Where(static each => !each.Event.IsEngagement).Select(static each => (each.Site, each.Event.VisitorId, Day(each.Event))).Distinct().Count();

    private static long Views(IEnumerable<(long Site, TestEvent Event)> of) => of.Count(static each => each.Event.IsPageView);
}
