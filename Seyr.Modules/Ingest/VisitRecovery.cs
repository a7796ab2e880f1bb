using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>
/// Takes up the visits under way when the server starts: from the last half hour of the event store, then from the
/// segments that wait on the disk, so that a restart, however it came about, splits no visit.
/// </summary>
internal sealed partial class VisitRecovery(EventStore store, Visits visits, IngestOptions options, TimeProvider clock, ILogger<VisitRecovery> log)
{
    // Where a visit's first event is not among these, any other than engagement makes it no bounce.
    // What is true of the visit stands in the order in which a row has it.
    private const string UnderWay = """
        select site_id, visitor_id, visit_id, toUnixTimestamp(any(visit_start)), toUnixTimestamp(max(time)) as last,
            toInt8(if(max(visits) > 0, sum(bounces) > 0, min(name = 'engagement'))) as is_bounce,
            toUnixTimestamp(if(countIf(name != 'engagement') > 0, maxIf(time, name != 'engagement'), any(visit_start))),
            any(entry_page), any(referrer), any(source), any(channel), any(click_id), any(utm_source), any(utm_medium), any(utm_campaign), any(utm_content), any(utm_term),
            any(country), any(region), any(city), any(language), any(screen), any(browser), any(browser_version), any(system), any(system_version), any(device)
        from events
        where time >= toDateTime({from:UInt32}, 'UTC') and toDate(time) >= toDate(toDateTime({from:UInt32}, 'UTC'))
        group by site_id, visitor_id, visit_id
        order by last desc
        limit {limit:UInt32}
        """;

    private const int FirstFact = 7;
    private const int Attempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What the event store has. A store that fails for a moment, just when a server starts, splits no visit: it is asked
    /// again, for a few seconds.
    /// </summary>
    public async Task FromStoreAsync(CancellationToken cancel)
    {
        for (var attempt = 1; !await TryFromStoreAsync(isLast: attempt == Attempts, cancel) && attempt < Attempts; attempt++)
        {
            await Task.Delay(Pause, cancel);
        }
    }

    private async Task<bool> TryFromStoreAsync(bool isLast, CancellationToken cancel)
    {
        var from = (uint)clock.GetUtcNow().ToUnixTimeSeconds() - Visits.InactivitySeconds;
        try
        {
            var found = await store.QueryAsync(
                UnderWay, [new("from", from), new("limit", (uint)options.MaxVisits)],
                static row => new Found(
                    new VisitKey(Convert.ToUInt32(row.GetValue(0), CultureInfo.InvariantCulture), Convert.ToUInt64(row.GetValue(1), CultureInfo.InvariantCulture)),
                    Convert.ToUInt32(row.GetValue(4), CultureInfo.InvariantCulture),
                    new VisitStep(
                        Convert.ToUInt64(row.GetValue(2), CultureInfo.InvariantCulture), Convert.ToUInt32(row.GetValue(3), CultureInfo.InvariantCulture),
                        0, Convert.ToSByte(row.GetValue(5), CultureInfo.InvariantCulture), 0),
                    Convert.ToUInt32(row.GetValue(6), CultureInfo.InvariantCulture),
                    FactsOf(row)),
                cancel);
            for (var i = found.Count - 1; i >= 0; i--)
            {
                visits.Restore(found[i].Key, found[i].Last, found[i].Counted, found[i].Step, found[i].Facts);
            }

            return true;
        }
        catch (Exception e) when (e is DbException or HttpRequestException or IOException or TimeoutException)
        {
            if (isLast)
            {
                LogAnew(e.GetType().Name);
            }

            return false;
        }
    }

    /// <summary>What waits in a segment.</summary>
    public void FromSegment(Segment segment)
    {
        if (!segment.Columns.SequenceEqual(EventRow.Columns))
        {
            // Another version wrote it: the event store still takes it, but its rows can't be read here.
            return;
        }

        var from = (uint)clock.GetUtcNow().ToUnixTimeSeconds() - Visits.InactivitySeconds;
        for (var i = 0; i < segment.Rows; i++)
        {
            var (key, time, step) = EventRow.Read(segment.Row(i, out _), out var isEngagement, out var facts);
            if (time >= from)
            {
                visits.Restore(key, time, isEngagement ? step.Start : time, step, facts);
            }
        }
    }

    private static byte[] FactsOf(DbDataReader row)
    {
        var writer = new RowWriter(stackalloc byte[EventRow.MaxFactBytes]);
        for (var i = FirstFact; i < row.FieldCount; i++)
        {
            writer.Text(row.GetString(i));
        }

        return writer.Written.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event store did not say which visits are under way ({Error}): they begin anew.")]
    private partial void LogAnew(string error);

    private sealed record Found(VisitKey Key, uint Last, VisitStep Step, uint Counted, byte[] Facts);
}
