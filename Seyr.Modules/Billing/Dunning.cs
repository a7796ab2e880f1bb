using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seyr.Billing;

/// <summary>
/// Sees to what is paid coming to its end: renews it by its owner's card, and tells of that, or that somebody has to pay. Each on its own is done once,
/// whichever server comes to it; it is beside <see cref="Reconciler"/>, so that cards that take long keep nobody waiting who is paying.
/// </summary>
internal sealed partial class Dunning(Renewing renewing, Reminders reminders, TimeProvider clock, ILogger<Dunning> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Cards first, so that nobody is told to pay what is paid a moment later.</summary>
    internal async Task RunDueAsync(CancellationToken cancel)
    {
        await renewing.RunDueAsync(cancel);
        await reminders.SendDueAsync(cancel);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await RunDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is DbException or TimeoutException)
            {
                StoreAway(e.GetType().Name);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Renewals could not be read ({Why}); it is tried again.")]
    private partial void StoreAway(string why);
}
