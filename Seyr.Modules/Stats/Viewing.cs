using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>What somebody looks at: a site, and what was chosen, with all that follows from it.</summary>
internal sealed record Viewing
{
    public required Site Site { get; init; }

    /// <summary>Other sites that are shown with it as one.</summary>
    public IReadOnlyList<Site> Others { get; init; } = [];

    /// <summary>Whether several sites are shown as one. What is a site's own, such as goals, segments and notes, isn't there then.</summary>
    public bool IsTogether => Path.StartsWith(ChosenSites.Route, StringComparison.Ordinal);

    /// <summary>All sites that are shown.</summary>
    public IEnumerable<long> SiteIds => Others.Select(static site => site.Id).Prepend(Site.Id);

    public required DashboardState State { get; init; }

    public required DateTimeZone Zone { get; init; }

    public required Instant Now { get; init; }

    public required Period Period { get; init; }

    public required Interval Interval { get; init; }

    /// <summary>What the period is compared with, until the same moment of it; null: nothing.</summary>
    public required Range? Before { get; init; }

    /// <summary>The same until its own end, as the graph shows it.</summary>
    public required Range? WholeBefore { get; init; }

    public required IReadOnlyList<Goal> Goals { get; init; }

    /// <summary>The saved segments to choose from.</summary>
    public IReadOnlyList<DashboardSegment> Segments { get; init; } = [];

    /// <summary>The one that was chosen; null: none.</summary>
    public DashboardSegment? Segment { get; init; }

    /// <summary>Whether the address names one that there isn't, or not for who looks.</summary>
    public bool HasLostSegment { get; init; }

    /// <summary>The notes on the graph, the oldest first.</summary>
    public IReadOnlyList<SiteAnnotation> Annotations { get; init; } = [];

    /// <summary>The site's funnels, where one is to be shown.</summary>
    public IReadOnlyList<SiteFunnel> Funnels { get; init; } = [];

    /// <summary>The one that is shown: that which was chosen, else the first; null: none.</summary>
    public SiteFunnel? Funnel => Funnels.FirstOrDefault(each => each.Id == NamedKey.IdOf(State.Funnel)) ?? (Funnels.Count > 0 ? Funnels[0] : null);

    /// <summary>Whether funnels may be seen: they tell of whole visits, so not by who may see only some of their events.</summary>
    public bool MaySeeFunnels => Limit?.IsOfEvents != true && !IsTogether;

    /// <summary>The chosen segment's terms, and those that stand in the address.</summary>
    public IReadOnlyList<FilterTerm> Terms => [.. (Segment?.Terms ?? []).Concat(State.Filters).DistinctBy(static term => term.Text)];

    /// <summary>What stands where there would be rows.</summary>
    public string NothingFound => Terms.Count > 0 ? "Nothing in this period matches the filter." : "Nothing in this period.";

    /// <summary>What somebody else's choice lets who looks see at all; null: all. Every question has it.</summary>
    public Filter? Limit { get; init; }

    /// <summary>All terms of the filter.</summary>
    public Filter? Filter => All.Of(Limit, FilterOf(Terms, Goals));

    /// <summary>Those that aren't on conversions.</summary>
    public Filter? WholeFilter => All.Of(Limit, FilterOf(Terms.Where(static term => !term.IsOfConversions), Goals));

    /// <summary>Whether some are on conversions.</summary>
    public bool HasWhole => Terms.Any(static term => term.IsOfConversions);

    /// <summary>The numbers above the graph.</summary>
    public IReadOnlyList<TileKind> Tiles => TileKind.For(Terms);

    /// <summary>The one that the graph shows.</summary>
    public TileKind Shown => Tiles.FirstOrDefault(kind => kind.Key == State.Metric) ?? Tiles[0];

    /// <summary>Whether it is the last minutes, of which there is more every moment.</summary>
    public bool IsRealtime => Period.Key == "30m";

    /// <summary>Where the site's page is, for who looks: <c>/sites/</c> and the domain, or the address of a shared link.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is looked at by a link or in public, by whoever has the address.</summary>
    public bool IsShared => !Viewings.IsOwn(Path) && !IsTogether;

    /// <summary>Whether the one who looks may change the site's settings.</summary>
    public bool MaySet => !IsShared && Site.Role >= Role.Editor;

    /// <summary>The address of the site's page with other choices.</summary>
    public string Address(DashboardState state) => state.Address(Path);

    /// <summary>The tab that a card shows; goals where there are some.</summary>
    public Breakdown TabOf(string card) =>
        card == Breakdown.Behaviour && Goals.Count == 0 && !State.Tabs.ContainsKey(card) ? Breakdown.Find(card, Breakdown.Events)! : State.TabOf(card);

    /// <summary>The question for the period's numbers.</summary>
    public Query Query() => new(Site.Id, Zone, Period.Range, [.. Tiles.Select(static tile => tile.Metric).Distinct()])
    {
        Filter = Filter, Goals = Goals, Others = [.. Others.Select(static site => site.Id)],
    };

    internal static Filter? FilterOf(IEnumerable<FilterTerm> terms, IReadOnlyList<Goal> goals) => terms.Select(term => term.ToFilter(goals)).ToList() switch
    {
        [] => null,
        [var one] => one,
        var several => new All(several),
    };
}
