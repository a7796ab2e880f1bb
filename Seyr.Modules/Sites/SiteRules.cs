using Seyr.Web;

namespace Seyr.Sites;

/// <summary>What a site's owner sets: what is kept out of it, and which pages are one. Lists have a line each.</summary>
internal sealed record SiteRules(
    string Bots, string Addresses, string Countries, string Pages, string Hostnames, string Parameters, bool TrimsSlash, bool FoldsCase)
{
    public const string BotsField = "bots";
    public const string AddressesField = "addresses";
    public const string CountriesField = "countries";
    public const string PagesField = "pages";
    public const string HostnamesField = "hostnames";
    public const string ParametersField = "parameters";
    public const string SlashField = "slash";
    public const string CaseField = "case";

    public static SiteRules Of(Form form) => new(
        form[BotsField], form[AddressesField], form[CountriesField], form[PagesField], form[HostnamesField], form[ParametersField],
        form[SlashField] == SettingsPages.On, form[CaseField] == SettingsPages.On);

    public Form ToForm() => new Form()
        .With(BotsField, Bots).With(AddressesField, Addresses).With(CountriesField, Countries).With(PagesField, Pages).With(HostnamesField, Hostnames)
        .With(ParametersField, Parameters).With(SlashField, TrimsSlash ? SettingsPages.On : "").With(CaseField, FoldsCase ? SettingsPages.On : "");

    public static SiteRules Of(Site site) => new(
        site.BotFilter.ToString().ToLowerInvariant(), site.ShieldAddresses, site.ShieldCountries, site.ShieldPages, site.AllowedHostnames, site.KeptParameters,
        site.TrimsSlash, site.FoldsCase);

    /// <summary>The fields that can't be so, and why.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (!SettingsPage.Filters.Any(filter => filter.Value == Bots))
        {
            yield return (BotsField, "One of off, basic, strict.");
        }

        foreach (var (field, problem) in new[]
        {
            (AddressesField, Shield.AddressesProblem(Addresses)), (CountriesField, Shield.CountriesProblem(Countries)), (PagesField, Shield.PagesProblem(Pages)),
            (HostnamesField, Shield.HostnamesProblem(Hostnames)), (ParametersField, Shield.ParametersProblem(Parameters)),
        })
        {
            if (problem is not null)
            {
                yield return (field, problem);
            }
        }
    }
}
