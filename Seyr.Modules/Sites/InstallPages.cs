using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The page with a site's snippet: the line, how it gets into a site, and whether it is there.</summary>
internal sealed class InstallPages(SiteList sites, SnippetCheck check, Throttle throttle, SitesOptions options)
{
    public const string Route = "/sites/{domain}/install";
    public const string PageField = "page";

    /// <summary>Each makes this server call somebody else's.</summary>
    private static readonly Limit Checks = new("check of a snippet", 5, TimeSpan.FromSeconds(30));

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderAsync(context, site, new Form(), null, StatusCodes.Status200OK);
        }
    }

    public async Task CheckAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var page = SnippetCheck.PageOf(site.Domain, form[PageField]);
        if (page is null)
        {
            form.Refuse(PageField, $"A page of {site.Domain}.");
            await RenderAsync(context, site, form, null, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        if (!throttle.TryTake(Checks, site.Id.ToString(CultureInfo.InvariantCulture)))
        {
            form.Refuse(PageField, "This site was checked often just now. Wait half a minute.");
            await RenderAsync(context, site, form, null, StatusCodes.Status429TooManyRequests);
            return;
        }

        var finding = await check.LookAsync(site.Domain, page, Snippet.ServerAddress(context, options), context.RequestAborted);
        await RenderAsync(context, site, form, finding, StatusCodes.Status200OK);
    }

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private Task RenderAsync(HttpContext context, Site site, Form form, SnippetFinding? finding, int status)
    {
        var page = new InstallPage(Frame.For(context, $"Install on {site.Domain}"), site, Snippet.ServerAddress(context, options), form, finding);
        return Frame.RenderAsync(context, Pages.Install.Create(page), status);
    }
}
