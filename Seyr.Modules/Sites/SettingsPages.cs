using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>A site's settings: what is kept out of it, and what was.</summary>
internal sealed class SettingsPages(SiteList sites, Refusals refusals, SiteDirectory directory, RelationalStore store)
{
    public const string Route = "/sites/{domain}/settings";

    /// <summary>The days over which is shown what was kept out.</summary>
    private const int Days = 30;

    private const string Filter = "bots";
    internal const string Addresses = "addresses";
    internal const string Countries = "countries";
    internal const string PagesOut = "pages";
    internal const string Hostnames = "hostnames";
    internal const string Parameters = "parameters";
    internal const string Slash = "slash";
    internal const string Case = "case";
    internal const string On = "yes";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            var form = new Form()
                .With("saved", context.Request.Query.ContainsKey("saved") ? "yes" : "")
                .With(Filter, Name(site.BotFilter))
                .With(Addresses, site.ShieldAddresses).With(Countries, site.ShieldCountries).With(PagesOut, site.ShieldPages).With(Hostnames, site.AllowedHostnames)
                .With(Parameters, site.KeptParameters).With(Slash, site.TrimsSlash ? On : "").With(Case, site.FoldsCase ? On : "");
            await RenderAsync(context, site, form, StatusCodes.Status200OK);
        }
    }

    public async Task SaveAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        Check(form);
        if (!form.IsRight)
        {
            await RenderAsync(context, site, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await using (var connection = await store.OpenAsync(context.RequestAborted))
        {
            await connection.ExecuteAsync(
                """
                update sites set bot_filter = @filter, shield_addresses = @addresses, shield_countries = @countries, shield_pages = @pages,
                    allowed_hostnames = @hostnames, kept_parameters = @parameters, trims_slash = @trimsSlash, folds_case = @foldsCase
                where id = @id
                """,
                new
                {
                    id = site.Id,
                    filter = form[Filter],
                    addresses = Kept(form[Addresses]),
                    countries = Kept(form[Countries]),
                    pages = Kept(form[PagesOut]),
                    hostnames = Kept(form[Hostnames]),
                    parameters = Kept(form[Parameters]),
                    trimsSlash = form[Slash] == On,
                    foldsCase = form[Case] == On,
                });
        }

        directory.Forget(site.Domain);
        Frame.SeeOther(context, $"/sites/{site.Domain}/settings?saved");
    }

    private static void Check(Form form)
    {
        if (!SettingsPage.Filters.Any(filter => filter.Value == form[Filter]))
        {
            form.Refuse(Filter, "One of the three.");
        }

        foreach (var (field, problem) in new (string, Func<string, string?>)[]
        {
            (Addresses, Shield.AddressesProblem), (Countries, Shield.CountriesProblem), (PagesOut, Shield.PagesProblem),
            (Hostnames, Shield.HostnamesProblem), (Parameters, Shield.ParametersProblem),
        })
        {
            if (problem(form[field]) is { } why)
            {
                form.Refuse(field, why);
            }
        }
    }

    private static string Kept(string lines) => string.Join('\n', Shield.Lines(lines).Distinct(StringComparer.Ordinal));

    private static string Name(BotFilter filter) => filter.ToString().ToLowerInvariant();

    private static string ViewersAddress(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "";

    private async Task<Site?> FindAsync(HttpContext context)
    {
        var site = await sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", Role.Editor, context.RequestAborted);
        if (site is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return site;
    }

    private async Task RenderAsync(HttpContext context, Site site, Form form, int status)
    {
        var kept = await refusals.OfAsync(site.Id, Days, context.RequestAborted);
        var rows = kept.Select(static count => new KeptOut(SettingsPage.Words(count.Reason), count.Beacons.ToString("N0", CultureInfo.InvariantCulture)));
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

    /// <summary>A reason in words; one that a newer version knows stands as it is.</summary>
    internal static string Words(string reason) => reason switch
    {
        "Bot" => "Crawlers and other programs",
        "AiCrawler" => "AI crawlers",
        "Prefetch" => "Fetched ahead by a browser, not seen",
        "NoBrowser" => "Without what every browser sends",
        "Automation" => "Browsers that a program drives",
        "Datacentre" => "From datacentres",
        "ReferrerSpam" => "Referrer spam",
        "Address" => "Addresses that you keep out",
        "Country" => "Countries that you keep out",
        "Page" => "Pages that you keep out",
        "Hostname" => "On hosts that aren't among yours",
        "NoVisit" => "Engagement without a visit",
        "OverQuota" => "Past the organisation's quota",
        _ => reason,
    };
}

/// <summary>A reason in words, and how many beacons it kept out.</summary>
public sealed record KeptOut(string Reason, string Beacons);
