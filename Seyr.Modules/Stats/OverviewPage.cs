using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What the page of all sites shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Period">The period's name.</param>
/// <param name="Search">What is searched for.</param>
/// <param name="Sites">The sites that are shown, those with most visitors first.</param>
/// <param name="All">How many the user may see.</param>
/// <param name="Found">How many of them match the search.</param>
/// <param name="HasNumbers">Whether the store of events answered.</param>
/// <param name="Organisations">The organisations that the user is a member of.</param>
/// <param name="HasTwoFactor">Whether the user has a second factor, which some of them may ask for.</param>
public sealed record OverviewPage(
    Frame Frame, string Period, string Search, IReadOnlyList<OverviewSite> Sites, int All, int Found, bool HasNumbers, IReadOnlyList<Organisation> Organisations,
    bool HasTwoFactor)
{
    /// <summary>So many are seen without looking for one.</summary>
    private const int Few = 6;

    internal bool IsSearchable => All > Few || Search.Length > 0;

    /// <summary>Whether there are several to be shown as one.</summary>
    internal bool MayChoose => Sites.Count > 1;

    internal bool MayAdd => Organisations.Any(static organisation => organisation.Role >= Role.Admin);

    internal IEnumerable<Choice> Choices => Overview.Periods.Select(each => new Choice(Address(each.Key, Search), each.Title, each.Key == Period, null));

    internal string Address(string period, string search) =>
        $"{Overview.Route}?{Overview.PeriodField}={period}" + (search.Length == 0 ? "" : $"&{Overview.SearchField}={Uri.EscapeDataString(search)}");
}

/// <summary>A site among all.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Address">Its page, of the same period; as long as nothing has arrived, that with its snippet.</param>
/// <param name="Count">Its visitors.</param>
/// <param name="Exact">The same in full.</param>
/// <param name="Change">Its change; null: there is nothing to compare with.</param>
/// <param name="Mood">Whether the change is <c>good</c> or <c>bad</c>.</param>
/// <param name="Before">What it was.</param>
/// <param name="Line">Its course; null: its numbers are not known just now.</param>
/// <param name="HasEvents">Whether it has ever had an event.</param>
/// <param name="IsSetUpHere">Whether the one who looks may put the snippet on it.</param>
public sealed record OverviewSite(
    string Domain, string Address, string Count, string Exact, string? Change, string Mood, string Before, Sparkline? Line, bool HasEvents, bool IsSetUpHere)
{
    /// <summary>Whether its numbers aren't shown.</summary>
    public bool IsLocked { get; init; }

    internal static OverviewSite Of(Site site, Glance? known, string period, string unit)
    {
        var glance = known ?? new Glance(0, 0, []);
        var change = Display.Change(glance.Visitors, glance.Before);
        var isSetUpHere = !glance.HasEvents && !site.IsLocked && site.Role >= Role.Editor;
        return new OverviewSite(
            site.Domain,
            isSetUpHere ? $"/sites/{site.Domain}/install" : new DashboardState().In(period).Address(Viewings.Own + site.Domain),
            Display.Short(glance.Visitors),
            Display.Exact(glance.Visitors),
            change is { } number ? Display.Change(number) : null,
            change is null or 0 ? "" : change > 0 ? "good" : "bad",
            Display.Exact(glance.Before),
            known is null ? null : Sparkline.Of(glance.Course, unit),
            glance.HasEvents,
            isSetUpHere) { IsLocked = site.IsLocked };
    }
}
