using System.Globalization;
using NodaTime;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;
using Match = Seyr.Stats.Match;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

/// <summary>Funnels and revenue are what plain code over plain lists finds, for random traffic. SEYR_SEED repeats a run.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
internal sealed class FunnelsTests(EventStoreKind kind)
{
    private const uint SiteId = 7;
    private const int Cases = 60;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);

    private static readonly Goal[] Goals =
    [
        new(1, "Any", GoalKind.Page, "*"), new(2, "Blog", GoalKind.Page, "/blog*"), new(3, "Pricing", GoalKind.Page, "/pricing"),
        new(4, "Signup", GoalKind.Event, "Signup"), new(5, "Read", GoalKind.Scroll, "/blog/*", 50), new(6, "Purchase", GoalKind.Event, "Purchase"),
    ];

    private readonly int seed = Environment.GetEnvironmentVariable("SEYR_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;

    private EventStore store = null!;
    private List<TestVisit> visits = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        TestContext.Progress.WriteLine($"SEYR_SEED={seed}");
        store = await TestEngine.NewStoreAsync(kind);
        visits = TestTraffic.Make(seed & 0xffff, Now, days: 12, visitsADay: 80);
        await store.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows(SiteId, visits), "traffic", CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Close() => await store.DisposeAsync();

    [Test]
    public async Task Steps_are_counted_as_plain_code_counts_them()
    {
        var random = new Random(seed);
        var funnels = new Funnels(store);
        var found = 0L;
        for (var i = 0; i < Cases; i++)
        {
            var range = RangeOf(random);
            var steps = Enumerable.Range(0, random.Next(2, 9)).Select(_ => Goals[random.Next(Goals.Length)]).ToList();
            var source = random.Next(2) == 0 ? null : new[] { "Google", "", "newsletter" }[random.Next(3)];
            var filter = source is null ? null : new Condition(DimensionKind.Source, Match.Is, [source]);
            var answer = await funnels.AskAsync(SiteId, DateTimeZone.Utc, range, steps, filter, [], CancellationToken.None);
            var expected = Expected(range, steps, source);
            var told = string.Join(" → ", steps.Select(static step => step.Name));
            Assert.That(answer.Select(static step => step.Visitors), Is.EqualTo(expected), $"{told} {range} {source}");
            Assert.That(answer.Select(static step => step.Lost), Is.EqualTo(expected.Select((count, step) => step == 0 ? 0 : expected[step - 1] - count)), told);
            found += expected[1];
        }

        Assert.That(found, Is.GreaterThan(Cases));
    }

    [Test]
    public async Task Revenue_is_added_up_exactly_by_currency()
    {
        var random = new Random(seed);
        var revenues = new Revenues(store);
        for (var i = 0; i < Cases / 2; i++)
        {
            var range = RangeOf(random);
            var isBySource = random.Next(2) == 0;
            var query = new Query(SiteId, DateTimeZone.Utc, range, [Metric.Visitors])
            {
                Dimensions = isBySource ? [DimensionKind.Source] : [], Filter = random.Next(2) == 0 ? new Condition(DimensionKind.Page, Match.Contains, ["/blog"]) : null,
            };
            var answer = await revenues.AskAsync(query, CancellationToken.None);
            var expected = visits.SelectMany(static visit => visit.Events)
                .Where(e => range.From <= e.Time && e.Time < range.To && e.Currency.Length > 0 && (query.Filter is null || e.Path.Contains("/blog", StringComparison.Ordinal)))
                .GroupBy(e => (Key: isBySource ? e.Visit.Facts["source"] : "", e.Currency))
                .Select(static group => $"{group.Key.Key} {group.Key.Currency} {group.Sum(static e => e.Revenue):0.000} {group.Count()}").Order(StringComparer.Ordinal);
            Assert.That(
                answer!.SelectMany(static row => row.Select(one => string.Create(CultureInfo.InvariantCulture, $"{row.Key.Key} {one.Total.Currency} {one.Total.Amount:0.000} {one.Events}"))).Order(StringComparer.Ordinal),
                Is.EqualTo(expected));
        }
    }

    private static Range RangeOf(Random random)
    {
        var from = Now - Duration.FromSeconds(random.Next(12 * 86_400));
        return new Range(from, from + Duration.FromSeconds(random.Next(3_600, 8 * 86_400)));
    }

    private List<long> Expected(Range range, IReadOnlyList<Goal> steps, string? source)
    {
        var reached = steps.Select(static _ => new HashSet<(LocalDate, ulong)>()).ToList();
        foreach (var visit in visits)
        {
            var events = visit.Events.Where(e => range.From <= e.Time && e.Time < range.To).ToList();
            if (source is not null && !events.Exists(e => e.Visit.Facts["source"] == source))
            {
                continue;
            }

            var first = events.Where(e => Reaches(steps[0], e)).OrderBy(static e => e.Time).ThenBy(static e => e.VisitorId).FirstOrDefault();
            var at = first?.Time;
            for (var step = 0; step < steps.Count && at is not null; step++)
            {
                var since = at.Value;
                at = events.Where(e => e.Time >= since && Reaches(steps[step], e)).Select(static e => (Instant?)e.Time).Min();
                if (at is not null)
                {
                    reached[step].Add((first!.Time.InUtc().Date, first.VisitorId));
                }
            }
        }

        return [.. reached.Select(static set => (long)set.Count)];
    }

    private static bool Reaches(Goal goal, TestEvent e)
    {
        var isPage = goal.Target.EndsWith('*') ? e.Path.StartsWith(goal.Target[..^1], StringComparison.Ordinal) : e.Path == goal.Target;
        return goal.Kind switch
        {
            GoalKind.Event => e.Name == goal.Target,
            GoalKind.Page => e.IsPageView && isPage,
            _ => e.IsEngagement && e.Scroll >= goal.Depth && isPage,
        };
    }
}
