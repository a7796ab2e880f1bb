using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>A site's settings: what is kept out of it, and what was.</summary>
internal sealed class SettingsPages(SiteList sites, Refusals refusals, SiteSettings settings)
{
    public const string Route = "/sites/{domain}/settings";

    /// <summary>The days over which is shown what was kept out.</summary>
    private const int Days = 30;

    internal const string On = "yes";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            var rules = SiteRules.Of(site);
            var form = new Form()
                .With("saved", context.Request.Query.ContainsKey("saved") ? "yes" : "")
                .With(SiteRules.BotsField, rules.Bots)
                .With(SiteRules.AddressesField, rules.Addresses).With(SiteRules.CountriesField, rules.Countries).With(SiteRules.PagesField, rules.Pages)
                .With(SiteRules.HostnamesField, rules.Hostnames).With(SiteRules.ParametersField, rules.Parameters)
                .With(SiteRules.SlashField, rules.TrimsSlash ? On : "").With(SiteRules.CaseField, rules.FoldsCase ? On : "");
            await RenderAsync(context, site, form, StatusCodes.Status200OK);
        }
    }

    public async Task SaveAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var rules = new SiteRules(
            form[SiteRules.BotsField], form[SiteRules.AddressesField], form[SiteRules.CountriesField], form[SiteRules.PagesField], form[SiteRules.HostnamesField],
            form[SiteRules.ParametersField], form[SiteRules.SlashField] == On, form[SiteRules.CaseField] == On);
        foreach (var (field, problem) in rules.Problems())
        {
            form.Refuse(field, problem);
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, site, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await settings.SaveAsync(site, rules, context.RequestAborted);
        Frame.SeeOther(context, $"/sites/{site.Domain}/settings?saved");
    }

    private static string ViewersAddress(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "";

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private async Task RenderAsync(HttpContext context, Site site, Form form, int status)
    {
        var kept = await refusals.OfAsync(site.Id, Days, context.RequestAborted);
        var rows = kept.Select(static count => new KeptOut(RefusalReason.Of(count.Reason).Title, count.Beacons.ToString("N0", CultureInfo.InvariantCulture)));
        var page = new SettingsPage(Frame.For(context, $"Settings of {site.Domain}"), site.Domain, form, [.. rows], ViewersAddress(context), site.Role);
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
