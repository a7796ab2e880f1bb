using Dapper;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>
/// Which sites somebody may see, as a member of the organisation or as a guest of the site. Somebody else's site is as good as
/// none; so is one of an organisation that asks for a second factor, to who has none.
/// </summary>
public sealed class SiteList(RelationalStore store, TwoFactor twoFactor, SitesOptions options)
{
    /// <summary>Sites with what the user may do there.</summary>
    private const string Granted = Site.SelectWithRole +
        """
        join
            (select site_id, max(level) as level from
                (select sites.id as site_id,
        """ + " " + Roles.InSql + " " +
        """
        as level from members join sites on sites.organisation_id = members.organisation_id where user_id = @userId
                union all
                select site_id,
        """ + " " + Roles.InSql + " " +
        """
        as level from guests where user_id = @userId) as each_grant
            group by site_id) as granted on granted.site_id = sites.id
        where (@hasTwoFactor or not requires_two_factor) and level >= @least

        """;

    /// <summary>The user's sites, by domain.</summary>
    public async Task<IReadOnlyList<Site>> OfAsync(long userId, CancellationToken cancel)
    {
        var hasTwoFactor = await twoFactor.IsOnAsync(userId, cancel);
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Site>(
            Granted + "order by domain", new { userId, hasTwoFactor, least = (int)Role.Viewer, options.MonthlyEvents, options.Quota, options.HasPlans })).AsList();
    }

    /// <summary>One of the user's sites; null: there is none with this domain that the user may see.</summary>
    public Task<Site?> FindAsync(long userId, string domain, CancellationToken cancel) => FindAsync(userId, domain, Role.Viewer, cancel);

    /// <summary>One of the sites where the user may do as much; null: there is none with this domain.</summary>
    public async Task<Site?> FindAsync(long userId, string domain, Role least, CancellationToken cancel)
    {
        var hasTwoFactor = await twoFactor.IsOnAsync(userId, cancel);
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Site>(
            Granted + "and domain = @domain", new { userId, domain, hasTwoFactor, least = (int)least, options.MonthlyEvents, options.Quota, options.HasPlans });
    }

    /// <summary>The site that a request's address names, where whoever asks may do as much; null: there is none, and that is answered.</summary>
    public async Task<Site?> OfRequestAsync(HttpContext context, Role least)
    {
        var site = await FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", least, context.RequestAborted);
        if (site is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return site;
    }

    /// <summary>An organisation's sites, by domain.</summary>
    internal async Task<IReadOnlyList<Site>> OfOrganisationAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Site>(
            Site.Select + "where sites.organisation_id = @organisationId order by domain",
            new { organisationId, options.MonthlyEvents, options.Quota, options.HasPlans })).AsList();
    }

    /// <summary>One of an organisation's sites; null: it has none with this domain.</summary>
    public async Task<Site?> FindForOrganisationAsync(long organisationId, string domain, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Site>(
            Site.Select + "where sites.organisation_id = @organisationId and domain = @domain",
            new { organisationId, domain, options.MonthlyEvents, options.Quota, options.HasPlans });
    }
}
