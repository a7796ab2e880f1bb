using System.Globalization;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What the page with a site's saved segments shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Segments">Those that who looks sees.</param>
/// <param name="RestoreAddress">Where the one that was just removed is brought back; null: none was.</param>
/// <param name="Problem">Why something could not be done; null: it was.</param>
public sealed record SegmentsPage(Frame Frame, string Domain, IReadOnlyList<SegmentRow> Segments, string? RestoreAddress, string? Problem);

/// <summary>A segment on the page.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="IsShared">Whether it is everybody's.</param>
/// <param name="Words">Its terms in words.</param>
/// <param name="DashboardAddress">The dashboard with it.</param>
/// <param name="Address">Where it is changed; null: by somebody else.</param>
/// <param name="Links">The links that are limited to it.</param>
public sealed record SegmentRow(string Name, bool IsShared, string Words, string DashboardAddress, string? Address, IReadOnlyList<string> Links)
{
    internal static SegmentRow Of(Site site, DashboardSegment segment, IReadOnlyList<string> links) => new(
        segment.Name,
        segment.IsShared,
        string.Join(", ", segment.Terms.Select(static term => Chip.Of(term)).Select(static chip => $"{chip.What} {chip.How} {chip.Values}")),
        $"/sites/{site.Domain}?{DashboardState.SegmentField}={segment.Key}",
        segment.IsShared && site.Role < Role.Editor ? null : string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/segments/{segment.Id}"),
        links);
}

/// <summary>What the page shows on which a segment is saved or changed.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Action">Where it goes.</param>
/// <param name="IsNew">Whether it is a new one, of the filter that the address has.</param>
/// <param name="MayShare">Whether it may be everybody's.</param>
/// <param name="Terms">Its terms in words.</param>
/// <param name="Links">The links that are limited to it.</param>
public sealed record SegmentPage(
    Frame Frame, string Domain, Form Form, string Action, bool IsNew, bool MayShare, IReadOnlyList<Chip> Terms, IReadOnlyList<string> Links);
