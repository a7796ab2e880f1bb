using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>A range in six numbers, by the definitions that the field's users expect.</summary>
/// <param name="Visitors">Distinct visitors a UTC day, added up.</param>
/// <param name="Visits">Visits that began in the range.</param>
/// <param name="PageViews">Page views in the range.</param>
/// <param name="Bounces">Visits of one event.</param>
/// <param name="Seconds">How long the visits lasted, together; a bounce lasts 0.</param>
internal sealed record Totals(long Visitors, long Visits, long PageViews, long Bounces, long Seconds)
{
    /// <summary>Page views a visit.</summary>
    public double ViewsPerVisit => Visits == 0 ? 0 : (double)PageViews / Visits;

    /// <summary>Bounces among the visits, in percent.</summary>
    public double BounceRate => Visits == 0 ? 0 : 100.0 * Math.Max(0, Bounces) / Visits;

    /// <summary>Seconds a visit, bounces included.</summary>
    public double VisitDuration => Visits == 0 ? 0 : (double)Seconds / Visits;
}

/// <summary>
/// The totals of a range: whole UTC days from the rollup, which any number of events leaves as cheap as it is; what is
/// left at the two ends, less than a day each, from the events.
/// </summary>
internal sealed class TotalsReport(EventStore store)
{
    private static readonly string Statement = Sql.Read("Totals");

    public async Task<Totals> AskAsync(long siteId, Range range, Instant now, CancellationToken cancel)
    {
        var (first, end) = range.WholeDays(now);
        return await AskAsync(siteId, range, first, end, cancel);
    }

    /// <summary>The same from the events alone: what the rollup's answer must equal.</summary>
    internal Task<Totals> AskEventsAsync(long siteId, Range range, CancellationToken cancel) => AskAsync(siteId, range, range.To, range.To, cancel);

    private async Task<Totals> AskAsync(long siteId, Range range, Instant first, Instant end, CancellationToken cancel)
    {
        var rows = await store.QueryAsync(
            Statement,
            [Sql.Site(siteId), Sql.Time("from", range.From), Sql.Time("first", first), Sql.Time("end", end), Sql.Time("to", range.To)],
            static row => new Totals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancel);
        return rows[0];
    }
}
