using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Which sites somebody may see. Somebody else's site is as good as none.</summary>
public sealed class SiteList(RelationalStore store, SitesOptions options)
{
    /// <summary>The user's sites, by domain.</summary>
    public async Task<IReadOnlyList<Site>> OfAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Site>(
            Site.Select + "join members on members.organisation_id = sites.organisation_id where user_id = @userId order by domain",
            new { userId, options.MonthlyEvents, options.Quota })).AsList();
    }

    /// <summary>One of the user's sites; null: there is none with this domain that the user may see.</summary>
    public async Task<Site?> FindAsync(long userId, string domain, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Site>(
            Site.Select + "join members on members.organisation_id = sites.organisation_id where user_id = @userId and domain = @domain",
            new { userId, domain, options.MonthlyEvents, options.Quota });
    }

    /// <summary>The clocks of all sites.</summary>
    public async Task<IReadOnlyList<SiteClock>> ClocksAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SiteClock>("select id, time_zone as TimeZone from sites")).AsList();
    }

    /// <summary>One of an organisation's sites; null: it has none with this domain.</summary>
    public async Task<Site?> FindForOrganisationAsync(long organisationId, string domain, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Site>(
            Site.Select + "where sites.organisation_id = @organisationId and domain = @domain",
            new { organisationId, domain, options.MonthlyEvents, options.Quota });
    }
}

/// <summary>A site's clock.</summary>
/// <param name="Id">The site.</param>
/// <param name="TimeZone">The IANA id of the time zone in which its days begin.</param>
public sealed record SiteClock(long Id, string TimeZone);
