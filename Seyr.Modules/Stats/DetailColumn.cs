using System.Globalization;

namespace Seyr.Stats;

/// <summary>A column of a card's details.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Metric">What it tells.</param>
/// <param name="Format">How it is written.</param>
internal sealed record DetailColumn(string Key, string Title, Metric Metric, NumberFormat Format = NumberFormat.Count)
{
    private static readonly DetailColumn Visitors = new("visitors", "Visitors", Metric.Visitors);
    private static readonly DetailColumn Visits = new("visits", "Visits", Metric.Visits);
    private static readonly DetailColumn PageViews = new("pageviews", "Page views", Metric.PageViews);
    private static readonly DetailColumn Bounces = new("bounce_rate", "Bounce rate", Metric.BounceRate, NumberFormat.Percent);
    private static readonly DetailColumn Length = new("visit_duration", "Visit duration", Metric.VisitDuration, NumberFormat.Duration);

    private static readonly IReadOnlyList<DetailColumn> OfVisits = [Visitors, Visits, PageViews, Bounces, Length];
    private static readonly IReadOnlyList<DetailColumn> OfEntries = [Visitors, Visits, Bounces, Length];
    private static readonly IReadOnlyList<DetailColumn> OfExits = [Visitors, Visits];
    private static readonly IReadOnlyList<DetailColumn> OfEvents = [Visitors, new("events", "Total", Metric.Events)];

    private static readonly IReadOnlyList<DetailColumn> OfPages =
    [
        Visitors, PageViews, Bounces, new("time_on_page", "Time on page", Metric.TimeOnPage, NumberFormat.Duration),
        new("scroll_depth", "Scroll depth", Metric.ScrollDepth, NumberFormat.Percent),
    ];

    /// <summary>Those that tell something of a tab's rows.</summary>
    public static IReadOnlyList<DetailColumn> Of(Breakdown tab) => tab.Dimension switch
    {
        DimensionKind.Page => OfPages,
        DimensionKind.EntryPage => OfEntries,
        DimensionKind.ExitPage => OfExits,
        DimensionKind.Goal or DimensionKind.Event or DimensionKind.Property => OfEvents,
        _ => OfVisits,
    };

    /// <summary>A row's number as a reader sees it.</summary>
    public string Show(in Measures measures) => measures.Of(Metric) is not { } value ? "–" : Format switch
    {
        NumberFormat.Count => Display.Exact((long)value),
        NumberFormat.Percent => Display.Percent(value),
        _ => Display.Duration(value),
    };

    /// <summary>What it is called in a file, where numbers have no unit.</summary>
    public string FileTitle => Format switch
    {
        NumberFormat.Percent => Title + " (%)",
        NumberFormat.Duration => Title + " (s)",
        _ => Title,
    };

    /// <summary>A row's number in a file; empty: there is none.</summary>
    public string Figure(in Measures measures) => Figure(measures.Of(Metric));

    /// <inheritdoc cref="Figure(in Measures)"/>
    public static string Figure(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
