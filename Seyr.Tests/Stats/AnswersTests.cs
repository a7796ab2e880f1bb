using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;
using Interval = Seyr.Stats.Interval;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

/// <summary>
/// What is answered, from the rollups of days and months and from the events, is what plain code over plain lists finds, for random traffic, ranges, clocks,
/// filters. SEYR_SEED repeats a run.
/// </summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
internal sealed class AnswersTests(EventStoreKind kind)
{
    private const int Cases = 1_000;
    private const int Days = 80;
    private const int AtOnce = 3;
    private const int LateCases = 100;

    /// <summary>One visit in so many: few enough that many a day has none, and must know of those of the day before.</summary>
    private const int LateShare = 29;

    private const string LateZone = "Asia/Kolkata";

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);

    /// <summary>Ahead and behind, with half hours and quarters, and the clocks set back within the traffic.</summary>
    private static readonly string[] Zones = ["Etc/UTC", "Asia/Dhaka", "Asia/Kolkata", "America/New_York", "Pacific/Chatham", "Europe/Berlin"];

    private readonly int seed = Environment.GetEnvironmentVariable("SEYR_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;

    private EventStore store = null!;
    private TestDatabase database = null!;
    private Answers answers = null!;
    private RollupKeeper keeper = null!;
    private List<TestVisit> visits = null!;
    private long[] siteIds = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        TestContext.Progress.WriteLine($"SEYR_SEED={seed}");
        store = await TestEngine.NewStoreAsync(kind);
        database = await TestDatabase.NewAsync(RelationalKind.Sqlite);
        siteIds = await TestSites.AddAsync(database, [.. Zones, LateZone]);
        visits = TestTraffic.Make(seed & 0xffff, Now, Days, visitsADay: 25);
        foreach (var id in siteIds.Take(Zones.Length))
        {
            await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)id, visits), $"traffic {id}", CancellationToken.None);
        }

        answers = NewAnswers();
        var clock = new FakeTimeProvider(Now.ToDateTimeOffset());
        keeper = new RollupKeeper(store, new SiteClocks(database.Store), clock, NullLogger<RollupKeeper>.Instance);
        Assert.That(await keeper.RollAsync(Duration.Zero, least: 1, CancellationToken.None), Is.GreaterThan(Zones.Length * (Days - 2)));
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Every_answer_is_what_plain_counting_gives()
    {
        var random = new Random(seed);
        var queries = new RandomQuery(random, Now, Days);
        var cases = Enumerable.Range(0, Cases).Select(_ => random.Next(Zones.Length)).Select(site => queries.Next(siteIds[site], DateTimeZoneProviders.Tzdb[Zones[site]])).ToList();
        Assert.That(await CompareAsync(cases), Is.GreaterThan(Cases));
    }

    [Test]
    public async Task Late_events_are_in_the_answers_at_once_and_rolled_up_again()
    {
        var site = siteIds[^1];
        var queries = new RandomQuery(new Random(seed), Now, Days);
        List<Query> Next() => [.. Enumerable.Range(0, LateCases).Select(_ => queries.Next(site, DateTimeZoneProviders.Tzdb[LateZone]))];

        foreach (var isLate in new[] { false, true })
        {
            await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)site, visits.Where((_, i) => i % LateShare == 0 == isLate)), $"late {isLate}", CancellationToken.None);
            Assert.That(!isLate || await CompareAsync(Next()) > 0, "before");
            Assert.That(await keeper.RollAsync(Duration.Zero, least: 1, CancellationToken.None), Is.GreaterThan(isLate ? Days / 4 : Days - 2));
        }

        Assert.That(await CompareAsync(Next()), Is.GreaterThan(LateCases / 2));
        Assert.That(await keeper.RollAsync(Duration.Zero, least: 1, CancellationToken.None), Is.Zero, "nothing came since");
        Assert.That(await NamesAsync(), Is.GreaterThan(await DaysAsync()));
        await keeper.CleanAsync(Duration.Zero, CancellationToken.None);
        Assert.That(await NamesAsync(), Is.EqualTo(await DaysAsync()));
        Assert.That(await CompareAsync(Next()), Is.GreaterThan(LateCases / 2));

        Task<long> NamesAsync() => NumberAsync($"select toInt64(uniqExact(endsWith(dimension, '/month'), rolled)) from rollups where site_id = {site}");
        Task<long> DaysAsync() => NumberAsync($"select toInt64(uniqExact(endsWith(dimension, '/month'), day)) from rollups where site_id = {site}");
    }

    [Test]
    public async Task A_series_and_its_whole_are_one_answer([Values("Etc/UTC", "Asia/Kolkata", "Europe/Berlin")] string zone, [Values(Interval.Hour, Interval.Day, Interval.Week, Interval.Month)] Interval interval)
    {
        var query = new Query(siteIds[Array.IndexOf(Zones, zone)], DateTimeZoneProviders.Tzdb[zone], new Range(Now - Duration.FromDays(45), Now), [Metric.Visitors, Metric.Visits, Metric.VisitDuration])
        {
            Filter = new Condition(DimensionKind.Country, Match.Is, ["DE"]),
        };
        var (series, whole) = await answers.AskSeriesAsync(query with { Interval = interval }, CancellationToken.None);
        Assert.That(Shown(query, [new Row([], 0, whole)]), Is.EqualTo(Shown(query, new Oracle(visits).Ask(query))));
        Assert.That(Shown(query, series.Rows), Is.EquivalentTo(Shown(query, new Oracle(visits).Ask(query with { Interval = interval }))).And.Count.GreaterThan(1));
    }

    /// <summary>Which days are rolled up changes between two comparisons, not within one.</summary>
    private Answers NewAnswers() => new(store, new RolledDays(store, TimeProvider.System, Duration.Zero, TimeSpan.FromHours(1)));

    /// <returns>How many rows were compared.</returns>
    private async Task<int> CompareAsync(List<Query> cases)
    {
        answers = NewAnswers();
        var oracle = new Oracle(visits);
        var found = 0;
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (query, cancel) =>
        {
            var all = oracle.Ask(query);
            var expected = Shown(query, all.Skip(query.Offset).Take(query.Limit));
            var answer = await answers.AskAsync(query, cancel);
            Assert.That(Shown(query, answer.Rows), Is.EqualTo(expected), Describe(query));
            Assert.That(answer.Rows.Count == 0 || answer.Total == all.Count, Describe(query));
            Assert.That(Shown(query, (await answers.AskEventsAsync(query, cancel)).Rows), Is.EqualTo(expected), "from the events: " + Describe(query));
            Interlocked.Add(ref found, expected.Count);
        });
        return found;
    }

    private async Task<long> NumberAsync(string sql) => (await store.QueryAsync(sql, [], static row => row.GetInt64(0), CancellationToken.None))[0];

    /// <summary>The asked metrics' values: what else the sums hold is nobody's business.</summary>
    private static List<string> Shown(Query query, IEnumerable<Row> rows) =>
    [
        .. rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{string.Join('|', row.Keys)} @{row.Bucket}: {string.Join(", ", query.Metrics.Select(metric => $"{metric}={row.Measures.Of(metric)}"))}")),
    ];

    private static string Describe(Query query) =>
        $"{query.Zone.Id} {query.Range} {query.Interval} [{string.Join(", ", query.Dimensions)}] [{string.Join(", ", query.Metrics)}] {Describe(query.Filter)} "
        + $"order [{string.Join(", ", query.Order)}] search “{query.Search}” {query.OmitsUnset} {query.Limit}+{query.Offset}";

    private static string Describe(Filter? filter) => filter switch
    {
        All all => $"all({string.Join(", ", all.Parts.Select(Describe))})",
        Any any => $"any({string.Join(", ", any.Parts.Select(Describe))})",
        Not not => $"not({Describe(not.Part)})",
        Did did => $"did({Describe(did.Part)})",
        Condition c => $"{c.Dimension.Kind}{c.Dimension.Property} {c.Match}{(c.IgnoresCase ? "~" : "")} ({string.Join(", ", c.Values)})",
        _ => "-",
    };
}
