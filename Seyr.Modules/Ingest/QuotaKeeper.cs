using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>
/// Keeps the quota in memory and the relational store's usage in step. Seeds the one from the other at start, brings what
/// segments add to the other, and checks it against the event store. Called by one at a time: start, then the sender.
/// </summary>
internal sealed partial class QuotaKeeper(Quota quota, Usage usage, EventStore events, TimeProvider clock, ILogger<QuotaKeeper> log) : IHostedService
{
    private const string Stored =
        """
        select toInt64(site_id), toInt32(toYYYYMMDD(day)), toInt64(sum(events_daily.events))
        from events_daily
        where toYYYYMMDD(day) >= {since:UInt32}
        group by site_id, day
        """;

    /// <summary>As many as a month may have behind its first.</summary>
    private const int CheckedDays = 30;

    private const int KeptDays = 60;

    /// <summary>Segments of before this process began that had been added to the usage already.</summary>
    private readonly HashSet<string> counted = [];

    /// <summary>Another server may have events in the event store that it is about to add to the usage; it has, after this.</summary>
    internal TimeSpan OthersSettleWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Seeds the quota. Hosted services start in order, before the server listens: no event comes earlier.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await usage.PruneAsync(cancellationToken);
        foreach (var total in await usage.LoadAsync(DaysAgo(KeptDays), cancellationToken))
        {
            quota.Applied(total, 0);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Counts in what a segment has that was found on disk at start. Whether it was told before the end, the ledger knows.</summary>
    /// <param name="segment">Its name.</param>
    /// <param name="rows">Its events.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task RecoverAsync(string segment, IReadOnlyList<UsageCount> rows, CancellationToken cancel)
    {
        if (await usage.IsAppliedAsync(segment, cancel))
        {
            counted.Add(segment);
            return;
        }

        foreach (var row in rows)
        {
            quota.Recover(row);
        }
    }

    /// <summary>Gives events back that the event store will never take.</summary>
    public void Lost(IReadOnlyList<UsageCount> rows)
    {
        foreach (var row in rows)
        {
            quota.Recover(row with { Events = -row.Events });
        }
    }

    /// <summary>Tells that the event store has a segment. Until this returns, its file must stay.</summary>
    /// <param name="segment">Its name.</param>
    /// <param name="retired">A segment whose file is gone for sure; null: none.</param>
    /// <param name="rows">Its events.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="System.Data.Common.DbException">The relational store did not answer: tell it again, with the same rows.</exception>
    public async Task SentAsync(string segment, string? retired, IReadOnlyList<UsageCount> rows, CancellationToken cancel)
    {
        var merged = UsageCount.Merge(rows);
        var totals = await usage.ApplyAsync(segment, retired, merged, cancel);
        var isOurs = !counted.Remove(segment);
        foreach (var (total, row) in totals.Zip(merged))
        {
            quota.Applied(total, isOurs ? row.Events : 0);
        }
    }

    /// <summary>
    /// Raises the usage of the last month to what the event store has. To be called when no segment is between the two stores:
    /// after those of before the start were told.
    /// </summary>
    /// <returns>False: a store did not answer.</returns>
    public async Task<bool> CheckAsync(CancellationToken cancel)
    {
        try
        {
            var since = DaysAgo(CheckedDays);
            var stored = await StoredAsync(since, cancel);
            var lacking = await LackingAsync(stored, since, cancel);
            if (lacking.Count > 0 && usage.IsShared)
            {
                await Task.Delay(OthersSettleWithin, clock, cancel);
                lacking = await LackingAsync(stored, since, cancel);
            }

            var lacked = lacking.ToDictionary(static count => KeyOf(count.Stored), static count => count.Events);
            var raised = await usage.RaiseAsync([.. lacking.Select(static count => count.Stored)], cancel);
            foreach (var total in raised)
            {
                quota.Applied(total, 0);
            }

            if (raised.Count > 0)
            {
                LogRaised(raised.Sum(total => lacked[KeyOf(total)]), raised.Select(static total => total.OrganisationId).Distinct().Count());
            }

            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogUnchecked(e.GetType().Name);
            return false;
        }
    }

    /// <summary>The events in the event store since a day, by organisation and day; a site that is gone is nobody's.</summary>
    private async Task<IReadOnlyList<UsageCount>> StoredAsync(int since, CancellationToken cancel)
    {
        var bySite = await events.QueryAsync(
            Stored, [new("since", (uint)since)], static row => (Site: row.GetInt64(0), Day: row.GetInt32(1), Events: row.GetInt64(2)), cancel);
        var owners = await usage.OwnersAsync(cancel);
        return UsageCount.Merge(bySite.Where(site => owners.ContainsKey(site.Site)).Select(site => new UsageCount(owners[site.Site], site.Day, site.Events)));
    }

    private async Task<List<(UsageCount Stored, long Events)>> LackingAsync(IReadOnlyList<UsageCount> stored, int since, CancellationToken cancel)
    {
        var known = (await usage.LoadAsync(since, cancel)).ToDictionary(KeyOf, static count => count.Events);
        return [.. stored.Select(count => (count, count.Events - known.GetValueOrDefault(KeyOf(count)))).Where(static pair => pair.Item2 > 0)];
    }

    private static (long OrganisationId, int Day) KeyOf(UsageCount count) => (count.OrganisationId, count.Day);

    private int DaysAgo(int days) => Usage.DayOf(clock.GetUtcNow().AddDays(-days).ToUnixTimeSeconds());

    // Counts only: who has how much is nobody's business but the owner's.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The event store has {Events} events of this month that the usage of {Organisations} organisations lacked; it was raised.")]
    private partial void LogRaised(long events, int organisations);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The usage could not be checked against the event store ({Error}).")]
    private partial void LogUnchecked(string error);
}
