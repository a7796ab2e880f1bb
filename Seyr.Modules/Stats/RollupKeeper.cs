using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>
/// Rolls up each site's days when they are over, and again when something was added to them since. A day gets its rows under a
/// name of its own, and counts from the moment at which that name is noted: nobody ever reads half a day, or one twice.
/// </summary>
internal sealed partial class RollupKeeper(EventStore store, SiteClocks clocks, TimeProvider clock, ILogger<RollupKeeper> log) : BackgroundService
{
    /// <summary>An insert takes two minutes at the most (EventStore sees to it); what arrived so long ago is seen.</summary>
    public static readonly Duration Settle = Duration.FromMinutes(5);

    /// <summary>Days with fewer events (of UTC's) are as fast to read as their rollup, and smaller.</summary>
    internal const int LeastEvents = 500;

    /// <summary>What a statement may take by all dimensions; it needs some 600 bytes of memory for each.</summary>
    private const int MostEventsAStatement = 100_000;

    private static readonly Duration StaleAge = Duration.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CleansEvery = TimeSpan.FromHours(1);
    private static readonly string Pending = Sql.Read("PendingDays");
    private static readonly string RollUp = Sql.Read("RollUp");
    private static readonly string Stale = Sql.Read("StaleRollups");

    private readonly MonthRollups months = new(store);
    private DateTimeOffset cleaned = DateTimeOffset.MinValue;

    /// <summary>Rolls up all that is to be rolled up now.</summary>
    /// <param name="settle">See <see cref="Settle"/>.</param>
    /// <param name="least">See <see cref="LeastEvents"/>.</param>
    /// <param name="cancel">Stops it, between two statements.</param>
    /// <returns>How many days.</returns>
    public async Task<int> RollAsync(Duration settle, int least, CancellationToken cancel)
    {
        var days = 0;
        foreach (var clockGroup in (await clocks.AllAsync(cancel)).GroupBy(static site => site.TimeZone))
        {
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(clockGroup.Key) ?? DateTimeZone.Utc;
            foreach (var run in Runs(await PendingAsync([.. clockGroup.Select(static site => site.Id)], zone, settle, least, cancel)))
            {
                await RollAsync(run, zone, cancel);
                days += run.Count;
            }

            var today = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(zone).Date;
            await months.RollAsync([.. clockGroup.Select(static site => site.Id)], zone, today, settle, cancel);
        }

        return days;
    }

    /// <summary>Deletes what nobody reads any more.</summary>
    /// <param name="age">How old it is: who asked a moment ago may still read it, and who rolls up at this moment has not noted it yet.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task CleanAsync(Duration age, CancellationToken cancel)
    {
        KeyValuePair<string, object>[] parameters = [new("age", (long)age.TotalMilliseconds)];
        var stale = (await store.QueryAsync("select toInt64(count()) from rollups where " + Stale, parameters, static row => row.GetInt64(0), cancel))[0];
        if (stale > 0)
        {
            await store.ChangeAsync("delete from rollups where " + Stale, parameters, cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do
            {
                await TryRollAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryRollAsync(CancellationToken cancel)
    {
        try
        {
            await RollAsync(Settle, LeastEvents, cancel);
            if (clock.GetUtcNow() - cleaned >= CleansEvery)
            {
                cleaned = clock.GetUtcNow();
                await CleanAsync(StaleAge, cancel);
            }
        }
        catch (Exception e) when (e is DbException or HttpRequestException or IOException or TimeoutException)
        {
            LogPutOff(e.GetType().Name);
        }
    }

    private async Task<List<PendingDay>> PendingAsync(IReadOnlyList<long> siteIds, DateTimeZone zone, Duration settle, int least, CancellationToken cancel)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var today = now.InZone(zone).Date;
        return await store.QueryAsync(
            Pending,
            [
                new("sites", string.Join(',', siteIds)), Sql.Zone(zone.Id), new("offsets", OffsetsOf(zone, now)), new("least", (long)least),
                new("settle", (long)settle.TotalMilliseconds), new("today", today.AtMidnight().InUtc().ToDateTimeUtc()),
            ],
            static row => new PendingDay(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancel);
    }

    /// <summary>Where a zone's day lies, seen from UTC's of the same date: ahead of it, it has begun on the day before.</summary>
    private static string OffsetsOf(DateTimeZone zone, Instant now)
    {
        var offset = zone.GetUtcOffset(now);
        return offset > Offset.Zero ? "0,1" : offset < Offset.Zero ? "-1,0" : zone.MinOffset == zone.MaxOffset ? "0" : "-1,0,1";
    }

    /// <summary>Days in a row of one site, not too many events together.</summary>
    private static IEnumerable<List<PendingDay>> Runs(IEnumerable<PendingDay> days)
    {
        var run = new List<PendingDay>();
        foreach (var day in days)
        {
            if (run.Count > 0 && (run[^1].SiteId != day.SiteId || run[^1].Day + 1 != day.Day || run.Sum(static each => each.Events) + day.Events > MostEventsAStatement))
            {
                yield return run;
                run = [];
            }

            run.Add(day);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private async Task RollAsync(List<PendingDay> run, DateTimeZone zone, CancellationToken cancel)
    {
        var rolled = await months.NowAsync(cancel);
        var range = new Range(RolledDays.StartOf(run[0].Day, zone), RolledDays.StartOf(run[^1].Day + 1, zone));
        var days = $"bucket in ({string.Join(", ", run.Select(static day => day.Day))})";
        var measures = Measures.Columns.Skip(1).ToList();
        // The more events, the fewer dimensions at once: each takes memory of its own.
        var atOnce = Math.Clamp((int)(MostEventsAStatement * (long)Rollups.Sets.Count / Math.Max(1, run.Sum(static day => day.Events))), 1, Rollups.Sets.Count);
        foreach (var sets in Rollups.Sets.Where(static set => !set.IsAnyProperty).Chunk(atOnce).Append([DimensionSet.AnyProperty]))
        {
            var statement = new Statement();
            statement.Name("rolled", rolled);
            var parts = Answers.DayParts(statement, run[0].SiteId, zone, range, Instant.MinValue, sets, [Metric.ExitRate], days);
            var sql = RollUp
                .Replace("/*measures*/", string.Join(", ", measures), StringComparison.Ordinal)
                .Replace("/*sums*/", string.Join(", ", measures.Select(static column => $"sum(p.{column})")), StringComparison.Ordinal)
                .Replace("/*parts*/", string.Join("\nunion all\n", parts), StringComparison.Ordinal);
            await store.ChangeAsync(sql, statement.Parameters, cancel);
        }

        await store.ChangeAsync(
            """
            insert into rolled_days (site_id, day, zone, rolled)
            select {site:UInt32}, toDate(toUInt16(day)), {zone:String}, toUInt64({rolled:Int64}) * 1000 + toUInt64(day) % 1000
            from (select arrayJoin(splitByChar(',', {days:String})) as day)
            """,
            [Sql.Site(run[0].SiteId), new("days", string.Join(',', run.Select(static day => day.Day))), Sql.Zone(zone.Id), new("rolled", rolled)],
            cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Days could not be rolled up ({Error}); they are asked from the events until then, and it is tried again.")]
    private partial void LogPutOff(string error);

    private sealed record PendingDay(long SiteId, long Day, long Events);
}
