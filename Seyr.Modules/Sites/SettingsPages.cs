using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>A site's settings: what is kept out of it, what was, and what would have been.</summary>
internal sealed class SettingsPages(SiteList sites, Refusals refusals, SiteSettings settings, IPreviews previews)
{
    public const string Route = "/sites/{domain}/settings";
    public const string RestoreRoute = "/sites/{domain}/settings/{id:long}/restore";

    /// <summary>The days over which is shown what was kept out.</summary>
    private const int Days = 30;

    internal const string On = "yes";
    internal const string Preview = "preview";
    internal const string SavedField = "saved";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderAsync(context, site, SiteRules.Of(site).ToForm(), StatusCodes.Status200OK);
        }
    }

    public async Task SaveAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var rules = SiteRules.Of(form);
        foreach (var (field, problem) in rules.Problems())
        {
            form.Refuse(field, problem);
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, site, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        if (form[Preview].Length > 0)
        {
            var kept = await previews.OfShieldAsync(site, Shield.Lists(rules.Countries, rules.Pages, rules.Hostnames), context.RequestAborted);
            await RenderAsync(context, site, form, StatusCodes.Status200OK, PreviewView.OfShield(kept, rules.Addresses.Length > 0));
            return;
        }

        var before = await settings.ReplaceAsync(site, rules, context.RequestAborted);
        Frame.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/settings?{SavedField}={before}"));
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is null)
        {
            return;
        }

        if (await settings.RestoreAsync(site, RouteId.Of(context), context.RequestAborted))
        {
            Frame.SeeOther(context, $"/sites/{site.Domain}/settings");
            return;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
    }

    private static string ViewersAddress(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "";

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private async Task RenderAsync(HttpContext context, Site site, Form form, int status, PreviewView? preview = null)
    {
        var kept = await refusals.OfAsync(site.Id, Days, context.RequestAborted);
        var rows = kept.Select(static count => new KeptOut(RefusalReason.Of(count.Reason).Title, Locale.Current.Exact(count.Beacons)));
        var page = new SettingsPage(Frame.For(context, $"Settings of {site.Domain}"), site.Domain, form, [.. rows], ViewersAddress(context), site.Role)
        {
            Preview = preview,
            RestoreAddress = long.TryParse(context.Request.Query[SavedField], NumberStyles.None, CultureInfo.InvariantCulture, out var before)
                ? string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/settings/{before}/restore") : null,
        };
        await Frame.RenderAsync(context, Pages.Settings.Create(page), status);
    }
}

/// <summary>What the page with a site's settings shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Form">The settings.</param>
/// <param name="KeptOut">What was kept out, the most frequent first.</param>
/// <param name="Address">The address from which the page is looked at: the one to keep out.</param>
/// <param name="Role">What the one who looks may do.</param>
public sealed record SettingsPage(Frame Frame, string Domain, Form Form, IReadOnlyList<KeptOut> KeptOut, string Address, Role Role)
{
    /// <summary>What the lists would have kept out; null: nobody asked.</summary>
    public PreviewView? Preview { get; init; }

    /// <summary>Where what it was before is brought back; null: it wasn't saved just now.</summary>
    public string? RestoreAddress { get; init; }

    internal static readonly (string Value, string Title, string Meaning)[] Filters =
    [
        ("off", "Off", "Whoever sends a page view is counted, bots too."),
        ("basic", "Basic",
            "Keeps out crawlers and AI scrapers by name, programs that aren't browsers, browsers that a program drives, and pages that a browser fetched ahead and nobody saw."),
        ("strict", "Strict",
            "Also keeps out whatever lacks what every browser sends, looks odd, or comes from a datacentre (if the server knows them). A real visitor may be missed."),
    ];
}

/// <summary>A reason in words, and how many beacons it kept out.</summary>
public sealed record KeptOut(string Reason, string Beacons);
