using NodaTime;
using Seyr.Stats;
using Any = Seyr.Stats.Any;
using Interval = Seyr.Stats.Interval;
using Match = Seyr.Stats.Match;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

/// <summary>Questions of every kind, at random.</summary>
internal sealed class RandomQuery(Random random, Instant now, int days)
{
    private static readonly Goal[] Goals =
    [
        new(1, "Signup", GoalKind.Event, "Signup"), new(2, "Blog", GoalKind.Page, "/blog*"), new(3, "Pricing", GoalKind.Page, "/pricing"),
        new(4, "Read", GoalKind.Scroll, "/blog/*", 50),
    ];

    private static readonly DimensionKind[] Kinds = [.. Enum.GetValues<DimensionKind>().Where(static kind => kind is not (DimensionKind.Property or DimensionKind.Goal))];

    public Query Next(long siteId, DateTimeZone zone)
    {
        var dimensions = Dimensions();
        var filter = random.Next(2) == 0 ? null : Filter(3);
        var isOfPages = dimensions is [{ Kind: DimensionKind.Page }] || filter?.Conditions.Any(static c => c.Dimension.Kind == DimensionKind.Page) == true;
        var metrics = Enum.GetValues<Metric>().Where(metric => isOfPages || !Metrics.IsOfPages(metric)).OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToList();
        var query = new Query(siteId, zone, Range(zone), metrics)
        {
            Dimensions = dimensions,
            Interval = random.Next(3) == 0 ? (Interval)random.Next(1, 5) : null,
            Filter = filter,
            Goals = Goals,
            Limit = random.Next(4) == 0 ? random.Next(1, 20) : Query.MaxRows,
            Offset = random.Next(4) == 0 ? random.Next(5) : 0,
        };
        return query with
        {
            Order = random.Next(2) == 0 ? [] : Order(query),
            OmitsUnset = dimensions.Count > 0 && random.Next(3) == 0,
            Search = dimensions.Count > 0 && random.Next(5) == 0 ? Pick("a", "BLOG", "1") : "",
        };
    }

    private List<Order> Order(Query query)
    {
        var orders = new List<Order> { new(Pick([.. query.Metrics]), null, random.Next(2) == 0) };
        if (query.Dimensions.Count > 0 && random.Next(2) == 0)
        {
            orders.Insert(random.Next(2), new Order(null, random.Next(query.Dimensions.Count), random.Next(2) == 0));
        }

        return orders;
    }

    /// <summary>Whole days of the zone more often than not, some of them running on; else any two moments.</summary>
    private Range Range(DateTimeZone zone)
    {
        if (random.Next(4) == 0)
        {
            var from = now - Duration.FromSeconds(random.Next(days * 86_400));
            return new Range(from, from + Duration.FromSeconds(random.Next(1, 20 * 86_400)));
        }

        var first = now.InZone(zone).Date.PlusDays(-random.Next(days + 3));
        var last = first.PlusDays(random.Next(random.Next(2) == 0 ? 3 : days));
        return new Range(zone.AtStartOfDay(first).ToInstant(), zone.AtStartOfDay(last.PlusDays(1)).ToInstant());
    }

    private List<Dimension> Dimensions() => random.Next(10) switch
    {
        < 2 => [],
        < 6 => [.. Pick([.. Rollups.Sets.Where(static set => !set.IsAnyProperty)]).Dimensions],
        < 8 => [Any()],
        _ => [.. new[] { Any(), Any() }.DistinctBy(static dimension => dimension.Kind)],
    };

    private Dimension Any() => random.Next(8) switch
    {
        0 => new Dimension(DimensionKind.Property, Pick("plan", "path", "nothing")),
        1 => DimensionKind.Goal,
        _ => Pick(Kinds),
    };

    private Filter Filter(int depth) => (depth == 0 ? 0 : random.Next(8)) switch
    {
        1 => new All([.. Several(depth)]),
        2 => new Any([.. Several(depth)]),
        3 => new Not(Filter(depth - 1)),
        4 => new Did(Filter(depth - 1)),
        5 => new Condition(DimensionKind.Page, Match.Is, [Pick(TestTraffic.Paths)]),
        _ => Condition(),
    };

    private IEnumerable<Filter> Several(int depth) => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Filter(depth - 1));

    private Condition Condition()
    {
        var dimension = Any();
        if (dimension.Kind == DimensionKind.Goal)
        {
            return new Condition(dimension, Match.Is, [.. Enumerable.Range(0, Goals.Length).OrderBy(_ => random.Next()).Take(random.Next(1, 3)).Select(static i => $"{i}")]);
        }

        string[] values = ["", "/", "/blog", "/blog/one", "Google", "newsletter", "DE", "US-1", "Dhaka", "Chrome", "18", "Desktop", "Signup", "pageview", "pro", "shop.example", "nothing", "O'Hara"];
        var match = (Match)random.Next(4);
        return new Condition(dimension, match, match switch
        {
            Match.Is => [.. values.OrderBy(_ => random.Next()).Take(random.Next(1, 9))],
            Match.Contains => [Pick("o", "E", "/b", "漢", "'", "%", "_")],
            Match.Wildcard => [Pick("/blog*", "*o*", "/", "*", "*.example", "[D]E", "?*")],
            _ => [Pick("^/blog", "e$", "[A-D]", "(one|two)", ".")],
        }, random.Next(3) == 0);
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
