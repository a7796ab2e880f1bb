namespace Seyr.Stats;

/// <summary>A question as somebody would ask it. Each is in the documentation, and a test asks it.</summary>
/// <param name="Title">What it asks.</param>
/// <param name="Path">Where.</param>
/// <param name="Body">Its body; empty: it is a GET.</param>
internal sealed record ApiExample(string Title, string Path, string Body = "")
{
    /// <summary>The site of the examples.</summary>
    public const string Site = "example.com";

    /// <summary>All there are.</summary>
    public static readonly IReadOnlyList<ApiExample> All =
    [
        new("The last seven days in numbers", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration"],
             "date_range": "7d"}
            """),
        new("Where visitors come from", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["visitors", "percentage"],
             "date_range": "30d",
             "dimensions": ["visit:source"], "pagination": {"limit": 10}}
            """),
        new("Day by day, from Germany or on phones, but not the blog", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["visitors"],
             "date_range": ["2026-01-01", "2026-01-31"],
             "dimensions": ["time:day"],
             "filters": [["or", [["is", "visit:country", ["DE"]], ["is", "visit:device", ["Mobile"]]]], ["not", ["contains", "event:page", ["/blog"]]]],
             "include": {"time_labels": true}}
            """),
        new("Pages and how they are read, compared with the period before", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["visitors", "pageviews", "time_on_page", "scroll_depth", "exit_rate"],
             "date_range": "28d",
             "dimensions": ["event:page"],
             "include": {"total_rows": true, "comparisons": {"mode": "previous_period"}}}
            """),
        new("How many reach each goal", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["visitors", "events", "conversion_rate"],
             "date_range": "month",
             "dimensions": ["event:goal"]}
            """),
        new("What purchases earned, by source and currency", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["total_revenue", "average_revenue"],
             "date_range": "12mo",
             "dimensions": ["visit:source", "event:currency"],
             "filters": [["is", "event:name", ["Purchase"]]]}
            """),
        new("Visits in which nobody bought", ApiQueryEndpoint.Route,
            """
            {"site_id": "example.com", "metrics": ["visits"],
             "date_range": "7d",
             "dimensions": ["visit:entry_page"],
             "filters": [["has_not_done", ["is", "event:name", ["Purchase"]]]]}
            """),
        new("Who is here now", "/api/v1/stats/realtime/visitors?site_id=example.com"),
        new("Version 1: a total with its change", "/api/v1/stats/aggregate?site_id=example.com&period=30d&metrics=visitors,bounce_rate&compare=previous_period"),
        new("Version 1: over time", "/api/v1/stats/timeseries?site_id=example.com&period=6mo&interval=month"),
        new(
            "Version 1: by the values of a dimension",
            "/api/v1/stats/breakdown?site_id=example.com&period=12mo&property=visit:source&metrics=visitors,visits&filters=event:page==/blog/*|/docs&limit=20"),
    ];

    /// <summary>The same as a command.</summary>
    public string Command(Uri server)
    {
        var address = new Uri(server, Path).AbsoluteUri;
        const string Key = " \\\n  -H 'Authorization: Bearer seyr_…'";
        return Body.Length == 0 ? $"curl '{address}'{Key}" : $"curl '{address}'{Key} \\\n  -d '{Body}'";
    }
}
