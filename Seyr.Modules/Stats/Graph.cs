using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>A point of the graph.</summary>
internal sealed record GraphPoint(Bucket Bucket, long Visitors, long PageViews);

/// <summary>Visitors and page views over time. Days of a site whose zone is UTC come from the rollup.</summary>
internal sealed class GraphReport(EventStore store)
{
    private static readonly string OverEvents = Sql.Read("Graph");
    private static readonly string OverDays = Sql.Read("GraphDaily");

    public Task<List<GraphPoint>> AskAsync(long siteId, Period period, Instant now, DateTimeZone zone, CancellationToken cancel)
    {
        var isUtc = zone.Id is "UTC" or "Etc/UTC";
        return AskAsync(siteId, period, now, zone, isUtc && period.Interval != Interval.Hour ? OverDays : OverEvents, cancel);
    }

    /// <summary>The same from the events alone: what the rollup's answer must equal.</summary>
    internal Task<List<GraphPoint>> AskEventsAsync(long siteId, Period period, Instant now, DateTimeZone zone, CancellationToken cancel) =>
        AskAsync(siteId, period, now, zone, OverEvents, cancel);

    private async Task<List<GraphPoint>> AskAsync(long siteId, Period period, Instant now, DateTimeZone zone, string statement, CancellationToken cancel)
    {
        var buckets = period.BucketsAt(now, zone);
        var rows = await store.QueryAsync(
            statement,
            [Sql.Site(siteId), Sql.Zone(zone.Id), Sql.Time("from", buckets[0].Start), new("interval", IntervalName(period.Interval))],
            static row => (Key: row.GetInt64(0), Visitors: row.GetInt64(1), PageViews: row.GetInt64(2)),
            cancel);
        var found = rows.ToDictionary(static row => row.Key);
        return [.. buckets.Select(bucket => found.TryGetValue(bucket.Key, out var row) ? new GraphPoint(bucket, row.Visitors, row.PageViews) : new GraphPoint(bucket, 0, 0))];
    }

    private static string IntervalName(Interval interval) => interval switch
    {
        Interval.Hour => "hour",
        Interval.Day => "day",
        _ => "month",
    };
}
