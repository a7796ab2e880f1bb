using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Which sites somebody may see. Somebody else's site is as good as none.</summary>
public sealed class SiteList(RelationalStore store)
{
    /// <summary>The user's sites, by domain.</summary>
    public async Task<IReadOnlyList<Site>> OfAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Site>(
            """
            select sites.id, sites.organisation_id as OrganisationId, domain, time_zone as TimeZone
            from sites join members on members.organisation_id = sites.organisation_id
            where user_id = @userId order by domain
            """,
            new { userId })).AsList();
    }

    /// <summary>One of the user's sites; null: there is none with this domain that the user may see.</summary>
    public async Task<Site?> FindAsync(long userId, string domain, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Site>(
            """
            select sites.id, sites.organisation_id as OrganisationId, domain, time_zone as TimeZone
            from sites join members on members.organisation_id = sites.organisation_id
            where user_id = @userId and domain = @domain
            """,
            new { userId, domain });
    }
}
