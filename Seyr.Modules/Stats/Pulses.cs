using System.Collections.Concurrent;
using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>What is going on on sites: asked once for everybody who watches one at the same time.</summary>
internal sealed class Pulses(EventStore store, TimeProvider clock)
{
    /// <summary>Sites remembered; past it all are asked for anew.</summary>
    private const int MaxSites = 10_000;

    private static readonly Duration Watched = Duration.FromMinutes(30);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private static readonly string Statement = Sql.Read("Pulse");

    private readonly ConcurrentDictionary<long, (long At, Task<Pulse> Pulse)> known = new();

    public async Task<Pulse> OfAsync(long siteId, CancellationToken cancel)
    {
        if (known.TryGetValue(siteId, out var last) && clock.GetElapsedTime(last.At) < Remembered && !last.Pulse.IsFaulted)
        {
            return await last.Pulse.WaitAsync(cancel);
        }

        if (known.Count >= MaxSites)
        {
            known.Clear();
        }

        // Not by the caller's token: others wait for the same answer.
        var pulse = AskAsync(siteId);
        known[siteId] = (clock.GetTimestamp(), pulse);
        return await pulse.WaitAsync(cancel);
    }

    private async Task<Pulse> AskAsync(long siteId)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        KeyValuePair<string, object>[] parameters = [Sql.Site(siteId), Sql.Time("from", now - Watched), Sql.Time("here", now - Presence.HereFor)];
        return (await store.QueryAsync(Statement, parameters, static row => new Pulse(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), CancellationToken.None))[0];
    }
}

/// <summary>What a site's last half hour holds.</summary>
/// <param name="Here">Who is here now.</param>
/// <param name="Events">What happened.</param>
/// <param name="Visitors">Who was there.</param>
internal readonly record struct Pulse(long Here, long Events, long Visitors);
