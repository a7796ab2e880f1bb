using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>Moving a site into another organisation, and deleting it with all that was counted.</summary>
internal sealed class OwnershipPages(SiteList sites, Organisations organisations, Users users, SiteData data, SiteDirectory directory)
{
    public const string Route = "/sites/{domain}/ownership";
    public const string MoveRoute = "/sites/{domain}/move";
    public const string DeleteRoute = "/sites/{domain}/delete";

    internal const string Target = "organisation";
    internal const string Password = "password";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderAsync(context, site, new Form(), StatusCodes.Status200OK);
        }
    }

    public async Task MoveAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var target = long.TryParse(form[Target], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (await organisations.MoveSiteAsync(Sessions.UserId(context), site, target, context.RequestAborted) is { } problem)
        {
            form.Refuse(Target, problem);
            await RenderAsync(context, site, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        directory.Forget(site.Domain);
        Frame.SeeOther(context, $"/sites/{site.Domain}/ownership");
    }

    public async Task DeleteAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (!await users.ConfirmAsync(Sessions.UserId(context), form.Raw(Password), context.RequestAborted))
        {
            form.Refuse(Password, Users.WrongPassword);
            await RenderAsync(context, site, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await data.DeleteAsync(site.Id, context.RequestAborted);
        Frame.SeeOther(context, "/sites");
    }

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Admin);

    private async Task RenderAsync(HttpContext context, Site site, Form form, int status)
    {
        var others = (await organisations.OfAsync(Sessions.UserId(context), context.RequestAborted))
            .Where(organisation => organisation.Role >= Role.Admin && organisation.Id != site.OrganisationId).ToList();
        await Frame.RenderAsync(context, Pages.Ownership.Create(new OwnershipPage(Frame.For(context, $"Move or delete {site.Domain}"), site.Domain, form, others)), status);
    }
}
