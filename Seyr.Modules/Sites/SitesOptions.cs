namespace Seyr.Sites;

/// <summary>What the module needs to know of the outside.</summary>
/// <param name="PublicUrl">The address at which browsers reach this server, with a slash at its end; null: as each request says.</param>
/// <param name="MonthlyEvents">What an organisation without a limit of its own may use a month; 0: no limit.</param>
/// <param name="Quota">What happens past the limit to an organisation for which nothing else was said: see <see cref="OrganisationQuota"/>.</param>
/// <param name="HasPlans">Whether organisations pay for plans, which then say what they may use; see <see cref="OrganisationPlans"/>.</param>
/// <param name="Free">The plan of those who pay for none; null: there are no plans.</param>
public sealed record SitesOptions(Uri? PublicUrl, long MonthlyEvents = 0, string Quota = OrganisationQuota.Soft, bool HasPlans = false, PlanTerms? Free = null);
