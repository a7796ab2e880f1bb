using NodaTime;

namespace Seyr.Stats;

/// <summary>
/// The parts of an answer that come from the events, as statements with the same columns: dimension, key, bucket, and what
/// <see cref="Measures"/> are read from. Whoever adds them up has the answer.
/// </summary>
internal sealed class EventsSql
{
    /// <summary>A visit lasts a day at the most (<c>Visits</c> in Ingest sees to it), so whatever belongs to a range lies no later.</summary>
    public static readonly Duration LongestVisit = Duration.FromDays(1);

    /// <summary>The bucket of a row that tells of all of them.</summary>
    public const long TotalBucket = -1;

    private static readonly string Rows = Sql.Read("Rows");
    private static readonly string Derived = Sql.Read("Derived");
    private static readonly string EventsPart = Sql.Read("EventsPart");
    private static readonly string VisitsElsewherePart = Sql.Read("VisitsElsewherePart");
    private static readonly string VisitsPart = Sql.Read("VisitsPart");
    private static readonly string EngagementPart = Sql.Read("EngagementPart");
    private static readonly string VisitIds = Sql.Read("VisitIds");
    private static readonly string CarriedPart = Sql.Read("CarriedPart");
    private static readonly string RevenuePart = Sql.Read("RevenuePart");
    private static readonly string FunnelText = Sql.Read("Funnel");

    private const string NotEngagement = "kind != 'engagement'";

    private readonly Statement statement;
    private readonly IReadOnlyList<DimensionSet> sets;
    private readonly Interval? interval;
    private readonly Filter? filter;
    private readonly FilterSql filters;
    private readonly IReadOnlyList<Goal> goals;
    private readonly string zone;

    /// <summary>Prepares the parts.</summary>
    /// <param name="statement">Takes the values.</param>
    /// <param name="siteId">The site.</param>
    /// <param name="zone">The clock of its buckets.</param>
    /// <param name="range">From when, and until just before when.</param>
    /// <param name="sets">By what the numbers are told apart; several sets are several answers at once.</param>
    /// <param name="interval">The buckets of time; null: one.</param>
    /// <param name="filter">Which events and visits; null: all.</param>
    /// <param name="goals">What the filter and the sets refer to.</param>
    public EventsSql(
        Statement statement, long siteId, DateTimeZone zone, Range range, IReadOnlyList<DimensionSet> sets, Interval? interval,
        Filter? filter = null, IReadOnlyList<Goal>? goals = null)
    {
        this.statement = statement;
        this.sets = sets;
        this.interval = interval;
        this.filter = filter;
        this.goals = goals ?? [];
        this.zone = statement.Text(zone.Id);
        filters = new FilterSql(statement, this.goals, DidSql);
        statement.Name("site", (uint)siteId);
        statement.Name("from", range.From.ToDateTimeUtc());
        statement.Name("to", range.To.ToDateTimeUtc());
        statement.Name("since", (range.From - LongestVisit).ToDateTimeUtc());
        statement.Name("until", (range.To + LongestVisit).ToDateTimeUtc());
    }

    /// <summary>The same question by another set of dimensions.</summary>
    public EventsSql For(DimensionSet set) => new(this, set);

    private EventsSql(EventsSql other, DimensionSet set)
    {
        (statement, interval, filter, goals, zone, filters) = (other.statement, other.interval, other.filter, other.goals, other.zone, other.filters);
        sets = [set];
    }

    private bool IsOfEvents => filter?.IsOfEvents == true || sets.All(static set => set.IsOfEvents);

    /// <summary>What happened, and, where the question is about whole visits, what they were.</summary>
    /// <param name="withVisits">Whether it is about them.</param>
    /// <param name="withTotal">Whether the visitors of all buckets together are wanted too, in a row of the bucket <see cref="TotalBucket"/>.</param>
    public IEnumerable<string> Events(bool withVisits, bool withTotal = false)
    {
        var isFused = withVisits && !IsOfEvents;
        var begins = interval is null ? "begins" : "begins and r.visit_bucket = r.bucket";
        var ofEvents = string.Join(", ", sets.Where(static set => set.IsOfEvents).Select(static set => $"'{set.Name}'"));
        string Sum(string column) => !isFused ? "toInt64(0)"
            : ofEvents.Length == 0 ? $"toInt64(sumIf(r.{column}, {begins}))"
            : $"if(dimension in ({ofEvents}), 0, toInt64(sumIf(r.{column}, {begins})))";
        // Sets of visitors by UTC day are small, and ids change with it: the days add up.
        var day = interval is null or Interval.Week or Interval.Month || withTotal ? "utc_day, r.bucket" : "r.bucket";
        var part = withTotal
            ? EventsPart.Replace("/*groups*/", "grouping sets ((utc_day, r.bucket), (utc_day))", StringComparison.Ordinal)
                .Replace("/*bucketName*/", $"if(grouping(r.bucket) = 1, {TotalBucket}, r.bucket)", StringComparison.Ordinal)
            : EventsPart.Replace("/*bucketName*/", "r.bucket", StringComparison.Ordinal);
        yield return Fill(part, sets, day)
            .Replace("/*visits*/", Sum("visits"), StringComparison.Ordinal)
            .Replace("/*bounces*/", Sum("bounces"), StringComparison.Ordinal)
            .Replace("/*duration*/", Sum("duration"), StringComparison.Ordinal);
        var ofVisits = sets.Where(static set => !set.IsOfEvents).ToList();
        if (isFused && interval is not null && ofVisits.Count > 0)
        {
            yield return Fill(VisitsElsewherePart, ofVisits, "bucket");
        }
    }

    /// <summary>The visits that had an event that is asked about, for each value of their events.</summary>
    /// <param name="withExits">Whether it is asked for where they ended.</param>
    public IEnumerable<string> Visits(bool withExits)
    {
        if (!IsOfEvents)
        {
            yield break;
        }

        var ofPages = filter is null ? null : filters.OfPage(filter, "first_page");
        var set = sets.Single();
        var isPage = set.Dimensions is [{ Kind: DimensionKind.Page }];
        // An event may reach several goals: here all of them stand in one row, so that no row of the visit is lost or comes twice.
        var reached = DimensionSet.Columns(sets).FirstOrDefault(static column => column.Dimension.Kind == DimensionKind.Goal)?.Name;
        var key = DimensionSet.KeySql(sets);
        var isMatched = filter is not null;
        var keys = set.Dimensions.Count == 0 && isMatched ? "['']"
            : reached is null ? $"groupUniqArrayIf({key}, countable and asked)"
            : $"groupUniqArrayArrayIf(arrayMap({reached} -> {key}, {reached}), countable and asked)";
        yield return Fill(VisitsPart, sets, "", joinsGoals: false)
            .Replace("/*keys*/", keys, StringComparison.Ordinal)
            .Replace("/*lastPage*/", withExits ? "argMaxIf(path, (time, path), kind = 'pageview')" : "''", StringComparison.Ordinal)
            .Replace("/*entered*/", isPage ? "first_page = key" : ofPages ?? "1", StringComparison.Ordinal)
            .Replace("/*left*/", isPage ? "last_page = key" : filter is null ? "0" : filters.OfPage(filter, "last_page") ?? "0", StringComparison.Ordinal)
            .Replace("/*matched*/", isMatched ? $"visit_id in ({MatchedSql()})" : "1", StringComparison.Ordinal);
    }

    /// <summary>How pages were read.</summary>
    public IEnumerable<string> Engagement() => [Fill(EngagementPart, sets, "")];

    /// <summary>What events earned, by currency; no part of an answer, but one of its own.</summary>
    public string Revenue() => Fill(RevenuePart, sets, "bucket");

    /// <summary>How many visitors take each of several steps; no part of an answer, but one of its own.</summary>
    public string Funnel(IReadOnlyList<Goal> steps) => FunnelText
        .Replace("/*counts*/", Funnels.Each(steps.Count, Funnels.Count), StringComparison.Ordinal)
        .Replace("/*earliest*/", Funnels.Each(steps.Count, Funnels.Earliest), StringComparison.Ordinal)
        .Replace("/*times*/", Funnels.Each(steps.Count, Funnels.Times), StringComparison.Ordinal)
        .Replace("/*steps*/", Funnels.Each(steps.Count, i => $"{filters.OfGoal(steps[i])} as s{i}"), StringComparison.Ordinal)
        .Replace("/*rows*/", RowsSql(sets, FilterText), StringComparison.Ordinal);

    /// <summary>Who was seen on both sides of a midnight, on days that are asked about.</summary>
    /// <param name="days">True of the days.</param>
    /// <param name="since">What lies before is not asked about.</param>
    public IEnumerable<string> Carried(string days, Instant since)
    {
        statement.Name("context", since.ToDateTimeUtc());
        var rows = RowsSql(sets, "1").Replace("{from:", "{context:", StringComparison.Ordinal);
        var people = RowsSql([DimensionSet.Total], "1").Replace("{from:", "{context:", StringComparison.Ordinal);
        yield return Fill(CarriedPart.Replace("/*rows*/", rows, StringComparison.Ordinal).Replace("/*people*/", people, StringComparison.Ordinal), sets, "visitor_id, utc_day")
            .Replace("/*days*/", days.Replace("bucket", "later", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private string FilterText => filter is null ? "1" : filters.Of(filter);

    /// <summary>Engagement is no event that counts, but where it reaches a goal.</summary>
    private string Countable => AsksForScroll ? "1" : NotEngagement;

    private bool AsksForScroll =>
        (sets.Any(static set => set.Dimensions.Any(static dimension => dimension.Kind == DimensionKind.Goal)) && goals.Any(static goal => goal.Kind == GoalKind.Scroll))
        || (filter?.Conditions.Any(condition => condition.Dimension.Kind == DimensionKind.Goal
            && condition.Values.Any(value => goals[int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)].Kind == GoalKind.Scroll)) == true);

    private string Fill(string template, IReadOnlyList<DimensionSet> of, string groups, bool joinsGoals = true) => template
        .Replace("/*dimension*/", DimensionSet.NameSql(of), StringComparison.Ordinal)
        .Replace("/*key*/", DimensionSet.KeySql(of), StringComparison.Ordinal)
        .Replace("/*groups*/", DimensionSet.GroupSql(of, groups), StringComparison.Ordinal)
        .Replace("/*rows*/", RowsSql(of, FilterText, joinsGoals), StringComparison.Ordinal);

    private string RowsSql(IReadOnlyList<DimensionSet> of, string asked, bool joinsGoals = true)
    {
        var columns = DimensionSet.Columns(of).Select(column => $", {ColumnSql(column, joinsGoals)} as {column.Name}");
        return Rows
            .Replace("/*columns*/", string.Concat(columns), StringComparison.Ordinal)
            .Replace("/*countable*/", Countable, StringComparison.Ordinal)
            .Replace("/*asked*/", asked, StringComparison.Ordinal)
            .Replace("/*bucket*/", BucketSql("time"), StringComparison.Ordinal)
            .Replace("/*visitBucket*/", BucketSql("visit_start"), StringComparison.Ordinal)
            .Replace("/*source*/", SourceSql(of), StringComparison.Ordinal);
    }

    private string ColumnSql(DimensionSet.Column column, bool joinsGoals) => column.Dimension.Kind == DimensionKind.Goal
        ? $"{(joinsGoals ? "arrayJoin" : "")}(arrayFilter(goal -> goal != '', [{string.Join(", ", goals.Select((goal, i) => $"if({filters.OfGoal(goal)}, '{i}', '')"))}]))"
        : column.IsAnyProperty ? column.Sql : filters.ColumnOf(column.Dimension);

    private string SourceSql(IReadOnlyList<DimensionSet> of)
    {
        var isDerived = of.Any(static set => set.Dimensions.Any(static dimension => dimension.IsDerived))
            || filter?.Conditions.Any(static condition => condition.Dimension.IsDerived) == true;
        return of.Any(static set => set.IsAnyProperty) ? "(select *, prop_name, prop_value from events array join mapKeys(props) as prop_name, mapValues(props) as prop_value)"
            : isDerived ? Derived
            : "events";
    }

    private string MatchedSql() => VisitIdsSql(FilterText, "begins and countable and asked");

    private string DidSql(string what) => VisitIdsSql(what, "countable and asked");

    private string VisitIdsSql(string asked, string which) => VisitIds
        .Replace("/*rows*/", RowsSql([DimensionSet.Total], asked), StringComparison.Ordinal)
        .Replace("/*which*/", which, StringComparison.Ordinal);

    private string BucketSql(string column) => interval switch
    {
        null => "toInt64(0)",
        Interval.Minute => $"toInt64(toUnixTimestamp(toStartOfMinute({column})))",
        Interval.Hour => $"toInt64(toUnixTimestamp(toStartOfHour({column}, {zone})))",
        Interval.Day => $"toInt64(toDate({column}, {zone}))",
        Interval.Week => $"toInt64(toMonday(toDate({column}, {zone})))",
        _ => $"toInt64(toStartOfMonth(toDate({column}, {zone})))",
    };
}
