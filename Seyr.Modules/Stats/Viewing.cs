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

    /// <summary>Where the site's page is, for who looks: <c>/sites/</c> and the domain, or the address of a shared link.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is looked at by a link or in public, by whoever has the address.</summary>
    public bool IsShared => !Path.StartsWith(Viewings.Own, StringComparison.Ordinal);

    /// <summary>Whether the one who looks may change the site's settings.</summary>
    public bool MaySet => !IsShared && Site.Role >= Role.Editor;

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
internal sealed class Viewings(SiteList sites, SharedLinks shared, SiteGoals goals, Presence presence, TimeProvider clock)
{
    /// <summary>Where the pages of the user's sites are.</summary>
    public const string Own = "/sites/";

    private const string Public = "/public/";
    private const string Shared = "/share/";

    /// <summary>The ways to a site's page, each with all of its parts.</summary>
    public static readonly IReadOnlyList<(string Start, bool IsOpen)> Ways = [(Own + "{domain}", false), (Shared + "{token}", true), (Public + "{domain}", true)];

    /// <returns>Null: the site isn't for who asks to see, and that is answered.</returns>
    public async Task<Viewing?> FindAsync(HttpContext context)
    {
        if (await FindSiteAsync(context) is not { } site)
        {
            return null;
        }

        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var begin = await presence.BeginAsync(site.Id, zone, context.RequestAborted) ?? now.InZone(zone).Date;
        var wanted = await goals.OfAsync(site.Id, context.RequestAborted);
        return Of(site, PathOf(context, site), DashboardState.Read(context.Request.Query), [.. wanted.Select(Goal.Of)], now, zone, begin);
    }

    /// <summary>The site of a request, by whichever way; null: it isn't for who asks to see, and that is answered.</summary>
    public async Task<Site?> FindSiteAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(Shared.TrimEnd('/')))
        {
            return await shared.OpenAsync(context);
        }

        if (context.Request.Path.StartsWithSegments(Public.TrimEnd('/')))
        {
            return await shared.OpenPublicAsync(context);
        }

        var site = await sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", context.RequestAborted);
        if (site is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return site;
    }

    private static string PathOf(HttpContext context, Site site) =>
        context.Request.Path.StartsWithSegments(Shared.TrimEnd('/')) ? Shared + Uri.EscapeDataString(context.Request.RouteValues["token"] as string ?? "")
        : (context.Request.Path.StartsWithSegments(Public.TrimEnd('/')) ? Public : Own) + site.Domain;

    internal static Viewing Of(Site site, string path, DashboardState state, IReadOnlyList<Goal> goals, Instant now, DateTimeZone zone, LocalDate begin)
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
            Path = path,
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
}
