namespace Seyr.Stats;

/// <summary>How a metric of the Stats API is told.</summary>
internal enum ApiMetricKind
{
    /// <summary>As a <see cref="Stats.Metric"/>, from a row's sums.</summary>
    Plain,

    /// <summary>A row's visitors among all that the same filters leave.</summary>
    Percentage,

    /// <summary>A row's visitors among all, the filters on goals and properties left out.</summary>
    ConversionRate,

    /// <summary>A row's visitors among those of the same group, the filters on goals and properties left out.</summary>
    GroupConversionRate,

    /// <summary>What events earned together.</summary>
    TotalRevenue,

    /// <summary>What an event that earned something earned on average.</summary>
    AverageRevenue,
}

/// <summary>A metric by the name that the Stats API has for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Meaning">What it is, for whoever reads the documentation.</param>
/// <param name="Kind">How it is told.</param>
/// <param name="Metric">Which of a row's metrics it is, where it is a plain one.</param>
/// <param name="Decimals">To how many decimals it is rounded.</param>
internal sealed record ApiMetric(string Name, string Meaning, ApiMetricKind Kind, Metric Metric, int Decimals = 0)
{
    /// <summary>All there are.</summary>
    public static readonly IReadOnlyList<ApiMetric> All =
    [
        new("visitors", "Distinct visitors a UTC day, added up over the days.", ApiMetricKind.Plain, Metric.Visitors),
        new("visits", "Visits; each counts where it began.", ApiMetricKind.Plain, Metric.Visits),
        new("pageviews", "Page views.", ApiMetricKind.Plain, Metric.PageViews),
        new("views_per_visit", "Page views / visits.", ApiMetricKind.Plain, Metric.ViewsPerVisit, 2),
        new("bounce_rate", "Visits of a single event, in percent.", ApiMetricKind.Plain, Metric.BounceRate),
        new("visit_duration", "Seconds from a visit's first event to its last, on average.", ApiMetricKind.Plain, Metric.VisitDuration),
        new("events", "Page views and custom events.", ApiMetricKind.Plain, Metric.Events),
        new("scroll_depth", "How far a page was scrolled, in percent, on average of visits. Needs event:page.", ApiMetricKind.Plain, Metric.ScrollDepth),
        new("time_on_page", "Seconds for which a page was looked at in a visit, on average. Needs event:page.", ApiMetricKind.Plain, Metric.TimeOnPage),
        new("exit_rate", "How often a page view was its visit's last, in percent. Needs event:page.", ApiMetricKind.Plain, Metric.ExitRate, 2),
        new("percentage", "A row's visitors among those of all rows, in percent. Needs a dimension.", ApiMetricKind.Percentage, Metric.Visitors, 2),
        new("conversion_rate", "A row's visitors among all, goals and properties aside, in percent. Needs event:goal.", ApiMetricKind.ConversionRate, Metric.Visitors, 2),
        new(
            "group_conversion_rate", "A row's visitors among those of the same group, goals and properties aside, in percent. Needs event:goal and a dimension.",
            ApiMetricKind.GroupConversionRate, Metric.Visitors, 2),
        new("total_revenue", "What events earned together, in their currency.", ApiMetricKind.TotalRevenue, Metric.Events, 3),
        new("average_revenue", "What an event that earned something earned, on average.", ApiMetricKind.AverageRevenue, Metric.Events, 3),
    ];

    /// <summary>The metric of a name; null: there is none.</summary>
    public static ApiMetric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <summary>Whether it is one of pages, and needs to know which.</summary>
    public bool NeedsPage => Kind == ApiMetricKind.Plain && Metrics.IsOfPages(Metric);

    /// <summary>Whether it needs a goal.</summary>
    public bool NeedsGoal => Kind is ApiMetricKind.ConversionRate or ApiMetricKind.GroupConversionRate;

    /// <summary>Whether it needs a dimension.</summary>
    public bool NeedsDimension => Kind is ApiMetricKind.Percentage or ApiMetricKind.GroupConversionRate;

    /// <summary>Whether it is an amount of money.</summary>
    public bool IsRevenue => Kind is ApiMetricKind.TotalRevenue or ApiMetricKind.AverageRevenue;

    /// <summary>Whether a change of it is told in points, not in percent of what it was.</summary>
    public bool IsRate => Kind is ApiMetricKind.Percentage or ApiMetricKind.ConversionRate or ApiMetricKind.GroupConversionRate
        || (Kind == ApiMetricKind.Plain && Metric is Metric.BounceRate or Metric.ExitRate);

    /// <summary>By which metric the store puts rows in its order; null: only their values can be.</summary>
    public Metric? Order => Kind switch
    {
        ApiMetricKind.Plain => Metric,
        ApiMetricKind.Percentage or ApiMetricKind.ConversionRate => Metric.Visitors,
        _ => null,
    };

    /// <summary>The value of a plain one, as it is told: what can't be told of no visit is 0, what nothing was measured of is null.</summary>
    public double? ValueOf(in Measures measures) => measures.Of(Metric) is { } value ? Round(value) : NeedsPage ? null : 0;

    /// <summary>A share in percent.</summary>
    public double Share(long part, long whole) => whole == 0 ? 0 : Round(100.0 * part / whole);

    private double Round(double value) => Math.Round(value, Decimals, MidpointRounding.AwayFromZero);
}
