using System.Collections.Concurrent;
using Dapper;
using Seyr.Storage;

[module: DapperAot]

namespace Seyr.Sites;

/// <summary>
/// Which site a domain is, from memory. What is known answers at once, also while it is being looked up anew; what is
/// unknown stays unknown for a few seconds; a domain is looked up once, however many ask at the same time, and those who
/// wait go on in the order in which they came.
/// </summary>
public sealed class SiteDirectory(RelationalStore store, SitesOptions options, TimeProvider clock)
{
    /// <summary>Domains remembered; past it everything is forgotten and looked up anew.</summary>
    internal const int MaxEntries = 100_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim[] queues = [.. Enumerable.Range(0, QueueCount).Select(static _ => new SemaphoreSlim(1))];

    private const int QueueCount = 64;

    /// <summary>Looks in memory only.</summary>
    /// <param name="domain">Lower case, without <c>www.</c>.</param>
    /// <param name="site">The site; null: there is none for this domain.</param>
    /// <returns>False: memory doesn't know; call <see cref="LookUpAsync"/>.</returns>
    public bool TryFind(ReadOnlySpan<char> domain, out Site? site)
    {
        site = null;
        if (!entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(domain, out var entry))
        {
            return false;
        }

        site = entry.Site;
        if (clock.GetTimestamp() < entry.Until)
        {
            return true;
        }

        if (site is null)
        {
            return false;
        }

        // One of those who find it old looks it up; to the others it is young until then.
        if (entries.TryUpdate(site.Domain, entry with { Until = Until(UnknownFor) }, entry))
        {
            _ = RefreshAsync(site.Domain);
        }

        return true;
    }

    /// <summary>Asks the store where memory doesn't know, and remembers the answer.</summary>
    /// <param name="domain">Lower case, without <c>www.</c>.</param>
    /// <param name="then">What waits for the answer; runs before anybody's who asked later.</param>
    /// <exception cref="System.Data.Common.DbException">The store did not answer; <paramref name="then"/> did not run.</exception>
    public async Task LookUpAsync(string domain, Action then)
    {
        var queue = queues[(uint)string.GetHashCode(domain, StringComparison.Ordinal) % QueueCount];
        await queue.WaitAsync();
        try
        {
            if (!TryFind(domain, out _))
            {
                await AskAsync(domain);
            }

            then();
        }
        finally
        {
            queue.Release();
        }
    }

    /// <summary>Forgets a domain: it was added or changed.</summary>
    public void Forget(string domain) => entries.TryRemove(domain, out _);

    private async Task RefreshAsync(string domain)
    {
        await Task.Yield();
        try
        {
            await AskAsync(domain);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
        {
            // What was known stays, and is asked for again in a few seconds.
        }
    }

    private async Task AskAsync(string domain)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        var site = await connection.QueryFirstOrDefaultAsync<Site>(
            Site.Select + "where domain = @domain", new { domain, options.MonthlyEvents, options.Quota, options.HasPlans });
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }

        entries[domain] = new Entry(site, Until(site is null ? UnknownFor : KnownFor));
    }

    private long Until(TimeSpan life) => clock.GetTimestamp() + (long)(life.TotalSeconds * clock.TimestampFrequency);

    private sealed record Entry(Site? Site, long Until);
}
