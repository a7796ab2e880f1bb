using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// Deletes sites with all that was counted on them. The site is gone at once; that its events are to go stands in the same
/// transaction, so they do go, whatever happens to this process. Events may still be on their way, in the spool or on another
/// server that remembers the site for a minute: a day later they are deleted once more.
/// </summary>
public sealed partial class SiteData(RelationalStore store, EventStore events, SiteDirectory directory, TimeProvider clock, ILogger<SiteData> log) : BackgroundService
{
    /// <summary>Tables that have rows of sites. A new one is added here; a test compares it with the schema.</summary>
    internal static readonly string[] Tables = ["events", "events_daily", "rollups", "rolled_days", "rolled_months", "event_touches"];

    private static readonly TimeSpan SecondLook = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim wake = new(0);

    /// <summary>Deletes a site and all of its data.</summary>
    public async Task DeleteAsync(long siteId, CancellationToken cancel)
    {
        string? domain;
        await using (var connection = await store.OpenAsync(cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            domain = await DeleteAsync(transaction, siteId);
            await transaction.CommitAsync(cancel);
        }

        Forget(domain);
    }

    /// <summary>Deletes an organisation, with its sites and all of their data; what it has used stays, without a name.</summary>
    internal async Task DeleteOrganisationAsync(long organisationId, CancellationToken cancel)
    {
        var domains = new List<string?>();
        await using (var connection = await store.OpenAsync(cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            foreach (var siteId in await connection.QueryAsync<long>("select id from sites where organisation_id = @organisationId", new { organisationId }, transaction))
            {
                domains.Add(await DeleteAsync(transaction, siteId));
            }

            await connection.ExecuteAsync("delete from organisations where id = @organisationId", new { organisationId }, transaction);
            await transaction.CommitAsync(cancel);
        }

        domains.ForEach(Forget);
    }

    /// <summary>Deletes the events of all sites that are due.</summary>
    internal async Task EraseDueAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        foreach (var due in await connection.QueryAsync<Deletion>(
            "select site_id as SiteId, is_last as IsLast from deletions where due_at <= @now order by due_at", new { now = Now() }))
        {
            // Whoever else deletes the same does no harm, but has no need to.
            await connection.ExecuteAsync("update deletions set due_at = @until where site_id = @SiteId", new { due.SiteId, until = Now() + (long)Patience.TotalMilliseconds });
            foreach (var table in Tables)
            {
                await events.DeleteSiteAsync(table, due.SiteId, cancel);
            }

            if (due.IsLast)
            {
                await connection.ExecuteAsync("delete from deletions where site_id = @SiteId", new { due.SiteId });
            }
            else
            {
                await connection.ExecuteAsync(
                    "update deletions set due_at = @until, is_last = @isLast where site_id = @SiteId",
                    new { due.SiteId, until = Now() + (long)SecondLook.TotalMilliseconds, isLast = true });
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EraseDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is DbException or TimeoutException or HttpRequestException or TaskCanceledException)
            {
                TriedAgain(e.GetType().Name);
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, Pause, Timeout.InfiniteTimeSpan);
            await wake.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> DeleteAsync(DbTransaction transaction, long siteId)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            "insert into deletions (site_id, due_at, is_last) values (@siteId, @now, @isLast) on conflict do nothing", new { siteId, now = Now(), isLast = false }, transaction);
        await connection.ExecuteAsync("delete from refusals where site_id = @siteId", new { siteId }, transaction);
        return await connection.ExecuteScalarAsync<string?>("delete from sites where id = @siteId returning domain", new { siteId }, transaction);
    }

    private void Forget(string? domain)
    {
        if (domain is not null)
        {
            directory.Forget(domain);
        }

        wake.Release();
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of deleted sites could not be deleted yet ({Why}); it is tried again.")]
    private partial void TriedAgain(string why);

    internal sealed class Deletion
    {
        public long SiteId { get; set; }

        public bool IsLast { get; set; }
    }
}
