using System.Data.Common;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>Who may ask the Stats API, and about what.</summary>
internal sealed class ApiAccess(ApiGuard guard, SiteList sites, SiteGoals goals, TimeProvider clock, Presence presence)
{
    /// <summary>ClickHouse's codes for a question that took too long, or too much memory.</summary>
    private static readonly int[] LimitErrors = [159, 160, 241];

    /// <summary>Lets in whoever has a key for statistics, and hasn't asked too often.</summary>
    public async Task GuardAsync(HttpContext context, string method, Func<HttpContext, ApiKey, Task> answer)
    {
        if (context.Request.Method != method)
        {
            context.Response.Headers.Allow = method;
            await ApiGuard.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"This is asked by {method}.");
            return;
        }

        await guard.GuardAsync(context, ApiScopes.StatsRead, async (_, key) =>
        {
            try
            {
                await answer(context, key);
            }
            catch (DbException e) when (LimitErrors.Contains(e.ErrorCode))
            {
                await ApiGuard.RefuseAsync(
                    context, StatusCodes.Status503ServiceUnavailable, "The question took more time or memory than one may; ask for a shorter date_range or fewer dimensions.");
            }
        });
    }

    /// <summary>A site of the key's organisation, with its clock and goals; null: there is none, and that is answered.</summary>
    public async Task<ApiSite?> SiteAsync(HttpContext context, ApiKey key, string? domain)
    {
        if (string.IsNullOrEmpty(domain))
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, "site_id: a site's domain.");
            return null;
        }

        if (await sites.FindForOrganisationAsync(key.OrganisationId, domain, context.RequestAborted) is not { } site)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status401Unauthorized, "site_id: the key's organisation has no such site.");
            return null;
        }

        if (site.IsLocked)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status403Forbidden, OrganisationLocks.Refusal);
            return null;
        }

        return await SiteAsync(site, context.RequestAborted);
    }

    /// <summary>A site with its clock and goals.</summary>
    public async Task<ApiSite> SiteAsync(Site site, CancellationToken cancel)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var begin = await presence.BeginAsync(site.Id, zone, cancel) ?? now.InZone(zone).Date;
        var all = await goals.OfAsync(site.Id, cancel);
        return new ApiSite(site, zone, now, [.. all.Select(Goal.Of)], new ApiRange(zone, now, begin));
    }
}

/// <summary>A site that is asked about.</summary>
/// <param name="Site">The site.</param>
/// <param name="Zone">Its clock.</param>
/// <param name="Now">The present.</param>
/// <param name="Goals">Its goals.</param>
/// <param name="Ranges">Reads ranges of its time.</param>
internal sealed record ApiSite(Site Site, DateTimeZone Zone, Instant Now, IReadOnlyList<Goal> Goals, ApiRange Ranges);
