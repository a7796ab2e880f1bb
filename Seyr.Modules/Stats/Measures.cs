namespace Seyr.Stats;

/// <summary>
/// The sums from which every metric is told. Each adds up over events, visits and days, so that a part of an answer may
/// come from the rollups and another from the events.
/// </summary>
/// <param name="Visitors">Distinct visitors a UTC day, added up over the days.</param>
/// <param name="PageViews">Page views.</param>
/// <param name="Events">Page views and custom events.</param>
/// <param name="Visits">Visits that began in the range; of pages, events, properties: in which one of them was seen.</param>
/// <param name="Entries">Visits among which bounces are counted: where it is about pages, those that began on one of them.</param>
/// <param name="Bounces">Entries that ended with one event.</param>
/// <param name="Duration">Seconds that the visits lasted, together.</param>
/// <param name="Exits">Visits whose last page view was of the page.</param>
/// <param name="Engaged">In how many visits a page was looked at, by page.</param>
/// <param name="Engagement">For how many milliseconds.</param>
/// <param name="Scrolled">In how many visits a page was scrolled, by page.</param>
/// <param name="Scroll">The deepest of each, in percent, added up.</param>
internal readonly record struct Measures(
    long Visitors, long PageViews, long Events, long Visits, long Entries, long Bounces, long Duration,
    long Exits, long Engaged, long Engagement, long Scrolled, long Scroll)
{
    /// <summary>The columns that hold them, in this order.</summary>
    public static readonly string[] Columns =
        ["visitors", "pageviews", "events", "visits", "entries", "bounces", "duration", "exits", "engaged", "engagement", "scrolled", "scroll"];

    /// <summary>Adds up.</summary>
    public static Measures operator +(Measures a, Measures b) => new(
        a.Visitors + b.Visitors, a.PageViews + b.PageViews, a.Events + b.Events, a.Visits + b.Visits, a.Entries + b.Entries, a.Bounces + b.Bounces,
        a.Duration + b.Duration, a.Exits + b.Exits, a.Engaged + b.Engaged, a.Engagement + b.Engagement, a.Scrolled + b.Scrolled, a.Scroll + b.Scroll);

    /// <summary>Reads them from a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">Where its first column stands.</param>
    public static Measures Read(System.Data.Common.DbDataReader row, int first) => new(
        row.GetInt64(first), row.GetInt64(first + 1), row.GetInt64(first + 2), row.GetInt64(first + 3), row.GetInt64(first + 4), row.GetInt64(first + 5),
        row.GetInt64(first + 6), row.GetInt64(first + 7), row.GetInt64(first + 8), row.GetInt64(first + 9), row.GetInt64(first + 10), row.GetInt64(first + 11));
}
