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
    // What is true of the visit stands in the order in which a row has it, as one text: one state for each of them took ten times the
    // memory. No text that is stored has a tab.
    private const string UnderWay = """
        select site_id, visitor_id, visit_id, toUnixTimestamp(any(visit_start)), toUnixTimestamp(max(time)) as last,
            toInt8(if(max(visits) > 0, sum(bounces) > 0, min(name = 'engagement'))) as is_bounce,
            toUnixTimestamp(if(countIf(name != 'engagement') > 0, maxIf(time, name != 'engagement'), any(visit_start))),
            any(concatWithSeparator('\t', entry_page, referrer, source, channel, click_id, utm_source, utm_medium, utm_campaign, utm_content, utm_term,
                country, region, city, language, screen, browser, browser_version, system, system_version, device))
        from events
        where time >= toDateTime({from:UInt32}, 'UTC') and toDate(time) >= toDate(toDateTime({from:UInt32}, 'UTC')) and visitor_id between {first:UInt64} and {last:UInt64}
        group by site_id, visitor_id, visit_id
        order by last desc
        limit {limit:UInt32}
        """;

    private const string Count = "select toInt64(count()) from events where time >= toDateTime({from:UInt32}, 'UTC') and toDate(time) >= toDate(toDateTime({from:UInt32}, 'UTC'))";

    /// <summary>
    /// So many have at most so many visits, which fit in what a question may take of memory. A slice is a range of ids, since a site's
    /// rows of a day are sorted by them: so each row is read about once, however many slices there are.
    /// </summary>
    private const int EventsASlice = 400_000;

    private const int Facts = 7;
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
            var events = (await store.QueryAsync(Count, [new("from", from)], static row => row.GetInt64(0), cancel))[0];
            var slices = 1 + (uint)(events / EventsASlice);
            var step = ulong.MaxValue / slices;
            for (var slice = 0u; slice < slices; slice++)
            {
                var first = step * slice;
                var last = slice == slices - 1 ? ulong.MaxValue : first + step - 1;
                Restore(await store.QueryAsync(
                    UnderWay, [new("from", from), new("first", first), new("last", last), new("limit", 1 + ((uint)options.MaxVisits / slices))], Read, cancel));
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

    /// <summary>The oldest first: when there are too many, they are forgotten first.</summary>
    private void Restore(List<Found> found)
    {
        for (var i = found.Count - 1; i >= 0; i--)
        {
            visits.Restore(found[i].Key, found[i].Last, found[i].Counted, found[i].Step, found[i].Facts);
        }
    }

    private static Found Read(DbDataReader row) => new(
        new VisitKey(Convert.ToUInt32(row.GetValue(0), CultureInfo.InvariantCulture), Convert.ToUInt64(row.GetValue(1), CultureInfo.InvariantCulture)),
        Convert.ToUInt32(row.GetValue(4), CultureInfo.InvariantCulture),
        new VisitStep(
            Convert.ToUInt64(row.GetValue(2), CultureInfo.InvariantCulture), Convert.ToUInt32(row.GetValue(3), CultureInfo.InvariantCulture),
            0, Convert.ToSByte(row.GetValue(5), CultureInfo.InvariantCulture), 0),
        Convert.ToUInt32(row.GetValue(6), CultureInfo.InvariantCulture),
        FactsOf(row.GetString(Facts)));

    private static byte[] FactsOf(string facts)
    {
        var writer = new RowWriter(stackalloc byte[EventRow.MaxFactBytes]);
        foreach (var fact in facts.AsSpan().Split('\t'))
        {
            writer.Text(facts[fact]);
        }

        return writer.Written.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event store did not say which visits are under way ({Error}): they begin anew.")]
    private partial void LogAnew(string error);

    private sealed record Found(VisitKey Key, uint Last, VisitStep Step, uint Counted, byte[] Facts);
}
