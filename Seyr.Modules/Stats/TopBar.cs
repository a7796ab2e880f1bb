using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What stands above the numbers: the site, who is there, the filter, the period, and with what it is compared.</summary>
/// <param name="Domain">The site.</param>
/// <param name="Path">Where its page is.</param>
/// <param name="MaySet">Whether the one who looks may change its settings.</param>
/// <param name="IsShared">Whether whoever has the address may look.</param>
/// <param name="Sites">All sites to switch to.</param>
/// <param name="CurrentVisitors">Who is here now, in words.</param>
/// <param name="RealtimeAddress">The page over the last minutes.</param>
/// <param name="Chips">The terms of the filter.</param>
/// <param name="ClearAddress">The page without a filter; null: it has none.</param>
/// <param name="FilterForm">What a form that adds a term carries along.</param>
/// <param name="PeriodTitle">The period in words.</param>
/// <param name="Periods">The periods to choose from, in groups.</param>
/// <param name="PeriodForm">What the form of two dates carries along.</param>
/// <param name="First">The period's first date,</param>
/// <param name="Last">and its last.</param>
/// <param name="Previous">The period before; null: there is none.</param>
/// <param name="Next">The one after it; null: it would lie in the future.</param>
/// <param name="ComparisonTitle">With what it is compared.</param>
/// <param name="Comparisons">The comparisons to choose from.</param>
/// <param name="ComparisonForm">What the form of the other two dates carries along.</param>
/// <param name="ToggleComparison">The page with the comparison switched.</param>
public sealed record TopBar(
    string Domain, string Path, bool MaySet, bool IsShared, IReadOnlyList<Choice> Sites, string CurrentVisitors, string RealtimeAddress,
    IReadOnlyList<Chip> Chips, string? ClearAddress,
    IReadOnlyList<FormField> FilterForm, string PeriodTitle, IReadOnlyList<IReadOnlyList<Choice>> Periods, IReadOnlyList<FormField> PeriodForm, string First, string Last,
    string? Previous, string? Next, string ComparisonTitle, IReadOnlyList<Choice> Comparisons, IReadOnlyList<FormField> ComparisonForm, string ToggleComparison)
{
    /// <summary>The saved segments; null: they aren't for who looks.</summary>
    public SegmentMenu? Segments { get; init; }

    /// <summary>Sites that a digit chooses.</summary>
    private const int MostDigits = 9;

    private static readonly (string Key, string Title, string Shortcut)[][] Groups =
    [
        [("day", "Today", "d"), ("yesterday", "Yesterday", "e"), ("24h", "Last 24 hours", "h"), ("30m", "Realtime", "r")],
        [("7d", "Last 7 days", "w"), ("28d", "Last 28 days", "f"), ("30d", "Last 30 days", "t"), ("91d", "Last 91 days", "n")],
        [
            ("month", "Month to date", "m"), ("lastmonth", "Last month", "p"), ("year", "Year to date", "y"),
            ("6mo", "Last 6 months", "s"), ("12mo", "Last 12 months", "l"), ("all", "All time", "a"),
        ],
    ];

    internal static TopBar Make(Viewing viewing, IReadOnlyList<string> domains, long here)
    {
        var state = viewing.State;
        return new TopBar(
            viewing.Site.Domain,
            viewing.Path,
            viewing.MaySet,
            viewing.IsShared,
            [.. domains.Select((domain, i) => new Choice(viewing.IsShared ? viewing.Path : Viewings.Own + domain, domain, domain == viewing.Site.Domain, DigitOf(i)))],
            Words(here),
            viewing.Address(state.In("30m")),
            [.. Chip.Of(viewing)],
            state.Filters.Count == 0 && state.Segment.Length == 0 ? null : viewing.Address(state with { Filters = [], Segment = "" }),
            FormField.Of(state),
            TitleOf(viewing),
            [.. Groups.Select(group => group.Select(each => PeriodChoice(viewing, each.Key, each.Title, each.Shortcut)).ToList())],
            FormField.Of(state.In(DashboardState.Custom)),
            LocalDatePattern.Iso.Format(viewing.Period.First),
            LocalDatePattern.Iso.Format(viewing.Period.Last),
            Move(viewing, -1),
            Move(viewing, 1),
            ComparisonWords(state),
            [.. ComparisonsOf(viewing)],
            FormField.Of(state with { Compare = CompareWith.Custom, CompareFrom = null, CompareTo = null }),
            viewing.Address(Compared(state, state.Compare == CompareWith.Off ? CompareWith.Previous : CompareWith.Off)));
    }

    /// <summary>How many are here, in words.</summary>
    internal static string Words(long here) => here == 1 ? "1 current visitor" : $"{Display.Short(here)} current visitors";

    private static string? DigitOf(int site) => site < MostDigits ? (site + 1).ToString(CultureInfo.InvariantCulture) : null;

    private static Choice PeriodChoice(Viewing viewing, string key, string title, string shortcut)
    {
        var today = viewing.Now.InZone(viewing.Zone).Date;
        var (period, date) = key switch
        {
            "yesterday" => ("day", (LocalDate?)today.PlusDays(-1)),
            "lastmonth" => ("month", new LocalDate(today.Year, today.Month, 1).PlusMonths(-1)),
            _ => (key, null),
        };
        return new Choice(viewing.Address(viewing.State.In(period, date)), title, viewing.State.Period == period && viewing.State.Date == date, shortcut);
    }

    private static string TitleOf(Viewing viewing)
    {
        var (period, state) = (viewing.Period, viewing.State);
        var today = viewing.Now.InZone(viewing.Zone).Date;
        var relative = state.Date is null ? Groups.SelectMany(static group => group).FirstOrDefault(each => each.Key == period.Key).Title
            : period.Key == "day" && state.Date == today.PlusDays(-1) ? "Yesterday"
            : null;
        return relative ?? period.Key switch
        {
            "month" => Locale.Current.Dates.LongMonth(period.First.ToDateOnly()),
            "year" => period.First.Year.ToString(CultureInfo.InvariantCulture),
            _ => Display.Dates(period.First, period.Last),
        };
    }

    /// <summary>The period as far again before or after.</summary>
    private static string? Move(Viewing viewing, int direction)
    {
        var (period, state) = (viewing.Period, viewing.State);
        var today = viewing.Now.InZone(viewing.Zone).Date;
        var at = state.Date ?? today;
        // Those of so many days or months end before a date; the others hold one.
        var endsBefore = period.Key.EndsWith('d') || period.Key.EndsWith("mo", StringComparison.Ordinal);
        if (period.IsRolling || period.Key == "all" || (direction > 0 && (endsBefore ? at : period.Last) >= today))
        {
            return null;
        }

        var days = direction * (NodaTime.Period.DaysBetween(period.First, period.Last) + 1);
        if (period.Key == DashboardState.Custom)
        {
            return viewing.Address(state with { From = period.First.PlusDays(days), To = period.Last.PlusDays(days) });
        }

        var moved = period.Months > 0 ? at.PlusMonths(direction * period.Months) : at.PlusDays(days);
        return viewing.Address(state with { Date = moved >= today ? null : moved });
    }

    private static DashboardState Compared(DashboardState state, CompareWith with) => state with { Compare = with, CompareFrom = null, CompareTo = null };

    private static IEnumerable<Choice> ComparisonsOf(Viewing viewing)
    {
        var state = viewing.State;
        foreach (var (with, title) in new[] { (CompareWith.Previous, "Previous period"), (CompareWith.Year, "Year over year"), (CompareWith.Off, "No comparison") })
        {
            yield return new Choice(viewing.Address(Compared(state, with)), title, state.Compare == with, null);
        }

        yield return new Choice(viewing.Address(state with { MatchesWeekday = !state.MatchesWeekday }), "Match day of week", state.MatchesWeekday, null);
    }

    private static string ComparisonWords(DashboardState state) => state.Compare switch
    {
        CompareWith.Off => "Compare",
        CompareWith.Year => "vs. year before",
        CompareWith.Custom => state is { CompareFrom: { } from, CompareTo: { } to } ? "vs. " + Display.Dates(from, to) : "vs. custom",
        _ => "vs. previous",
    };
}

/// <summary>A link among several, one of which is chosen.</summary>
/// <param name="Address">Where it leads.</param>
/// <param name="Title">What it is called.</param>
/// <param name="IsChosen">Whether it is the one.</param>
/// <param name="Shortcut">The key that does the same.</param>
public sealed record Choice(string Address, string Title, bool IsChosen, string? Shortcut);

/// <summary>What a form carries along.</summary>
public sealed record FormField(string Name, string Value)
{
    internal static IReadOnlyList<FormField> Of(DashboardState state) => [.. state.Fields().Select(static field => new FormField(field.Name, field.Value))];
}

/// <summary>A term of the filter, in words.</summary>
/// <param name="What">What is compared.</param>
/// <param name="How">How.</param>
/// <param name="Values">With what.</param>
/// <param name="Without">The page without it.</param>
public sealed record Chip(string What, string How, string Values, string Without)
{
    internal static IEnumerable<Chip> Of(Viewing viewing)
    {
        if (viewing.Segment is { } segment)
        {
            yield return new Chip("Segment", "is", segment.Name, viewing.Address(viewing.State with { Segment = "" }));
        }

        foreach (var term in viewing.State.Filters)
        {
            yield return Of(term, viewing.Address(viewing.State.Without(term)));
        }
    }

    internal static Chip Of(FilterTerm term, string without = "") => new(
        DimensionNames.Title(term.Dimension),
        term.Words,
        string.Join(" or ", term.Values.Select(value => Display.Value(term.Dimension.Kind, value))),
        without);
}
