using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// Which key a request carries, from memory. A key is looked up anew after half a minute, what is no key after a few seconds,
/// and each once, however many ask at the same time. One that is revoked here ends at once; on other servers, within the half minute.
/// </summary>
public sealed class ApiKeys(RelationalStore store, TimeProvider clock)
{
    /// <summary>Keys remembered, and as many tokens that are none; past it all of the kind are forgotten and looked up anew.</summary>
    internal const int MaxEntries = 10_000;

    private const string Scheme = "Bearer ";

    internal static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(5);

    /// <summary>How often the time of the last use is written down.</summary>
    internal static readonly TimeSpan UsedGrain = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Entry> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ApiKey?>>> asking = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int revocations;

    /// <summary>The key that a request carries as <c>Authorization: Bearer …</c>; null: none, or none that is valid.</summary>
    /// <exception cref="System.Data.Common.DbException">The store did not answer.</exception>
    public ValueTask<ApiKey?> FindAsync(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? FindAsync(header[Scheme.Length..].Trim())
            : new(default(ApiKey));

    /// <summary>The key of a token; null: it is none, or no longer.</summary>
    /// <exception cref="System.Data.Common.DbException">The store did not answer.</exception>
    public async ValueTask<ApiKey?> FindAsync(string token)
    {
        if (!ApiKey.LooksRight(token))
        {
            return null;
        }

        var hash = ApiKey.HashOf(token);
        var key = IsYoung(known, hash, out var entry) || IsYoung(unknown, hash, out entry) ? entry.Key : await AskOnceAsync(hash);
        return key?.ExpiresAt <= Now() ? null : key;
    }

    /// <summary>Forgets a key that was revoked or brought back. A look-up that is under way doesn't undo that.</summary>
    internal void Forget(long keyId)
    {
        lock (gate)
        {
            revocations++;
            asking.Clear();
            unknown.Clear();
            foreach (var (hash, _) in known.Where(entry => entry.Value.Key!.Id == keyId))
            {
                known.TryRemove(hash, out _);
            }
        }
    }

    private bool IsYoung(ConcurrentDictionary<string, Entry> entries, string hash, out Entry entry) =>
        entries.TryGetValue(hash, out entry!) && clock.GetTimestamp() < entry.Until;

    private async Task<ApiKey?> AskOnceAsync(string hash)
    {
        var asked = asking.GetOrAdd(hash, static (hash, keys) => new Lazy<Task<ApiKey?>>(() => keys.AskAsync(hash)), this);
        try
        {
            return await asked.Value;
        }
        finally
        {
            asking.TryRemove(KeyValuePair.Create(hash, asked));
        }
    }

    private async Task<ApiKey?> AskAsync(string hash)
    {
        var before = Volatile.Read(ref revocations);
        await using var connection = await store.OpenAsync(CancellationToken.None);
        var key = await connection.QueryFirstOrDefaultAsync<ApiKey>(
            """
            select id, organisation_id as OrganisationId, created_by as CreatedBy, name, prefix, scopes, created_at as CreatedAt, expires_at as ExpiresAt,
                last_used_at as LastUsedAt
            from api_keys where token_hash = @hash and removed_at is null
            """,
            new { hash });
        Remember(hash, key, before);
        var now = Now();
        if (key is not null && !(key.ExpiresAt <= now) && (key.LastUsedAt ?? 0) < now - (long)UsedGrain.TotalMilliseconds)
        {
            try
            {
                await connection.ExecuteAsync("update api_keys set last_used_at = @now where id = @id", new { now, id = key.Id });
            }
            catch (DbException)
            {
                // The next look-up notes it. Nobody waits or fails for that.
            }
        }

        return key;
    }

    private void Remember(string hash, ApiKey? key, int before)
    {
        var (entries, life) = key is null ? (unknown, UnknownFor) : (known, KnownFor);
        lock (gate)
        {
            if (before != revocations)
            {
                return;
            }

            if (entries.Count >= MaxEntries)
            {
                entries.Clear();
            }

            entries[hash] = new Entry(key, clock.GetTimestamp() + (long)(life.TotalSeconds * clock.TimestampFrequency));
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Entry(ApiKey? Key, long Until);
}
