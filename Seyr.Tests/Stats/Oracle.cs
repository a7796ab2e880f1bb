using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using Seyr.Stats;
using Any = Seyr.Stats.Any;
using Interval = Seyr.Stats.Interval;
using Match = Seyr.Stats.Match;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

/// <summary>Answers by plain code over plain lists; it shares nothing with the store but the question.</summary>
internal sealed class Oracle(IReadOnlyList<TestVisit> visits)
{
    /// <summary>All rows of the answer, in the question's order, without its limit.</summary>
    public List<Row> Ask(Query query)
    {
        var all = visits.SelectMany(static visit => visit.Events).ToList();
        var inRange = all.Where(e => query.Range.From <= e.Time && e.Time < query.Range.To).ToList();
        var begun = visits.Where(visit => query.Range.From <= visit.Start && visit.Start < query.Range.To).ToList();
        var isOfEvents = query.Dimensions.Any(static dimension => dimension.IsOfEvents) || query.Filter?.IsOfEvents == true;
        var rows = new Dictionary<(string Key, long Bucket), Measures>();
        void Add(string key, long bucket, Measures measures) => rows[(key, bucket)] = rows.GetValueOrDefault((key, bucket)) + measures;

        foreach (var group in inRange.Where(e => Counts(e, query) && Holds(query, e)).SelectMany(e => KeysOf(query, e).Select(key => (Key: key, Event: e))).GroupBy(pair => (pair.Key, Bucket(query, pair.Event.Time))))
        {
            var events = group.Select(static pair => pair.Event).ToList();
            Add(group.Key.Key, group.Key.Item2, default(Measures) with
            {
                Visitors = events.Select(static e => e.VisitorId).Distinct().Count(),
                PageViews = events.Count(static e => e.IsPageView),
                Events = events.Count,
            });
        }

        var asksOfVisits = query.Metrics.Any(Metrics.IsOfVisits);
        var asksOfPages = query.Metrics.Any(Metrics.IsOfPages);
        foreach (var visit in asksOfVisits || (asksOfPages && isOfEvents) ? begun : [])
        {
            var matching = visit.Events.Where(e => Counts(e, query) && Holds(query, e)).ToList();
            foreach (var key in matching.SelectMany(e => KeysOf(query, e)).Distinct())
            {
                Add(key, Bucket(query, visit.Start), OfVisit(query, visit, key));
            }
        }

        foreach (var page in asksOfPages
            ? begun.SelectMany(static visit => visit.Events).Where(e => e.IsEngagement && Holds(query, e)).SelectMany(e => KeysOf(query, e).Select(key => (Key: key, Event: e)))
                .GroupBy(static pair => (pair.Key, pair.Event.Visit, pair.Event.Path))
            : [])
        {
            var scrolls = page.Select(static pair => pair.Event.Scroll).OfType<int>().ToList();
            var engagement = page.Sum(static pair => (long)pair.Event.Engagement);
            Add(page.Key.Key, Bucket(query, page.Key.Visit.Start), default(Measures) with
            {
                Engaged = engagement > 0 ? 1 : 0, Engagement = engagement, Scrolled = scrolls.Count > 0 ? 1 : 0, Scroll = scrolls.Count > 0 ? scrolls.Max() : 0,
            });
        }

        return Sorted(query, rows
            .Where(static row => row.Value.Visitors > 0 || row.Value.Events > 0 || row.Value.Visits > 0)
            .Select(static row => new Row(row.Key.Key.Split('\t'), row.Key.Bucket, row.Value))
            .Where(row => (!query.OmitsUnset || row.Keys[^1].Length > 0) && row.Keys[^1].Contains(query.Search, StringComparison.OrdinalIgnoreCase)));
    }

    private static Measures OfVisit(Query query, TestVisit visit, string key)
    {
        var isPage = query.Dimensions is [{ Kind: DimensionKind.Page }];
        var isEntry = isPage ? visit.EntryPage == key : query.Filter is null || !IsOfEvents(query) || (OfPage(query.Filter, visit.EntryPage) ?? true);
        var isExit = IsOfEvents(query) && (isPage ? visit.ExitPage == key : query.Filter is not null && (OfPage(query.Filter, visit.ExitPage) ?? false));
        return default(Measures) with
        {
            Visits = 1, Entries = isEntry ? 1 : 0, Bounces = isEntry && visit.IsBounce ? 1 : 0, Duration = visit.Seconds, Exits = isExit ? 1 : 0,
        };
    }

    private static bool IsOfEvents(Query query) => query.Dimensions.Any(static dimension => dimension.IsOfEvents) || query.Filter?.IsOfEvents == true;

    private static bool Counts(TestEvent e, Query query) => !e.IsEngagement || AsksForScroll(query);

    private static bool AsksForScroll(Query query)
    {
        var asked = (query.Filter?.Conditions ?? []).Where(static c => c.Dimension.Kind == DimensionKind.Goal).SelectMany(static c => c.Values).Select(GoalNumber);
        return (query.Dimensions.Any(static d => d.Kind == DimensionKind.Goal) ? query.Goals : asked.Select(i => query.Goals[i])).Any(static goal => goal.Kind == GoalKind.Scroll);
    }

    private static int GoalNumber(string value) => int.Parse(value, CultureInfo.InvariantCulture);

    private bool Holds(Query query, TestEvent e) => query.Filter is null || Holds(query, query.Filter, e);

    private bool Holds(Query query, Filter filter, TestEvent e) => filter switch
    {
        All all => all.Parts.All(part => Holds(query, part, e)),
        Any any => any.Parts.Any(part => Holds(query, part, e)),
        Not not => !Holds(query, not.Part, e),
        Did did => e.Visit.Events.Any(other => IsNear(query.Range, other) && Counts(other, query) && Holds(query, did.Part, other)),
        Condition { Dimension.Kind: DimensionKind.Goal } condition => condition.Values.Any(value => Reaches(query.Goals[GoalNumber(value)], e)),
        Condition condition => Matches(condition, Value(condition.Dimension, e)),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <summary>Lies in the range, or belongs to a visit that began in it.</summary>
    private static bool IsNear(Range range, TestEvent e) => (range.From <= e.Time && e.Time < range.To) || (range.From <= e.Visit.Start && e.Visit.Start < range.To);

    private static bool? OfPage(Filter filter, string page) => filter switch
    {
        All all => all.Parts.Select(part => OfPage(part, page)).OfType<bool>().ToList() is { Count: > 0 } said ? said.All(static one => one) : null,
        Any any => any.Parts.Select(part => OfPage(part, page)).OfType<bool>().ToList() is { Count: > 0 } said ? said.Any(static one => one) : null,
        Not not => !OfPage(not.Part, page),
        Condition { Dimension.Kind: DimensionKind.Page } condition => Matches(condition, page),
        _ => null,
    };

    private static bool Matches(Condition condition, string value)
    {
        var comparison = condition.IgnoresCase ? StringComparison.InvariantCultureIgnoreCase : StringComparison.Ordinal;
        var options = RegexOptions.Singleline | (condition.IgnoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        return condition.Values.Any(wanted => condition.Match switch
        {
            Match.Is => value.Equals(wanted, comparison),
            Match.Contains => value.Contains(wanted, comparison),
            Match.Wildcard => Regex.IsMatch(value, "^" + Regex.Escape(wanted).Replace("\\*", ".*", StringComparison.Ordinal) + "$", options),
            _ => Regex.IsMatch(value, wanted, options),
        });
    }

    private static bool Reaches(Goal goal, TestEvent e)
    {
        var isPage = Regex.IsMatch(e.Path, "^" + Regex.Escape(goal.Target).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline);
        return goal.Kind switch
        {
            GoalKind.Event => e.Name == goal.Target,
            GoalKind.Page => e.IsPageView && isPage,
            _ => e.IsEngagement && e.Scroll >= goal.Depth && isPage,
        };
    }

    private static IEnumerable<string> KeysOf(Query query, TestEvent e)
    {
        IEnumerable<string> keys = [""];
        var isFirst = true;
        foreach (var dimension in query.Dimensions)
        {
            var values = dimension.Kind == DimensionKind.Goal
                ? query.Goals.Select(static (goal, i) => (goal, i)).Where(pair => Reaches(pair.goal, e)).Select(static pair => pair.i.ToString(CultureInfo.InvariantCulture)).ToList()
                : [Value(dimension, e)];
            var join = isFirst ? "" : "\t";
            keys = keys.SelectMany(key => values.Select(value => key + join + value)).ToList();
            isFirst = false;
        }

        return keys;
    }

    private static string Value(Dimension dimension, TestEvent e) => dimension.Kind switch
    {
        DimensionKind.Page => e.Path,
        DimensionKind.Hostname => e.Hostname,
        DimensionKind.Event => e.Name,
        DimensionKind.Currency => e.Currency,
        DimensionKind.Property => e.Props.GetValueOrDefault(dimension.Property, ""),
        DimensionKind.EntryPage => e.Visit.EntryPage,
        DimensionKind.ExitPage => e.Visit.ExitPage,
        DimensionKind.EntryHostname => e.Visit.EntryHostname,
        DimensionKind.ExitHostname => e.Visit.ExitHostname,
        _ => e.Visit.Facts[dimension.Column],
    };

    private static long Bucket(Query query, Instant time)
    {
        var local = time.InZone(query.Zone);
        var date = local.Date;
        var seconds = time.ToUnixTimeSeconds();
        return query.Interval switch
        {
            null => 0,
            Interval.Minute => seconds - local.Second,
            Interval.Hour => seconds - local.Second - (60 * local.Minute),
            Interval.Day => Number(date),
            Interval.Week => Number(date.PlusDays(1 - (int)date.DayOfWeek)),
            _ => Number(new LocalDate(date.Year, date.Month, 1)),
        };
    }

    private static long Number(LocalDate date) => NodaTime.Period.DaysBetween(new LocalDate(1970, 1, 1), date);

    private static List<Row> Sorted(Query query, IEnumerable<Row> rows)
    {
        var order = query.Order.Count > 0 ? query.Order : [query.Interval is null ? new Order(query.Metrics[0], null, true) : new Order(null, null, false)];
        var sorted = rows.OrderBy(static _ => 0);
        foreach (var each in order)
        {
            sorted = each.Metric is { } metric ? (each.IsDescending ? sorted.ThenByDescending(row => row.Measures.Of(metric) ?? -1) : sorted.ThenBy(row => row.Measures.Of(metric) ?? -1))
                : each.Dimension is { } dimension ? (each.IsDescending ? sorted.ThenByDescending(row => row.Keys[dimension], Bytes) : sorted.ThenBy(row => row.Keys[dimension], Bytes))
                : each.IsDescending ? sorted.ThenByDescending(static row => row.Bucket) : sorted.ThenBy(static row => row.Bucket);
        }

        return [.. sorted.ThenBy(static row => row.Bucket).ThenBy(static row => string.Join('\t', row.Keys), Bytes)];
    }

    private static readonly Comparer<string> Bytes = Comparer<string>.Create(static (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
}
