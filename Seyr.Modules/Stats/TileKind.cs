namespace Seyr.Stats;

/// <summary>How a number is written.</summary>
internal enum NumberFormat
{
    Count,
    Decimal,
    Percent,
    Duration,
}

/// <summary>A number that stands above the graph, and can be the graph's.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Metric">What it tells.</param>
/// <param name="Format">How it is written.</param>
/// <param name="LessIsBetter">Whether it is good when it falls.</param>
internal sealed record TileKind(string Key, string Title, Metric Metric, NumberFormat Format = NumberFormat.Count, bool LessIsBetter = false)
{
    private static readonly TileKind Visitors = new("visitors", "Visitors", Metric.Visitors);
    private static readonly TileKind Visits = new("visits", "Visits", Metric.Visits);
    private static readonly TileKind PageViews = new("pageviews", "Page views", Metric.PageViews);
    private static readonly TileKind Bounces = new("bounce_rate", "Bounce rate", Metric.BounceRate, NumberFormat.Percent, LessIsBetter: true);

    /// <summary>Of a site.</summary>
    public static readonly IReadOnlyList<TileKind> OfSite =
    [
        Visitors, Visits, PageViews, new("views_per_visit", "Views per visit", Metric.ViewsPerVisit, NumberFormat.Decimal), Bounces,
        new("visit_duration", "Visit duration", Metric.VisitDuration, NumberFormat.Duration),
    ];

    /// <summary>Of pages.</summary>
    public static readonly IReadOnlyList<TileKind> OfPages =
    [
        Visitors, Visits, PageViews, Bounces, new("scroll_depth", "Scroll depth", Metric.ScrollDepth, NumberFormat.Percent),
        new("time_on_page", "Time on page", Metric.TimeOnPage, NumberFormat.Duration),
    ];

    /// <summary>Of what visitors are wanted to do.</summary>
    public static readonly IReadOnlyList<TileKind> OfConversions =
    [
        Visitors with { IsOfWhole = true }, new("conversions", "Unique conversions", Metric.Visitors), new("events", "Total conversions", Metric.Events),
        new("conversion_rate", "Conversion rate", Metric.Visitors, NumberFormat.Percent) { IsShareOfWhole = true },
    ];

    /// <summary>Whether it is of all visitors, also of those who did not do what is asked about.</summary>
    public bool IsOfWhole { get; private init; }

    /// <summary>Whether it is how many percent of all those did it.</summary>
    public bool IsShareOfWhole { get; private init; }

    /// <summary>Those that a filter lets tell something.</summary>
    public static IReadOnlyList<TileKind> For(IReadOnlyList<FilterTerm> filters) =>
        filters.Any(static term => term.IsOfConversions) ? OfConversions
        : filters.Any(static term => term.Dimension.Kind == DimensionKind.Page) ? OfPages
        : OfSite;

    /// <summary>All, each once.</summary>
    public static IEnumerable<TileKind> All => OfSite.Concat(OfPages).Concat(OfConversions).DistinctBy(static kind => kind.Key);

    /// <summary>Its value; null: nothing was measured of which it could be told.</summary>
    /// <param name="measures">The sums of what is asked about.</param>
    /// <param name="whole">Those without the terms on conversions.</param>
    public double? Of(in Measures measures, in Measures whole) =>
        IsOfWhole ? whole.Of(Metric)
        : IsShareOfWhole ? whole.Visitors == 0 ? null : 100.0 * measures.Visitors / whole.Visitors
        : measures.Of(Metric);

    /// <summary>A value as a reader sees it.</summary>
    public string Show(double? value, bool isShort = true) => value is not { } number ? "–" : Format switch
    {
        NumberFormat.Count => isShort ? Display.Short((long)number) : Display.Exact((long)number),
        NumberFormat.Decimal => Display.Decimal(number),
        NumberFormat.Percent => IsShareOfWhole ? Display.Rate(number) : Display.Percent(number),
        _ => Display.Duration(number),
    };
}
