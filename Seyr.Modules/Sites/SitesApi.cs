using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Seyr.Sites;

/// <summary>Sites, for programs.</summary>
internal sealed class SitesApi(SiteList sites, Provisioning provisioning, SiteSettings settings, SharedLinks links, SiteData data, SitesOptions options)
{
    private const string Domain = "domain";
    private const string TimeZone = "timezone";
    private const string Public = "public";

    public static readonly string[] NewFields = [Domain, TimeZone];

    public static readonly string[] Fields =
    [
        Public, SiteRules.BotsField, SiteRules.AddressesField, SiteRules.CountriesField, SiteRules.PagesField, SiteRules.HostnamesField, SiteRules.ParametersField,
        SiteRules.SlashField, SiteRules.CaseField,
    ];

    public async Task ListAsync(ApiCall call) =>
        await call.AnswerAsync("sites", await sites.OfOrganisationAsync(call.Key.OrganisationId, call.Cancel), WriteName);

    public async Task AddAsync(ApiCall call)
    {
        call.Body.Check(Domain, Provisioning.DomainProblem);
        var zone = call.Body.Text(TimeZone, "Etc/UTC");
        if (Provisioning.TimeZoneProblem(zone) is { } problem)
        {
            call.Body.Refuse(TimeZone, problem);
        }

        if (call.Body.Problem is null
            && await provisioning.AddSiteAsync(call.UserId, call.Body.Text(Domain), zone, call.Cancel, call.Key.OrganisationId) is { } why)
        {
            call.Body.Refuse(Domain, why);
        }

        if (call.Body.Problem is not null)
        {
            await call.RefuseAsync();
            return;
        }

        var site = await sites.FindForOrganisationAsync(call.Key.OrganisationId, Domains.Normal(call.Body.Text(Domain))!, call.Cancel);
        await WriteAsync(call, site!, StatusCodes.Status201Created);
    }

    public async Task ShowAsync(ApiCall call)
    {
        if (await FindAsync(call, sites) is { } site)
        {
            await WriteAsync(call, site, StatusCodes.Status200OK);
        }
    }

    public async Task SaveAsync(ApiCall call)
    {
        if (await FindAsync(call, sites) is not { } site)
        {
            return;
        }

        var (body, old) = (call.Body, SiteRules.Of(site));
        var isPublic = body.Flag(Public, false);
        var rules = new SiteRules(
            body.Text(SiteRules.BotsField, old.Bots), body.Lines(SiteRules.AddressesField, old.Addresses), body.Lines(SiteRules.CountriesField, old.Countries),
            body.Lines(SiteRules.PagesField, old.Pages), body.Lines(SiteRules.HostnamesField, old.Hostnames), body.Lines(SiteRules.ParametersField, old.Parameters),
            body.Flag(SiteRules.SlashField, old.TrimsSlash), body.Flag(SiteRules.CaseField, old.FoldsCase));
        foreach (var (field, problem) in rules.Problems())
        {
            body.Refuse(field, problem);
        }

        if (body.Problem is not null)
        {
            await call.RefuseAsync();
            return;
        }

        await settings.SaveAsync(site, rules, call.Cancel);
        if (body.Has(Public))
        {
            await links.SetPublicAsync(site, isPublic, call.Cancel);
        }

        await ShowAsync(call);
    }

    public async Task DeleteAsync(ApiCall call)
    {
        if (await FindAsync(call, sites) is { } site)
        {
            await data.DeleteAsync(site.Id, call.Cancel);
            await call.DoneAsync(true, "");
        }
    }

    /// <summary>The site that the address names; null: the organisation has none, and that is answered.</summary>
    public static async Task<Site?> FindAsync(ApiCall call, SiteList sites)
    {
        var site = await sites.FindForOrganisationAsync(call.Key.OrganisationId, call.Domain, call.Cancel);
        if (site is null)
        {
            await call.DoneAsync(false, "The key's organisation has no such site.");
        }

        return site;
    }

    private async Task WriteAsync(ApiCall call, Site site, int status)
    {
        var rules = SiteRules.Of(site);
        var isPublic = await links.IsPublicAsync(site, call.Cancel);
        await call.AnswerAsync(
            json =>
            {
                WriteName(json, site);
                json.WriteString("snippet", Snippet.For(Snippet.ServerAddress(call.Context, options), site.Domain));
                json.WriteBoolean(Public, isPublic);
                json.WriteString(SiteRules.BotsField, rules.Bots);
                WriteLines(json, SiteRules.AddressesField, rules.Addresses);
                WriteLines(json, SiteRules.CountriesField, rules.Countries);
                WriteLines(json, SiteRules.PagesField, rules.Pages);
                WriteLines(json, SiteRules.HostnamesField, rules.Hostnames);
                WriteLines(json, SiteRules.ParametersField, rules.Parameters);
                json.WriteBoolean(SiteRules.SlashField, rules.TrimsSlash);
                json.WriteBoolean(SiteRules.CaseField, rules.FoldsCase);
            },
            status);
    }

    private static void WriteName(Utf8JsonWriter json, Site site)
    {
        json.WriteString(Domain, site.Domain);
        json.WriteString(TimeZone, site.TimeZone);
    }

    private static void WriteLines(Utf8JsonWriter json, string name, string lines)
    {
        json.WriteStartArray(name);
        foreach (var line in Shield.Lines(lines))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }
}
