using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The list of sites, the form for another one, and the page with a site's snippet.</summary>
internal sealed class SitePages(SiteList sites, Provisioning provisioning, SitesOptions options)
{
    public const string New = "/new-site";
    public const string InstallRoute = "/sites/{domain}/install";

    public async Task ListAsync(HttpContext context)
    {
        var list = await sites.OfAsync(Sessions.UserId(context), context.RequestAborted);
        await Frame.RenderAsync(context, Pages.List.Create(new ListPage(Frame.For(context, "Sites"), list)));
    }

    public Task ShowNewAsync(HttpContext context) => RenderNewAsync(context, new Form().With("timezone", "Etc/UTC"), StatusCodes.Status200OK);

    public async Task AddAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        form.CheckSite();
        if (form.IsRight && !await provisioning.AddSiteAsync(Sessions.UserId(context), form["domain"], form["timezone"], context.RequestAborted))
        {
            form.Refuse("domain", "This domain is already counted here.");
        }

        if (!form.IsRight)
        {
            await RenderNewAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, $"/sites/{Domains.Normal(form["domain"])}/install");
    }

    public async Task InstallAsync(HttpContext context)
    {
        var domain = context.Request.RouteValues["domain"] as string ?? "";
        if (await sites.FindAsync(Sessions.UserId(context), domain, context.RequestAborted) is not { } site)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var snippet = Snippet.For(Snippet.ServerAddress(context, options), site.Domain);
        await Frame.RenderAsync(context, Pages.Install.Create(new InstallPage(Frame.For(context, $"Install on {site.Domain}"), site, snippet)));
    }

    private static Task RenderNewAsync(HttpContext context, Form form, int status) =>
        Frame.RenderAsync(context, Pages.NewSite.Create(new NewSitePage(Frame.For(context, "Add a site"), form)), status);
}

/// <summary>What the list of sites shows.</summary>
public sealed record ListPage(Frame Frame, IReadOnlyList<Site> Sites);

/// <summary>What the form for another site shows.</summary>
public sealed record NewSitePage(Frame Frame, Form Form);

/// <summary>What the snippet's page shows.</summary>
public sealed record InstallPage(Frame Frame, Site Site, string Snippet)
{
    /// <summary>What else the script can count: its name in the script's address, and what it is.</summary>
    internal static readonly (string Value, string Title, string Meaning)[] Features =
    [
        ("404", "Pages that aren't there", "An event 404 for each that is asked for in vain."),
        ("downloads", "File downloads", "An event File Download for each link to a file."),
        ("engagement", "Engagement", "How long a page is really looked at, and how far down it is read."),
        ("forms", "Forms", "An event Form: Submission for each form that is sent, without what was typed."),
        ("hash", "Routes after #", "For a site whose pages differ only after the # of their address."),
        ("outbound", "Outbound links", "An event Outbound Link: Click for each link to another site."),
        ("pages", "Excluded and masked pages", "By data-exclude and data-mask of the script: /admin/* isn't sent, /user/17 is sent as /user/*."),
        ("tagged", "Named elements", "An event for each click on what carries data-seyr-event."),
    ];
}
