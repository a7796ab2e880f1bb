using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Whether anything has arrived yet, and who is here now.</summary>
internal sealed class Presence(EventStore store)
{
    /// <summary>A visitor counts as being here for this long after an event: the field's convention.</summary>
    internal static readonly Duration HereFor = Duration.FromMinutes(5);

    private static readonly string First = Sql.Read("FirstEvent");
    private static readonly string Begin = Sql.Read("Begin");
    private static readonly string Current = Sql.Read("CurrentVisitors");

    public async Task<bool> HasEventsAsync(long siteId, CancellationToken cancel) =>
        (await store.QueryAsync(First, [Sql.Site(siteId)], static _ => true, cancel)).Count > 0;

    /// <summary>The date of the site's first event; null: there is none.</summary>
    public async Task<LocalDate?> BeginAsync(long siteId, DateTimeZone zone, CancellationToken cancel)
    {
        var first = (await store.QueryAsync(Begin, [Sql.Site(siteId)], static row => row.GetInt64(0), cancel))[0];
        return first == 0 ? null : Instant.FromUnixTimeSeconds(first).InZone(zone).Date;
    }

    public async Task<long> CurrentVisitorsAsync(long siteId, Instant now, CancellationToken cancel) =>
        (await store.QueryAsync(
            Current,
            [Sql.Site(siteId), Sql.Time("from", now - HereFor)],
            static row => row.GetInt64(0),
            cancel))[0];
}
