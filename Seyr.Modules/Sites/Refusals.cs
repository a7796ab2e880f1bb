using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>What was kept out of sites, so that their owners can see it: counts by UTC day and reason, and nothing else.</summary>
public sealed class Refusals(RelationalStore store, TimeProvider clock)
{
    private const int SecondsADay = 24 * 60 * 60;

    /// <summary>The UTC day of a time in seconds since 1970, counted from 1970.</summary>
    public static int DayOf(long time) => (int)(time / SecondsADay);

    /// <summary>Adds to what is there, all or nothing.</summary>
    public async Task AddAsync(IEnumerable<RefusalCount> counts, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // In one order for everybody: two servers that add to the same two rows would else wait for each other.
        foreach (var count in counts.OrderBy(static count => count.SiteId).ThenBy(static count => count.Day).ThenBy(static count => count.Reason, StringComparer.Ordinal))
        {
            await connection.ExecuteAsync(
                """
                insert into refusals (site_id, day, reason, beacons) values (@SiteId, @Day, @Reason, @Beacons)
                on conflict (site_id, day, reason) do update set beacons = refusals.beacons + excluded.beacons
                """,
                count,
                transaction);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>A site's last days, today included, by reason, the most frequent first.</summary>
    public async Task<IReadOnlyList<RefusalCount>> OfAsync(long siteId, int days, CancellationToken cancel)
    {
        var since = DayOf(clock.GetUtcNow().ToUnixTimeSeconds()) - days + 1;
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<RefusalCount>(
            """
            select site_id as SiteId, min(day) as Day, reason, cast(sum(beacons) as bigint) as Beacons
            from refusals where site_id = @siteId and day >= @since group by site_id, reason order by sum(beacons) desc, reason
            """,
            new { siteId, since })).AsList();
    }

    /// <summary>A site's days between two, both included, by reason; days and reasons without any are left out.</summary>
    public async Task<IReadOnlyList<RefusalCount>> ByDayAsync(long siteId, int first, int last, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<RefusalCount>(
            "select site_id as SiteId, day, reason, beacons from refusals where site_id = @siteId and day >= @first and day <= @last order by day, reason",
            new { siteId, first, last })).AsList();
    }
}

/// <summary>How many beacons were kept out of a site for a reason.</summary>
public sealed class RefusalCount
{
    /// <summary>The site.</summary>
    public long SiteId { get; set; }

    /// <summary>The UTC day, counted from 1970; the first of several.</summary>
    public int Day { get; set; }

    /// <summary>Why, as ingest names it.</summary>
    public string Reason { get; set; } = "";

    /// <summary>How many.</summary>
    public long Beacons { get; set; }
}
