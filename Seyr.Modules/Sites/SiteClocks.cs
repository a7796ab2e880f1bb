using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>On which clock each site's days begin.</summary>
public sealed class SiteClocks(RelationalStore store)
{
    /// <summary>Those of all sites.</summary>
    public async Task<IReadOnlyList<SiteClock>> AllAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SiteClock>("select id, time_zone as TimeZone from sites")).AsList();
    }
}

/// <summary>A site's clock.</summary>
/// <param name="Id">The site.</param>
/// <param name="TimeZone">The IANA id of the time zone in which its days begin.</param>
public sealed record SiteClock(long Id, string TimeZone);
