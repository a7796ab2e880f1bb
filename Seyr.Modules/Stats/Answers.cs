using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>
/// Answers questions: from the rollups where they can serve, for the days that they have; for the rest from the events. Both ways
/// give the same numbers.
/// </summary>
internal sealed class Answers(EventStore store, RolledDays rolledDays)
{
    private static readonly string Outer = Sql.Read("Answer");
    private static readonly string OfDays = Sql.Read("OfDays");
    private static readonly string RolledPart = Sql.Read("RolledPart");
    private static readonly string[] PartColumns = ["visitors", "carried", .. Measures.Columns.Skip(1)];
    private static readonly Metric[] Plain = [Metric.Visitors, Metric.PageViews, Metric.Events];

    /// <summary>Answers a question.</summary>
    public async Task<Answer> AskAsync(Query query, CancellationToken cancel)
    {
        if (query.Others.Count > 0)
        {
            return await SummedAnswers.AskAsync(this, query, cancel);
        }

        var set = Rollups.Find(query.Dimensions) ?? new DimensionSet("asked", query.Dimensions);
        if (set == DimensionSet.Total && query.Order.Count == 0 && query.Search.Length == 0 && CanRoll(query, [set]) && await RolledAsync(query, cancel) is { Count: > 0 } days
            && days.Count == DaysOf(query.Range, query.Zone).Count())
        {
            return AddUp(query, days);
        }

        return (await AskEachAsync(query, [set], cancel))[set.Name];
    }

    /// <summary>Answers one question by several sets of dimensions at once, in one pass over the data.</summary>
    /// <param name="query">What is common to them; its dimensions are not looked at.</param>
    /// <param name="sets">The sets. Several are asked for plain counts only.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The answers by the sets' names.</returns>
    public async Task<IReadOnlyDictionary<string, Answer>> AskEachAsync(Query query, IReadOnlyList<DimensionSet> sets, CancellationToken cancel)
    {
        if (query.Others.Count > 0)
        {
            return await SummedAnswers.AskEachAsync(this, query, sets, cancel);
        }

        var rolled = CanRoll(query, sets) ? await RolledAsync(query, cancel) : [];
        var months = rolled.Count > 0 && query.Interval is null && !sets.Contains(DimensionSet.Total) ? await MonthsAsync(query, cancel) : [];
        var statement = new Statement();
        var parts = rolled.Count > 0 ? PartsWithRollups(statement, query, sets, rolled, months) : EventParts(statement, query, sets);
        return await AddUpAsync(statement, query, sets, parts, isRolled: rolled.Count > 0, cancel);
    }

    /// <summary>Answers a question over time that has no dimensions, and the same question for all of the time, in one pass.</summary>
    public async Task<(Answer Series, Measures Total)> AskSeriesAsync(Query query, CancellationToken cancel)
    {
        if (query.Others.Count > 0)
        {
            return await SummedAnswers.AskSeriesAsync(this, query, cancel);
        }

        if (query.Filter is null)
        {
            var series = AskAsync(query, cancel);
            var total = await AskAsync(query with { Interval = null, Limit = 1 }, cancel);
            return (await series, total.Rows.Count == 0 ? default : total.Rows[0].Measures);
        }

        // Ids change at midnight, UTC: where no bucket ends within such a day, visitors add up as well.
        var addsUp = query.Interval is Interval.Day or Interval.Week or Interval.Month && SharesMidnight(query.Zone, query.Range);
        var statement = new Statement();
        var parts = EventParts(statement, query, [DimensionSet.Total], withTotal: !addsUp);
        var answer = (await AddUpAsync(statement, query with { Limit = Query.MaxRows, Order = [] }, [DimensionSet.Total], parts, isRolled: false, cancel))[DimensionSet.Total.Name];
        var rows = answer.Rows.Where(static row => row.Bucket != EventsSql.TotalBucket).ToList();
        var sum = rows.Aggregate(default(Measures), static (sum, row) => sum + row.Measures);
        var visitors = addsUp ? sum.Visitors : answer.Rows.FirstOrDefault(static row => row.Bucket == EventsSql.TotalBucket)?.Measures.Visitors ?? 0;
        return (new Answer(rows, rows.Count), sum with { Visitors = visitors });
    }

    /// <summary>The same from the events alone: what the rollups' answer must equal.</summary>
    internal async Task<Answer> AskEventsAsync(Query query, CancellationToken cancel)
    {
        var set = new DimensionSet("asked", query.Dimensions);
        var statement = new Statement();
        return (await AddUpAsync(statement, query, [set], EventParts(statement, query, [set]), isRolled: false, cancel))[set.Name];
    }

    private static bool CanRoll(Query query, IReadOnlyList<DimensionSet> sets) =>
        query.Filter is null
        && query.Interval is null or Interval.Day or Interval.Week or Interval.Month
        && sets.All(set => Rollups.Sets.Contains(set) && (query.Interval is null || set.Dimensions.Count == 0) && query.Metrics.All(metric => Rollups.Has(set, metric)));

    /// <summary>
    /// The days that the rollups answer for. Not the one after a day that the range begins within: whom it carries over may have
    /// been there before the range only.
    /// </summary>
    private async Task<IReadOnlyList<RolledDay>> RolledAsync(Query query, CancellationToken cancel)
    {
        var days = await rolledDays.InAsync(query.SiteId, query.Zone, query.Range, cancel);
        var begin = BeginOf(query);
        return [.. days.Where(day => day.Number >= begin)];
    }

    /// <summary>The whole months among them.</summary>
    private async Task<IReadOnlyList<RolledMonth>> MonthsAsync(Query query, CancellationToken cancel)
    {
        var months = await rolledDays.MonthsInAsync(query.SiteId, query.Zone, query.Range, cancel);
        var begin = BeginOf(query);
        return [.. months.Where(month => month.First >= begin)];
    }

    private static long BeginOf(Query query)
    {
        var first = RolledDays.NumberOf(query.Range.From.InZone(query.Zone).Date);
        return RolledDays.StartOf(first, query.Zone) == query.Range.From || SharesMidnight(query.Zone, query.Range) ? first : first + 2;
    }

    private static IEnumerable<string> EventParts(Statement statement, Query query, IReadOnlyList<DimensionSet> sets, bool withTotal = false)
    {
        var sql = new EventsSql(statement, query.SiteId, query.Zone, query.Range, sets, query.Interval, query.Filter, query.Goals);
        var asksOfVisits = query.Metrics.Any(Metrics.IsOfVisits);
        var asksOfPages = query.Metrics.Any(Metrics.IsOfPages);
        return
        [
            .. sql.Events(asksOfVisits, withTotal),
            .. asksOfVisits || asksOfPages ? sql.Visits(asksOfPages) : [],
            .. asksOfPages ? sql.Engagement() : [],
        ];
    }

    /// <summary>Months and days that were rolled up from the rollups; other days, whole or in part, day by day from the events.</summary>
    internal static IEnumerable<string> PartsWithRollups(
        Statement statement, Query query, IReadOnlyList<DimensionSet> sets, IReadOnlyList<RolledDay> rolled, IReadOnlyList<RolledMonth> months)
    {
        // Which rows there are hangs on visitors, events and visits.
        HashSet<string> needed = ["visitors", "events", .. query.Metrics.Any(AsksOfVisits) ? ["visits"] : Array.Empty<string>(), .. query.Metrics.SelectMany(Metrics.Needs)];
        if (!SharesMidnight(query.Zone, query.Range))
        {
            needed.Add("carried");
        }

        var columns = PartColumns.Select(column => needed.Contains(column) ? $"toInt64(r.{column}) as {column}" : $"toInt64(0) as {column}").ToList();
        var known = months.SelectMany(static month => Enumerable.Range(0, (int)(month.Last - month.First) + 1).Select(i => month.First + i)).ToHashSet();
        var days = rolled.Where(day => !known.Contains(day.Number)).ToList();
        if (months.Count > 0)
        {
            yield return Part("month", "/month", months[0].First, months[^1].First, months.Select(static month => month.Rolled));
        }

        if (days.Count > 0)
        {
            yield return Part("day", "", days[0].Number, days[^1].Number, days.Select(static day => day.Rolled));
        }

        known.UnionWith(days.Select(static day => day.Number));
        var missing = DaysOf(query.Range, query.Zone).Where(day => !known.Contains(day)).ToList();
        if (missing.Count == 0)
        {
            statement.Name("site", (uint)query.SiteId);
            yield break;
        }

        var range = new Range(
            Instant.Max(query.Range.From, RolledDays.StartOf(missing[0], query.Zone)), Instant.Min(query.Range.To, RolledDays.StartOf(missing[^1] + 1, query.Zone)));
        foreach (var part in DayParts(statement, query.SiteId, query.Zone, range, query.Range.From, sets, query.Metrics, $"bucket in ({string.Join(", ", missing)})"))
        {
            yield return part;
        }

        string Part(string name, string ending, long first, long last, IEnumerable<long> names)
        {
            statement.Name(name + "First", first);
            statement.Name(name + "Last", last);
            statement.Name(name + "Names", RolledDays.Text(names));
            return RolledPart
                .Replace("/*columns*/", string.Join(", ", columns), StringComparison.Ordinal)
                .Replace("/*dimension*/", ending.Length == 0 ? "dimension" : $"substring(dimension, 1, length(dimension) - {ending.Length})", StringComparison.Ordinal)
                .Replace("/*dimensions*/", string.Join(", ", sets.Select(set => $"'{set.Name}{ending}'")), StringComparison.Ordinal)
                .Replace("{rolled", "{" + name, StringComparison.Ordinal);
        }
    }

    /// <summary>Numbers by day, as the rollups have them.</summary>
    /// <param name="statement">Takes the values.</param>
    /// <param name="siteId">The site.</param>
    /// <param name="zone">Its clock.</param>
    /// <param name="range">From when, and until just before when.</param>
    /// <param name="since">Who was seen before this is not carried over.</param>
    /// <param name="sets">By what they are told apart.</param>
    /// <param name="metrics">What is asked for.</param>
    /// <param name="days">True of the days that are wanted.</param>
    internal static IEnumerable<string> DayParts(
        Statement statement, long siteId, DateTimeZone zone, Range range, Instant since, IReadOnlyList<DimensionSet> sets, IReadOnlyList<Metric> metrics, string days)
    {
        var sql = new EventsSql(statement, siteId, zone, range, sets, Interval.Day);
        var parts = sql.Events(withVisits: true).ToList();
        if (!SharesMidnight(zone, range))
        {
            var midnight = Instant.FromUnixTimeSeconds(range.From.ToUnixTimeSeconds() / NodaConstants.SecondsPerDay * NodaConstants.SecondsPerDay);
            parts.AddRange(sql.Carried(days, Instant.Max(since, midnight)));
        }

        foreach (var set in sets.Where(static set => set.Dimensions is [{ Kind: DimensionKind.Page }]))
        {
            if (metrics.Any(static metric => !Plain.Contains(metric)))
            {
                var ofPages = sql.For(set);
                parts.AddRange([.. ofPages.Visits(withExits: true), .. ofPages.Engagement()]);
            }
        }

        return parts.Select(part => OfDays.Replace("/*part*/", part, StringComparison.Ordinal).Replace("/*days*/", days, StringComparison.Ordinal));
    }

    /// <summary>Adds up what is remembered of the days themselves: nothing else is asked.</summary>
    private static Answer AddUp(Query query, IReadOnlyList<RolledDay> days)
    {
        var first = RolledDays.NumberOf(query.Range.From.InZone(query.Zone).Date);
        var rows = days.GroupBy(day => BucketOfDay(query.Interval, day.Number))
            .Select(bucket => new Row([""], bucket.Key, bucket.Aggregate(default(Measures), (sum, day) =>
                sum + day.Total with { Visitors = day.Total.Visitors - (day.Number > Math.Max(first, query.Interval is null ? first : bucket.Key) ? day.Carried : 0) })))
            .Where(row => row.Measures.Visitors > 0 || row.Measures.Events > 0 || (row.Measures.Visits > 0 && query.Metrics.Any(AsksOfVisits)))
            .ToList();
        return new Answer([.. rows.Skip(query.Offset).Take(Math.Clamp(query.Limit, 0, Query.MaxRows))], rows.Count);
    }

    private async Task<IReadOnlyDictionary<string, Answer>> AddUpAsync(
        Statement statement, Query query, IReadOnlyList<DimensionSet> sets, IEnumerable<string> parts, bool isRolled, CancellationToken cancel)
    {
        var first = RolledDays.NumberOf(query.Range.From.InZone(query.Zone).Date);
        var visitors = isRolled
            ? $"sum(p.visitors) - sumIf(p.carried, p.bucket > {(query.Interval is null ? statement.Number(first) : $"greatest({statement.Number(first)}, bucket)")}) as visitors"
            : "sum(p.visitors) as visitors";
        var sql = Outer
            .Replace("/*bucket*/", isRolled ? BucketOfDay(query.Interval) : "p.bucket", StringComparison.Ordinal)
            .Replace("/*sums*/", string.Join(", ", Measures.Columns.Skip(1).Select(static column => $"sum(p.{column}) as {column}").Prepend(visitors)), StringComparison.Ordinal)
            .Replace("/*parts*/", string.Join("\nunion all\n", parts), StringComparison.Ordinal)
            .Replace("/*visits*/", query.Metrics.Any(AsksOfVisits) ? " or visits > 0" : "", StringComparison.Ordinal)
            .Replace("/*where*/", Where(statement, query), StringComparison.Ordinal)
            .Replace("/*order*/", OrderOf(query), StringComparison.Ordinal)
            .Replace("limit {limit:UInt32}", sets.Count == 1 ? "limit {limit:UInt32}" : "limit {limit:UInt32} by dimension limit 1000000", StringComparison.Ordinal);
        statement.Name("limit", (uint)Math.Clamp(query.Limit, 0, Query.MaxRows));
        statement.Name("offset", (uint)Math.Max(0, query.Offset));
        var rows = await store.QueryAsync(
            sql, statement.Parameters, isHeavy: !isRolled,
            static row => (
                Name: row.GetString(0),
                Row: new Row(row.GetString(1).Split(DimensionSet.Separator), row.GetInt64(2), Measures.Read(row, 3)),
                Total: row.GetInt64(3 + Measures.Columns.Length)),
            cancel);
        return sets.ToDictionary(static set => set.Name, set =>
        {
            var own = rows.Where(row => row.Name == set.Name).ToList();
            return new Answer([.. own.Select(static row => row.Row)], own.Count == 0 ? 0 : own[0].Total);
        });
    }

    private static bool AsksOfVisits(Metric metric) => Metrics.IsOfVisits(metric) || Metrics.IsOfPages(metric);

    private static string Where(Statement statement, Query query)
    {
        const string Last = "splitByChar('\\t', p.key)[-1]";
        var conditions = new List<string> { "1" };
        if (query.OmitsUnset)
        {
            conditions.Add($"{Last} != ''");
        }

        if (query.Search.Length > 0)
        {
            conditions.Add($"positionCaseInsensitiveUTF8({Last}, {statement.Text(query.Search)}) > 0");
        }

        return string.Join(" and ", conditions);
    }

    private static string OrderOf(Query query)
    {
        return string.Join(", ", query.Sorting.Select(static each =>
            (each.Metric is { } metric ? Metrics.Sql(metric) : each.Dimension is { } dimension ? $"splitByChar('\\t', key)[{dimension + 1}]" : "bucket")
            + (each.IsDescending ? " desc" : "")).Append("bucket").Append("key"));
    }

    private static string BucketOfDay(Interval? interval) => interval switch
    {
        null => "toInt64(0)",
        Interval.Week => "toInt64(toMonday(toDate(toUInt16(p.bucket))))",
        Interval.Month => "toInt64(toStartOfMonth(toDate(toUInt16(p.bucket))))",
        _ => "p.bucket",
    };

    private static long BucketOfDay(Interval? interval, long day) => interval switch
    {
        null => 0,
        Interval.Week => RolledDays.NumberOf(RolledDays.DateOf(day).With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday))),
        Interval.Month => RolledDays.NumberOf(RolledDays.DateOf(day).With(DateAdjusters.StartOfMonth)),
        _ => day,
    };

    private static IEnumerable<long> DaysOf(Range range, DateTimeZone zone)
    {
        var last = RolledDays.NumberOf((range.To - Duration.Epsilon).InZone(zone).Date);
        for (var day = RolledDays.NumberOf(range.From.InZone(zone).Date); day <= last; day++)
        {
            yield return day;
        }
    }

    /// <summary>Whether the zone's days are UTC's in this range.</summary>
    private static bool SharesMidnight(DateTimeZone zone, Range range) =>
        zone.GetZoneIntervals(range.From, range.To + Duration.Epsilon).All(static interval => interval.WallOffset == Offset.Zero);
}
