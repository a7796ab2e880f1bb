using System.Globalization;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What the page with a site's funnels shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Funnels">Those that there are.</param>
/// <param name="RestoreAddress">Where the one that was just removed is brought back; null: none was.</param>
/// <param name="Fields">The funnel that is being made.</param>
public sealed record FunnelsPage(Frame Frame, string Domain, IReadOnlyList<FunnelLine> Funnels, string? RestoreAddress, FunnelFields Fields);

/// <summary>A funnel on the page.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Steps">Its steps in words.</param>
/// <param name="DashboardAddress">The dashboard with it.</param>
/// <param name="Address">Where it is changed.</param>
public sealed record FunnelLine(string Name, string Steps, string DashboardAddress, string Address)
{
    internal static FunnelLine Of(Site site, SiteFunnel funnel) => new(
        funnel.Name,
        string.Join(" → ", funnel.Steps.Select(static step => step.Name)),
        $"/sites/{site.Domain}?{Breakdown.Behaviour}={Breakdown.Funnels}&{DashboardState.FunnelField}={NamedKey.Of(funnel.Id, funnel.Name)}",
        string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/funnels/{funnel.Id}"));
}

/// <summary>What the page shows on which a funnel is changed.</summary>
public sealed record FunnelPage(Frame Frame, string Domain, FunnelFields Fields);

/// <summary>The form of a funnel.</summary>
/// <param name="Form">What was chosen.</param>
/// <param name="Action">Where it goes.</param>
/// <param name="Button">What sends it.</param>
/// <param name="Goals">The site's goals, by number and name.</param>
/// <param name="Numbers">What it told of the last days; null: nobody asked.</param>
/// <param name="FormToken">The antiforgery token.</param>
public sealed record FunnelFields(Form Form, string Action, string Button, IReadOnlyList<(string Id, string Name)> Goals, FunnelView? Numbers, string FormToken);
