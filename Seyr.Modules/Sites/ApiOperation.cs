using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Sites;

/// <summary>Something that a program with <c>sites:manage</c> can do; the routes and the documentation are made of these.</summary>
/// <param name="Method">How.</param>
/// <param name="Route">Where.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Fields">What its body may have.</param>
public sealed record ApiOperation(string Method, string Route, string Summary, IReadOnlyList<string> Fields)
{
    private const string Site = "/api/v1/sites/{domain}";

    private Func<IServiceProvider, ApiCall, Task> Do { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ApiOperation> All =
    [
        Of<SitesApi>("GET", "/api/v1/sites", "The organisation's sites.", [], static (api, call) => api.ListAsync(call)),
        Of<SitesApi>("POST", "/api/v1/sites", "Adds a site.", SitesApi.NewFields, static (api, call) => api.AddAsync(call)),
        Of<SitesApi>("GET", Site, "A site: its snippet, its settings, its shields.", [], static (api, call) => api.ShowAsync(call)),
        Of<SitesApi>("PUT", Site, "Changes those settings and shields that are given.", SitesApi.Fields, static (api, call) => api.SaveAsync(call)),
        Of<SitesApi>("DELETE", Site, "Deletes a site with all that was counted.", [], static (api, call) => api.DeleteAsync(call)),
        Of<SitePartsApi>("GET", Site + "/goals", "A site's goals.", [], static (api, call) => api.GoalsAsync(call)),
        Of<SitePartsApi>("POST", Site + "/goals", "Adds a goal: kind event, page or scroll.", SitePartsApi.GoalFields, static (api, call) => api.AddGoalAsync(call)),
        Of<SitePartsApi>("DELETE", Site + "/goals/{id:long}", "Removes a goal, and its funnels.", [], static (api, call) => api.RemoveGoalAsync(call)),
        Of<SitePartsApi>("GET", Site + "/funnels", "A site's funnels.", [], static (api, call) => api.FunnelsAsync(call)),
        Of<SitePartsApi>("POST", Site + "/funnels", "Adds a funnel: 2 to 8 goals by number.", SitePartsApi.FunnelFields, static (api, call) => api.AddFunnelAsync(call)),
        Of<SitePartsApi>("PUT", Site + "/funnels/{id:long}", "Changes a funnel.", SitePartsApi.FunnelFields, static (api, call) => api.SaveFunnelAsync(call)),
        Of<SitePartsApi>("DELETE", Site + "/funnels/{id:long}", "Removes a funnel.", [], static (api, call) => api.RemoveFunnelAsync(call)),
        Of<SitePartsApi>("GET", Site + "/segments", "The saved segments that are everybody's at a site.", [], static (api, call) => api.SegmentsAsync(call)),
        Of<SitePartsApi>("GET", Site + "/links", "A site's shared links, without their secrets.", [], static (api, call) => api.LinksAsync(call)),
        Of<SitePartsApi>("POST", Site + "/links", "Shares a site or a segment; the answer has the address.", SitePartsApi.LinkFields, static (api, call) => api.AddLinkAsync(call)),
        Of<SitePartsApi>("DELETE", Site + "/links/{id:long}", "Takes a link back.", [], static (api, call) => api.RevokeLinkAsync(call)),
        Of<PeopleApi>("GET", "/api/v1/members", "Members, guests, and who is invited.", [], static (api, call) => api.ListAsync(call)),
        Of<PeopleApi>("PUT", "/api/v1/members/{id:long}", "Gives a member another role.", PeopleApi.RoleFields, static (api, call) => api.SetRoleAsync(call)),
        Of<PeopleApi>("DELETE", "/api/v1/members/{id:long}", "Takes a member out.", [], static (api, call) => api.RemoveAsync(call)),
        Of<PeopleApi>("DELETE", Site + "/guests/{id:long}", "Takes a guest off a site.", [], static (api, call) => api.RemoveGuestAsync(call)),
        Of<PeopleApi>("POST", "/api/v1/invitations", "Invites somebody, to a site if one is given.", PeopleApi.InvitationFields, static (api, call) => api.InviteAsync(call)),
        Of<PeopleApi>("DELETE", "/api/v1/invitations/{id:long}", "Takes an invitation back.", [], static (api, call) => api.WithdrawAsync(call)),
    ];

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context) => context.RequestServices.GetRequiredService<ApiGuard>().GuardAsync(context, ApiScopes.SitesManage, async (_, key) =>
    {
        var organisations = context.RequestServices.GetRequiredService<Organisations>();
        if (await organisations.FindAsync(key.CreatedBy, key.OrganisationId, Role.Admin, context.RequestAborted) is not { } organisation)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status403Forbidden, "Whoever made this key may not do this any longer.");
            return;
        }

        using var body = Fields.Count > 0 ? await ApiBody.ReadAsync(context) : null;
        if (body is null && Fields.Count > 0)
        {
            return;
        }

        var fields = body is null ? null : new ApiFields(body.RootElement, Fields);
        await (fields?.Problem is { } problem
            ? ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, problem)
            : Do(context.RequestServices, new ApiCall(context, key, organisation, fields!)));
    });

    private static ApiOperation Of<T>(string method, string route, string summary, IReadOnlyList<string> fields, Func<T, ApiCall, Task> handle)
        where T : notnull => new(method, route, summary, fields) { Do = (services, call) => handle(services.GetRequiredService<T>(), call) };
}
