using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>All that a site page shows.</summary>
internal sealed record SiteReport(
    Totals Totals,
    Totals Before,
    IReadOnlyList<GraphPoint> Graph,
    IReadOnlyDictionary<Dimension, List<BreakdownRow>> Breakdowns,
    long CurrentVisitors,
    bool HasEvents);

/// <summary>Asks for all that a site page shows, at once.</summary>
internal sealed class SiteReports(TotalsReport totals, GraphReport graph, BreakdownReport breakdown, Presence presence, TimeProvider clock)
{
    public async Task<SiteReport> AskAsync(Site site, Period period, CancellationToken cancel)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow()) + Duration.FromSeconds(1);
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var (current, before) = period.RangesAt(now, zone);

        var currentTotals = totals.AskAsync(site.Id, current, now, cancel);
        var beforeTotals = totals.AskAsync(site.Id, before, now, cancel);
        var points = graph.AskAsync(site.Id, period, now, zone, cancel);
        var here = presence.CurrentVisitorsAsync(site.Id, now, cancel);
        var hasEvents = presence.HasEventsAsync(site.Id, cancel);
        var breakdowns = Enum.GetValues<Dimension>().ToDictionary(static dimension => dimension, dimension => breakdown.AskAsync(site.Id, dimension, current, cancel));
        await Task.WhenAll([currentTotals, beforeTotals, points, here, hasEvents, .. breakdowns.Values]);
        return new SiteReport(
            await currentTotals, await beforeTotals, await points,
            breakdowns.ToDictionary(static pair => pair.Key, static pair => pair.Value.Result), await here, await hasEvents);
    }
}
