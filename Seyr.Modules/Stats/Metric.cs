namespace Seyr.Stats;

/// <summary>What can be asked for. README.md defines each.</summary>
internal enum Metric
{
    Visitors,
    Visits,
    PageViews,
    ViewsPerVisit,
    BounceRate,
    VisitDuration,
    Events,
    TimeOnPage,
    ScrollDepth,
    ExitRate,
    Exits,
}

/// <summary>How each is told from the sums.</summary>
internal static class Metrics
{
    /// <summary>Its value; null: nothing was measured of which it could be told.</summary>
    public static double? Of(this in Measures measures, Metric metric) => metric switch
    {
        Metric.Visitors => measures.Visitors,
        Metric.Visits => measures.Visits,
        Metric.PageViews => measures.PageViews,
        Metric.Events => measures.Events,
        Metric.Exits => measures.Exits,
        Metric.ViewsPerVisit => Ratio(measures.PageViews, measures.Visits),
        Metric.BounceRate => Ratio(100 * Math.Max(0, measures.Bounces), measures.Entries),
        Metric.VisitDuration => Ratio(measures.Duration, measures.Visits),
        Metric.TimeOnPage => Ratio(measures.Engagement, 1_000 * measures.Engaged),
        Metric.ScrollDepth => Ratio(measures.Scroll, measures.Scrolled),
        Metric.ExitRate => Ratio(100 * measures.Exits, measures.PageViews),
        _ => throw new ArgumentOutOfRangeException(nameof(metric)),
    };

    /// <summary>The same as an expression over the columns of <see cref="Measures"/>, to put rows in order. What isn't measured comes last.</summary>
    public static string Sql(Metric metric) => metric switch
    {
        Metric.Visitors => "visitors",
        Metric.Visits => "visits",
        Metric.PageViews => "pageviews",
        Metric.Events => "events",
        Metric.Exits => "exits",
        Metric.ViewsPerVisit => "if(visits = 0, -1, pageviews / visits)",
        Metric.BounceRate => "if(entries = 0, -1, greatest(0, bounces) / entries)",
        Metric.VisitDuration => "if(visits = 0, -1, duration / visits)",
        Metric.TimeOnPage => "if(engaged = 0, -1, engagement / engaged)",
        Metric.ScrollDepth => "if(scrolled = 0, -1, scroll / scrolled)",
        Metric.ExitRate => "if(pageviews = 0, -1, exits / pageviews)",
        _ => throw new ArgumentOutOfRangeException(nameof(metric)),
    };

    /// <summary>The columns of <see cref="Measures"/> that it is told from.</summary>
    public static string[] Needs(Metric metric) => metric switch
    {
        Metric.Visitors => ["visitors"],
        Metric.Visits => ["visits"],
        Metric.PageViews => ["pageviews"],
        Metric.Events => ["events"],
        Metric.Exits => ["exits"],
        Metric.ViewsPerVisit => ["pageviews", "visits"],
        Metric.BounceRate => ["entries", "bounces"],
        Metric.VisitDuration => ["duration", "visits"],
        Metric.TimeOnPage => ["engaged", "engagement"],
        Metric.ScrollDepth => ["scrolled", "scroll"],
        Metric.ExitRate => ["exits", "pageviews"],
        _ => throw new ArgumentOutOfRangeException(nameof(metric)),
    };

    /// <summary>Whether it is told of single pages, and only where a question names some.</summary>
    public static bool IsOfPages(Metric metric) => metric is Metric.TimeOnPage or Metric.ScrollDepth or Metric.ExitRate or Metric.Exits;

    /// <summary>Whether it is told of visits, not of what happened in them.</summary>
    public static bool IsOfVisits(Metric metric) => metric is Metric.Visits or Metric.ViewsPerVisit or Metric.BounceRate or Metric.VisitDuration;

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
