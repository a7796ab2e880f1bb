using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>
/// Counts refusals by site, UTC day and reason, and tells the relational store every few seconds. A killed process takes
/// with it what it had not told: these are no events, and nobody is charged for them.
/// </summary>
internal sealed partial class RefusalTally(IngestCounters counters, Refusals store, TimeProvider clock, ILogger<RefusalTally> log) : BackgroundService
{
    internal static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Dictionary<(long SiteId, int Day, Refusal Reason), long> untold = [];

    /// <summary>Counts a beacon that was refused for a site.</summary>
    public void Count(long siteId, uint time, Refusal reason)
    {
        counters.CountRefused(reason);
        lock (gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(untold, (siteId, Refusals.DayOf(time), reason), out _)++;
        }
    }

    /// <summary>Tells the store now.</summary>
    public async Task TellAsync(CancellationToken cancel)
    {
        Dictionary<(long SiteId, int Day, Refusal Reason), long> told;
        lock (gate)
        {
            (told, untold) = (untold, []);
        }

        if (told.Count == 0)
        {
            return;
        }

        try
        {
            await store.AddAsync(
                told.Select(static pair => new RefusalCount { SiteId = pair.Key.SiteId, Day = pair.Key.Day, Reason = pair.Key.Reason.ToString(), Beacons = pair.Value }), cancel);
        }
        catch (Exception e) when (e is DbException or TimeoutException or OperationCanceledException)
        {
            LogUntold(e.GetType().Name);
            lock (gate)
            {
                foreach (var (key, count) in told)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(untold, key, out _) += count;
                }
            }
        }
    }

    /// <summary>Tells what is left; the server no longer listens.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TellAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TellEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TellAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was kept out of sites could not be noted ({Error}); it is tried again.")]
    private partial void LogUntold(string error);
}
