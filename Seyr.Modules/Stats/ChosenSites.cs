using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>Several sites as one: they are chosen on the page of all sites, and stand in the address.</summary>
internal sealed class ChosenSites(SiteList sites)
{
    public const string Route = "/together";

    /// <summary>The field of a site that is chosen.</summary>
    public const string SiteField = "site";

    /// <summary>So many at once, at most.</summary>
    public const int Most = 20;

    private const char And = '+';

    /// <summary>The page of those that were ticked and are the user's to see.</summary>
    public async Task OpenAsync(HttpContext context)
    {
        var ticked = context.Request.Query[SiteField].ToHashSet(StringComparer.Ordinal);
        var chosen = (await sites.OfAsync(Sessions.UserId(context), context.RequestAborted)).Where(site => ticked.Contains(site.Domain)).Take(Most).ToList();
        Frame.SeeOther(context, chosen.Count == 0 ? Overview.Route : PathOf(chosen));
    }

    /// <summary>Where they are seen as one.</summary>
    public static string PathOf(IEnumerable<Site> chosen) => Route + "/" + string.Join(And, chosen.Select(static site => site.Domain));

    /// <summary>Those of a request's address, in its order; null: one of them isn't for who asks to see, or there are too many.</summary>
    public static async Task<IReadOnlyList<Site>?> OfRequestAsync(HttpContext context, SiteList sites)
    {
        var names = (context.Request.RouteValues["sites"] as string ?? "").Split(And).Distinct(StringComparer.Ordinal).ToList();
        var mine = (await sites.OfAsync(Sessions.UserId(context), context.RequestAborted)).ToDictionary(static site => site.Domain, StringComparer.Ordinal);
        return names.Count <= Most && names.TrueForAll(mine.ContainsKey) ? [.. names.Select(name => mine[name])] : null;
    }

    /// <summary>What is shown in the place of a site: on the first one's clock, with nothing to be set.</summary>
    public static Site AsOne(IReadOnlyList<Site> chosen) => new()
    {
        Id = chosen[0].Id, OrganisationId = chosen[0].OrganisationId, Domain = string.Join(" + ", chosen.Select(static site => site.Domain)),
        TimeZone = chosen[0].TimeZone, Role = Role.Viewer,
    };
}
