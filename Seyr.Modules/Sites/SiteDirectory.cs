using System.Collections.Concurrent;
using Dapper;
using Seyr.Storage;

[module: DapperAot]

namespace Seyr.Sites;

/// <summary>
/// Which site a domain is, from memory. What is known answers at once, also while it is being looked up anew; what is
/// unknown stays unknown for a few seconds; a domain is looked up once, however many ask at the same time.
/// </summary>
public sealed class SiteDirectory(RelationalStore store, TimeProvider clock)
{
    /// <summary>Domains remembered; past it everything is forgotten and looked up anew.</summary>
    internal const int MaxEntries = 100_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Site?>>> lookUps = new(StringComparer.Ordinal);

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

        _ = LookUpAsync(site.Domain);
        return true;
    }

    /// <summary>Asks the store, and remembers the answer. A store that fails counts as no answer: what was known stays.</summary>
    public async Task<Site?> LookUpAsync(string domain)
    {
        var lookUp = lookUps.GetOrAdd(domain, static (key, self) => new Lazy<Task<Site?>>(() => self.AskAsync(key)), this);
        try
        {
            return await lookUp.Value;
        }
        finally
        {
            lookUps.TryRemove(domain, out _);
        }
    }

    /// <summary>Forgets a domain: it was added or changed.</summary>
    public void Forget(string domain) => entries.TryRemove(domain, out _);

    private async Task<Site?> AskAsync(string domain)
    {
        await Task.Yield();
        await using var connection = await store.OpenAsync(CancellationToken.None);
        var site = await connection.QueryFirstOrDefaultAsync<Site>(
            "select id, organisation_id as OrganisationId, domain, time_zone as TimeZone from sites where domain = @domain", new { domain });
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }

        var life = site is null ? UnknownFor : KnownFor;
        entries[domain] = new Entry(site, clock.GetTimestamp() + (long)(life.TotalSeconds * clock.TimestampFrequency));
        return site;
    }

    private sealed record Entry(Site? Site, long Until);
}
