using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Asks about every order that is due: at once when something was posted about it, else by <see cref="CheckTimes"/>. An order is claimed by
/// moving its time to the claim's end, which only one server can do; a process that ends in between leaves it to the next.
/// </summary>
internal sealed partial class Reconciler(
    RelationalStore store, Settlement settlement, Periods periods, Trials trials, UsageNotices notices, Restrictions restrictions, Refunding refunding,
    TimeProvider clock, ILogger<Reconciler> log) : BackgroundService
{
    /// <summary>Longer than a provider is given for all that is asked of it about one order.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    private const int AtOnce = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim wake = new(0);

    /// <summary>Has what is due asked about at once; without it, it is found within seconds.</summary>
    public void Wake() => wake.Release();

    /// <summary>Asks about all that is due. A provider that is slow holds up no more than itself.</summary>
    internal Task RunDueAsync(CancellationToken cancel) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => RunAsync(cancel)));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunDueAsync(stoppingToken);
                await refunding.RunDueAsync(stoppingToken);
                await periods.TurnAsync(stoppingToken);
                await trials.TurnAsync(stoppingToken);
                await restrictions.TurnAsync(stoppingToken);
                await notices.SendDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is DbException or TimeoutException)
            {
                StoreAway(e.GetType().Name);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, Pause, Timeout.InfiniteTimeSpan);
            await wake.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        while (await ClaimAsync(cancel) is { } due)
        {
            await settlement.SettleAsync(due.TransactionId, cancel);
            await PutOffAsync(due, cancel);
        }
    }

    private async Task<Due?> ClaimAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        while (true)
        {
            var now = Now();
            var due = await connection.QueryFirstOrDefaultAsync<Due>(
                "select id, transaction_id as TransactionId, created_at as CreatedAt, check_at as CheckAt from orders where check_at <= @now order by check_at, id limit 1",
                new { now });
            if (due is null)
            {
                return null;
            }

            var until = now + (long)Claim.TotalMilliseconds;
            if (await connection.ExecuteAsync("update orders set check_at = @until where id = @Id and check_at = @CheckAt", new { due.Id, due.CheckAt, until }) == 1)
            {
                due.CheckAt = until;
                return due;
            }
        }
    }

    /// <summary>Until the next time, unless something was posted in the meantime. When there is none, what was never paid is over.</summary>
    private async Task PutOffAsync(Due due, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var next = CheckTimes.Next(due.CreatedAt, Now());
        await connection.ExecuteAsync("update orders set check_at = @next where id = @Id and check_at = @CheckAt and status <> 'paid'", new { due.Id, due.CheckAt, next });
        if (next is null)
        {
            await connection.ExecuteAsync("update orders set status = 'expired' where id = @Id and status in ('created', 'pending')", new { due.Id });
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Orders could not be read ({Why}); it is tried again.")]
    private partial void StoreAway(string why);

    internal sealed class Due
    {
        public long Id { get; set; }

        public string TransactionId { get; set; } = "";

        public long CreatedAt { get; set; }

        public long CheckAt { get; set; }
    }
}
