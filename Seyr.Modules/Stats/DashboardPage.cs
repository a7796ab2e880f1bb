using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What a site's page shows, in the words and figures that are shown.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="TimeZone">The zone in which its days begin.</param>
/// <param name="HasEvents">Whether anything has ever arrived.</param>
/// <param name="QuotaNotice">That the organisation has used up its month; null: it has not.</param>
/// <param name="IsRealtime">Whether it is to be shown anew every half minute.</param>
/// <param name="Bar">What stands above the numbers.</param>
/// <param name="Tiles">The totals.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Cards">The breakdowns; none: what is above them was asked for alone.</param>
/// <param name="Compared">With what the changes are.</param>
/// <param name="MaySet">Whether the one who looks may change the site's settings.</param>
/// <param name="HasLostSegment">Whether the address names a segment that there isn't.</param>
/// <param name="IsLimited">Whether it shows a part of the site only.</param>
/// <param name="RefusedAddress">What was kept out in the same period; null: it isn't for who looks.</param>
public sealed record DashboardPage(
    Frame Frame, string Domain, string TimeZone, bool HasEvents, string? QuotaNotice, bool IsRealtime, TopBar Bar, IReadOnlyList<Tile> Tiles,
    GraphView Graph, IReadOnlyList<CardView> Cards, string? Compared, bool MaySet, bool HasLostSegment, bool IsLimited, string? RefusedAddress)
{
    /// <summary>Whether it is of several sites.</summary>
    public bool IsTogether { get; private init; }

    internal static DashboardPage Make(Frame frame, Viewing viewing, Screen screen, MapView? map, IReadOnlyList<string> domains, string? quotaNotice) => new(
        frame,
        viewing.Site.Domain,
        viewing.Site.TimeZone,
        screen.HasEvents,
        quotaNotice,
        viewing.IsRealtime,
        TopBar.Make(viewing, domains, screen.CurrentVisitors) with { Segments = SegmentMenu.Of(viewing, frame.FormToken) },
        [.. viewing.Tiles.Select(kind => Tile.Of(viewing, kind, screen))],
        GraphView.Make(viewing, screen),
        [.. Breakdown.Cards.Where(card => screen.Has(viewing, card.Key)).Select(card => CardView.Make(viewing, card.Key, screen, map))],
        ComparedWith(viewing),
        viewing.MaySet,
        viewing.HasLostSegment,
        viewing.Limit is not null,
        viewing.IsShared || viewing.IsTogether ? null : RefusedView.Address(viewing, viewing.State))
    {
        IsTogether = viewing.IsTogether,
    };

    /// <summary>What the keyboard does.</summary>
    internal static readonly IReadOnlyList<(string Key, string What)> Keys =
    [
        ("D", "Today"), ("E", "Yesterday"), ("R", "Realtime"), ("H", "Last 24 hours"), ("W", "Last 7 days"), ("F", "Last 28 days"), ("T", "Last 30 days"),
        ("N", "Last 91 days"), ("M", "Month to date"), ("P", "Last month"), ("Y", "Year to date"), ("S", "Last 6 months"), ("L", "Last 12 months"), ("A", "All time"),
        ("C", "Custom dates"), ("← →", "The period before, after"), ("X", "Compare, or not"), ("I", "Next interval"), ("1 – 9", "Another site"), ("/", "Filter"),
        ("Esc", "Clear the filter"), ("?", "This list"),
    ];

    private static string? ComparedWith(Viewing viewing) => viewing.Before is not { } range ? null
        : viewing.Period.IsRolling && viewing.State.Compare == CompareWith.Previous ? viewing.IsRealtime ? "the 30 minutes before" : "the 24 hours before"
        : Display.Dates(range.From.InZone(viewing.Zone).Date, (range.To - NodaTime.Duration.Epsilon).InZone(viewing.Zone).Date);
}
