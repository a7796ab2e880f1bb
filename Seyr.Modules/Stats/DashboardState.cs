using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;

namespace Seyr.Stats;

/// <summary>With what a site's page compares.</summary>
internal enum CompareWith
{
    Previous,
    Year,
    Custom,
    Off,
}

/// <summary>
/// All that was chosen on a site's page. It stands in the address, and nowhere else: whoever opens the address sees the same. What
/// an address says that isn't known is ignored.
/// </summary>
internal sealed record DashboardState
{
    /// <summary>An address has at most this many terms of a filter.</summary>
    public const int MaxFilters = 20;

    /// <summary>The period between two dates.</summary>
    public const string Custom = "custom";

    /// <summary>The field of a saved segment.</summary>
    public const string SegmentField = "segment";

    /// <summary>The field of a funnel.</summary>
    public const string FunnelField = "funnel";

    /// <summary>The field of a term of the filter.</summary>
    public const string FilterField = "f";

    /// <summary>Dates of these years are known; the event store has no others.</summary>
    private const int FirstYear = 2000;

    /// <inheritdoc cref="FirstYear"/>
    private const int LastYear = 2100;

    private static readonly (CompareWith With, string Name)[] Comparisons =
        [(CompareWith.Previous, "previous"), (CompareWith.Year, "year"), (CompareWith.Custom, "custom"), (CompareWith.Off, "off")];

    private static readonly (Interval Interval, string Name)[] Intervals =
        [(Stats.Interval.Minute, "minute"), (Stats.Interval.Hour, "hour"), (Stats.Interval.Day, "day"), (Stats.Interval.Week, "week"), (Stats.Interval.Month, "month")];

    /// <summary>The period's name.</summary>
    public string Period { get; init; } = Stats.Period.Default;

    /// <summary>The date that it holds or ends before; null: today.</summary>
    public LocalDate? Date { get; init; }

    /// <summary>The first date of a custom one,</summary>
    public LocalDate? From { get; init; }

    /// <summary>and its last.</summary>
    public LocalDate? To { get; init; }

    /// <summary>With what it is compared.</summary>
    public CompareWith Compare { get; init; }

    /// <summary>The first date of a custom comparison,</summary>
    public LocalDate? CompareFrom { get; init; }

    /// <summary>and its last.</summary>
    public LocalDate? CompareTo { get; init; }

    /// <summary>Whether the compared period begins on the same day of the week.</summary>
    public bool MatchesWeekday { get; init; }

    /// <summary>The graph's buckets; null: the usual ones.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The graph's metric, by the name of its tile; empty: the first.</summary>
    public string Metric { get; init; } = "";

    /// <summary>The saved segment whose terms hold besides, as <see cref="DashboardSegment.Key"/>; empty: none.</summary>
    public string Segment { get; init; } = "";

    /// <summary>The terms, all of which hold.</summary>
    public IReadOnlyList<FilterTerm> Filters { get; init; } = [];

    /// <summary>The tabs that were chosen, by card.</summary>
    public IReadOnlyDictionary<string, string> Tabs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The property whose values are shown; empty: the most frequent.</summary>
    public string Property { get; init; } = "";

    /// <summary>The funnel that is shown, as <see cref="NamedKey"/>; empty: the first.</summary>
    public string Funnel { get; init; } = "";

    /// <summary>Reads what stands in an address.</summary>
    public static DashboardState Read(IQueryCollection query)
    {
        string Value(string name) => query[name] is [{ } value, ..] ? value : "";
        var tabs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (card, _) in Breakdown.Cards)
        {
            if (Breakdown.Find(card, Value(card)) is { } tab)
            {
                tabs[card] = tab.Key;
            }
        }

        return new DashboardState
        {
            Period = Value("period") is { Length: > 0 } period ? period : Stats.Period.Default,
            Date = DateOf(Value("date")),
            From = DateOf(Value("from")),
            To = DateOf(Value("to")),
            Compare = Comparisons.FirstOrDefault(each => each.Name == Value("compare")).With,
            CompareFrom = DateOf(Value("compare_from")),
            CompareTo = DateOf(Value("compare_to")),
            MatchesWeekday = Value("match_weekday") == "true",
            Interval = Array.Find(Intervals, each => each.Name == Value("interval")) is { Name: not null } interval ? interval.Interval : null,
            Metric = TileKind.All.FirstOrDefault(kind => kind.Key == Value("metric"))?.Key ?? "",
            Segment = NamedKey.IdOf(Value(SegmentField)) is null ? "" : Value(SegmentField),
            Filters = [.. query[FilterField].Select(FilterTerm.Read).OfType<FilterTerm>().DistinctBy(static term => term.Text).Take(MaxFilters)],
            Tabs = tabs,
            Property = DimensionNames.Find(DimensionNames.PropertyPrefix + Value("property")) is { } property ? property.Property : "",
            Funnel = NamedKey.IdOf(Value(FunnelField)) is null ? "" : Value(FunnelField),
        };
    }

    /// <summary>The fields that an address has for it, in their order; what is as usual has none.</summary>
    public IEnumerable<(string Name, string Value)> Fields()
    {
        static (string, string) Dated(string name, LocalDate date) => (name, LocalDatePattern.Iso.Format(date));
        (string, string)?[] fields =
        [
            Period == Stats.Period.Default ? null : ("period", Period),
            Date is { } date ? Dated("date", date) : null,
            From is { } from ? Dated("from", from) : null,
            To is { } to ? Dated("to", to) : null,
            Compare == CompareWith.Previous ? null : ("compare", Array.Find(Comparisons, each => each.With == Compare).Name),
            CompareFrom is { } compareFrom ? Dated("compare_from", compareFrom) : null,
            CompareTo is { } compareTo ? Dated("compare_to", compareTo) : null,
            MatchesWeekday ? ("match_weekday", "true") : null,
            Interval is { } interval ? ("interval", NameOf(interval)) : null,
            Metric.Length > 0 ? ("metric", Metric) : null,
            Segment.Length > 0 ? (SegmentField, Segment) : null,
            .. Filters.Select(static term => ((string, string)?)(FilterField, term.Text)),
            .. Breakdown.Cards.Select(card => Tabs.TryGetValue(card.Key, out var tab) ? ((string, string)?)(card.Key, tab) : null),
            Property.Length > 0 ? ("property", Property) : null,
            Funnel.Length > 0 ? (FunnelField, Funnel) : null,
        ];
        return fields.OfType<(string, string)>();
    }

    /// <summary>The address of a page that shows it.</summary>
    /// <param name="path">The page.</param>
    /// <param name="more">What else the address says.</param>
    public string Address(string path, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in Fields().Concat(more.ToArray()))
        {
            text.Append(separator).Append(name).Append('=').Append(Escape(value));
            separator = '&';
        }

        return text.ToString();
    }

    /// <summary>With another term; it takes the place of one that asks the same of other values.</summary>
    public DashboardState With(FilterTerm term) => this with
    {
        Filters = [.. Filters.Where(each => each.Dimension != term.Dimension || each.Operator != term.Operator), term],
    };

    /// <summary>Without one of its terms.</summary>
    public DashboardState Without(FilterTerm term) => this with { Filters = [.. Filters.Where(each => each != term)] };

    /// <summary>With another tab of a card.</summary>
    public DashboardState With(Breakdown tab)
    {
        var tabs = new Dictionary<string, string>(Tabs, StringComparer.Ordinal) { [tab.Card] = tab.Key };
        return this with { Tabs = tabs };
    }

    /// <summary>With another period, and nothing that was said of the one before.</summary>
    public DashboardState In(string period, LocalDate? date = null) => this with { Period = period, Date = date, From = null, To = null, Interval = null };

    /// <summary>The tab that a card shows.</summary>
    public Breakdown TabOf(string card) => Breakdown.Find(card, Tabs.GetValueOrDefault(card)) ?? Breakdown.FirstOf(card);

    /// <summary>An interval's name.</summary>
    public static string NameOf(Interval interval) => Array.Find(Intervals, each => each.Interval == interval).Name;

    private static LocalDate? DateOf(string text) => Stats.Period.DateOf(text) is { Year: >= FirstYear and < LastYear } date ? date : null;

    /// <summary>What a reader's eye wants to see stays as it is, wherever it can't be mistaken.</summary>
    private static string Escape(string value) => Uri.EscapeDataString(value)
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}
