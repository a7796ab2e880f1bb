using Microsoft.AspNetCore.Http;
using NodaTime;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What somebody looks at: a site, and what was chosen, with all that follows from it.</summary>
internal sealed record Viewing
{
    public required Site Site { get; init; }

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

    /// <summary>All terms of the filter.</summary>
    public Filter? Filter => FilterOf(State.Filters);

    /// <summary>Those that aren't on conversions.</summary>
    public Filter? WholeFilter => FilterOf(State.Filters.Where(static term => !term.IsOfConversions));

    /// <summary>Whether some are on conversions.</summary>
    public bool HasWhole => State.Filters.Any(static term => term.IsOfConversions);

    /// <summary>The numbers above the graph.</summary>
    public IReadOnlyList<TileKind> Tiles => TileKind.For(State.Filters);

    /// <summary>The one that the graph shows.</summary>
    public TileKind Shown => Tiles.FirstOrDefault(kind => kind.Key == State.Metric) ?? Tiles[0];

    /// <summary>Whether it is the last minutes, of which there is more every moment.</summary>
    public bool IsRealtime => Period.Key == "30m";

    /// <summary>Where the site's page is.</summary>
    public string Path => "/sites/" + Site.Domain;

    /// <summary>The address of the site's page with other choices.</summary>
    public string Address(DashboardState state) => state.Address(Path);

    /// <summary>The tab that a card shows; goals where there are some.</summary>
    public Breakdown TabOf(string card) =>
        card == Breakdown.Behaviour && Goals.Count == 0 && !State.Tabs.ContainsKey(card) ? Breakdown.Find(card, Breakdown.Events)! : State.TabOf(card);

    /// <summary>The question for the period's numbers.</summary>
    public Query Query() => new(Site.Id, Zone, Period.Range, [.. Tiles.Select(static tile => tile.Metric).Distinct()]) { Filter = Filter, Goals = Goals };

    private Filter? FilterOf(IEnumerable<FilterTerm> terms) => terms.Select(term => term.ToFilter(Goals)).ToList() switch
    {
        [] => null,
        [var one] => one,
        var several => new All(several),
    };
}

/// <summary>Tells what a request looks at.</summary>
internal sealed class Viewings(SiteList sites, SiteGoals goals, Presence presence, TimeProvider clock)
{
    /// <returns>Null: the site isn't the user's to see, and that is answered.</returns>
    public async Task<Viewing?> FindAsync(HttpContext context)
    {
        if (await FindSiteAsync(context) is not { } site)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return null;
        }

        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var begin = await presence.BeginAsync(site.Id, zone, context.RequestAborted) ?? now.InZone(zone).Date;
        var wanted = await goals.OfAsync(site.Id, context.RequestAborted);
        return Of(site, DashboardState.Read(context.Request.Query), [.. wanted.Select(GoalOf)], now, zone, begin);
    }

    /// <summary>The site of a request; null: the user may see none of this name.</summary>
    public Task<Site?> FindSiteAsync(HttpContext context) =>
        sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", context.RequestAborted);

    internal static Viewing Of(Site site, DashboardState state, IReadOnlyList<Goal> goals, Instant now, DateTimeZone zone, LocalDate begin)
    {
        var period = PeriodOf(state, now, zone, begin);
        if (period is null)
        {
            state = state.In(Period.Default);
            period = Period.Named(Period.Default, null, now, zone, begin)!;
        }

        var interval = state.Interval is { } chosen && period.Intervals.Contains(chosen) ? chosen : period.Intervals[0];
        return new Viewing
        {
            Site = site,
            State = state,
            Zone = zone,
            Now = now,
            Period = period,
            Interval = interval,
            Before = BeforeOf(state, period, now, zone),
            WholeBefore = BeforeOf(state, period, Instant.MaxValue, zone),
            Goals = goals,
        };
    }

    private static Period? PeriodOf(DashboardState state, Instant now, DateTimeZone zone, LocalDate begin)
    {
        if (state.Period != DashboardState.Custom)
        {
            return Period.Named(state.Period, state.Date, now, zone, begin);
        }

        return state is { From: { } from, To: { } to } ? Between(from, to, zone) : null;
    }

    private static Range? BeforeOf(DashboardState state, Period period, Instant now, DateTimeZone zone) => state.Compare switch
    {
        // Of all time there is nothing before.
        CompareWith.Off => null,
        _ when period.Key == "all" => null,
        CompareWith.Custom => state is { CompareFrom: { } from, CompareTo: { } to } ? Between(from, to, zone).Range : null,
        CompareWith.Year => period.Before(Comparison.YearOverYear, state.MatchesWeekday, now, zone),
        _ => period.Before(Comparison.PreviousPeriod, state.MatchesWeekday, now, zone),
    };

    private static Period Between(LocalDate one, LocalDate other, DateTimeZone zone)
    {
        var (first, last) = one <= other ? (one, other) : (other, one);
        var earliest = last.PlusDays(1 - Period.MaxDays);
        return Period.Between(first < earliest ? earliest : first, last, zone);
    }

    private static Goal GoalOf(SiteGoal goal) => new(goal.Id, goal.Name, goal.Kind switch
    {
        "page" => GoalKind.Page,
        "scroll" => GoalKind.Scroll,
        _ => GoalKind.Event,
    }, goal.Target, goal.Depth);
}
