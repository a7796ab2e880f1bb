namespace Seyr.Sites;

/// <summary>Why something was kept out, as a site's owner reads it.</summary>
/// <param name="Title">The reason.</param>
/// <param name="Meaning">What stands behind it, and what can be done about it.</param>
public sealed record RefusalReason(string Title, string Meaning)
{
    /// <summary>A reason by ingest's name; one that a newer version knows stands as it is.</summary>
    public static RefusalReason Of(string name) => name switch
    {
        "Bot" => new("Crawlers and other programs", "They say themselves what they are: search engines, monitors, scripts."),
        "AiCrawler" => new("AI crawlers", "They say that they read for an AI."),
        "Prefetch" => new("Fetched ahead by a browser, not seen", "A browser loaded the page in case somebody opens it. If somebody does, that counts."),
        "NoBrowser" => new("Without what every browser sends", "Something is missing or doesn't fit together. Kept out by the filter “strict”."),
        "Automation" => new("Browsers that a program drives", "Automated tests and scrapers in a real browser."),
        "Datacentre" => new("From datacentres", "Hardly anybody reads there. Kept out by the filter “strict”, by the server's list."),
        "ReferrerSpam" => new("Referrer spam", "They name a page that they come from only so that you look at it. By the server's list."),
        "Address" => new("Addresses that you keep out", "By the addresses in the site's settings."),
        "Country" => new("Countries that you keep out", "By the countries in the site's settings."),
        "Page" => new("Pages that you keep out", "By the pages in the site's settings."),
        "Hostname" => new("On hosts that aren't among yours", "By the hosts in the site's settings: copies of your pages, or beacons that somebody made up."),
        "NoVisit" => new("Engagement without a visit", "A page was looked at again when its visit was long over. No visitor is missing because of it."),
        "OverQuota" => new("Past the organisation's quota", "The month's events were used up. Counting goes on with the next month (UTC), or a larger quota."),
        _ => new(name, "A newer version of Seyr kept these out."),
    };
}
