using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The list of sites, the form for another one, and the page with a site's snippet.</summary>
internal sealed class SitePages(SiteList sites, Organisations organisations, Provisioning provisioning, TwoFactor twoFactor, SitesOptions options)
{
    public const string New = "/new-site";
    public const string InstallRoute = "/sites/{domain}/install";

    public async Task ListAsync(HttpContext context)
    {
        var userId = Sessions.UserId(context);
        var list = await sites.OfAsync(userId, context.RequestAborted);
        var mine = await organisations.OfAsync(userId, context.RequestAborted);
        var hasTwoFactor = await twoFactor.IsOnAsync(userId, context.RequestAborted);
        await Frame.RenderAsync(context, Pages.List.Create(new ListPage(Frame.For(context, "Sites"), list, mine, hasTwoFactor)));
    }

    public async Task ShowNewAsync(HttpContext context)
    {
        if (await AddableAsync(context) is { } mine)
        {
            await RenderNewAsync(context, new Form().With("timezone", "Etc/UTC"), mine, StatusCodes.Status200OK);
        }
    }

    public async Task AddAsync(HttpContext context)
    {
        if (await AddableAsync(context) is not { } mine || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        form.CheckSite();
        var organisation = long.TryParse(form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        if (form.IsRight && !await provisioning.AddSiteAsync(Sessions.UserId(context), form["domain"], form["timezone"], context.RequestAborted, organisation))
        {
            form.Refuse("domain", "This domain is already counted here.");
        }

        if (!form.IsRight)
        {
            await RenderNewAsync(context, form, mine, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, $"/sites/{Domains.Normal(form["domain"])}/install");
    }

    public async Task InstallAsync(HttpContext context)
    {
        var domain = context.Request.RouteValues["domain"] as string ?? "";
        if (await sites.FindAsync(Sessions.UserId(context), domain, Role.Editor, context.RequestAborted) is not { } site)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var snippet = Snippet.For(Snippet.ServerAddress(context, options), site.Domain);
        await Frame.RenderAsync(context, Pages.Install.Create(new InstallPage(Frame.For(context, $"Install on {site.Domain}"), site, snippet)));
    }

    /// <summary>The organisations to which the user may add sites; null: none, and the answer is written.</summary>
    private async Task<IReadOnlyList<Organisation>?> AddableAsync(HttpContext context)
    {
        var userId = Sessions.UserId(context);
        var hasTwoFactor = await twoFactor.IsOnAsync(userId, context.RequestAborted);
        var mine = (await organisations.OfAsync(userId, context.RequestAborted))
            .Where(organisation => organisation.Role >= Role.Admin && (hasTwoFactor || !organisation.RequiresTwoFactor)).ToList();
        if (mine.Count > 0)
        {
            return mine;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        return null;
    }

    private static Task RenderNewAsync(HttpContext context, Form form, IReadOnlyList<Organisation> mine, int status) =>
        Frame.RenderAsync(context, Pages.NewSite.Create(new NewSitePage(Frame.For(context, "Add a site"), form, mine)), status);
}

/// <summary>What the list of sites shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Sites">The sites.</param>
/// <param name="Organisations">The organisations that the user is a member of.</param>
/// <param name="HasTwoFactor">Whether the user has a second factor, which some of them may ask for.</param>
public sealed record ListPage(Frame Frame, IReadOnlyList<Site> Sites, IReadOnlyList<Organisation> Organisations, bool HasTwoFactor);

/// <summary>What the form for another site shows.</summary>
public sealed record NewSitePage(Frame Frame, Form Form, IReadOnlyList<Organisation> Organisations);

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
