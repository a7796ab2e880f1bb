using Microsoft.AspNetCore.Http;
using NodaTime;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>Tells what a request looks at.</summary>
internal sealed class Viewings(SiteList sites, SharedLinks shared, SiteGoals goals, SiteFunnels funnels, Segments segments, Beginnings beginnings, TimeProvider clock)
{
    /// <summary>Where the pages of the user's sites are.</summary>
    public const string Own = "/sites/";

    private const string Public = "/public/";
    private const string Shared = "/share/";

    /// <summary>The ways to a site's page, each with all of its parts.</summary>
    public static readonly IReadOnlyList<(string Start, bool IsOpen)> Ways =
        [(Own + "{domain}", false), (ChosenSites.Route + "/{sites}", false), (Shared + "{token}", true), (Public + "{domain}", true)];

    /// <returns>Null: the site isn't for who asks to see, and that is answered.</returns>
    public async Task<Viewing?> FindAsync(HttpContext context)
    {
        if (await SeeAsync(context) is not { } seen)
        {
            return null;
        }

        var (site, limit) = seen;
        var cancel = context.RequestAborted;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var (path, state) = (PathOf(context, seen), DashboardState.Read(context.Request.Query));
        var begin = now.InZone(zone).Date;
        foreach (var each in seen.Others.Prepend(site))
        {
            begin = LocalDate.Min(begin, await beginnings.OfAsync(each.Id, zone, limit, now, isNeeded: state.Period == Period.AllTime, cancel) ?? begin);
        }

        IReadOnlyList<SiteGoal> wanted = seen.IsTogether ? [] : await goals.OfAsync(site.Id, cancel);
        // Names of segments are for the site's people, not for whoever has a link.
        var saved = IsOwn(path) ? await segments.OfAsync(site, Sessions.UserId(context), cancel) : [];
        var known = saved.Select(DashboardSegment.Of).ToList();
        var chosen = known.Find(each => each.Id == NamedKey.IdOf(state.Segment));
        var asksFunnel = state.TabOf(Breakdown.Behaviour).Key == Breakdown.Funnels && limit?.IsOfEvents != true && !seen.IsTogether;
        return Of(site, path, state with { Segment = chosen?.Key ?? "" }, [.. wanted.Select(Goal.Of)], now, zone, begin) with
        {
            Limit = limit,
            Others = seen.Others,
            Funnels = asksFunnel ? await funnels.OfAsync(site.Id, cancel) : [],
            Segments = known,
            Segment = chosen,
            HasLostSegment = state.Segment.Length > 0 && chosen is null,
        };
    }

    /// <summary>Whether a site's page is looked at by one of its people, at its own address.</summary>
    public static bool IsOwn(string path) => path.StartsWith(Own, StringComparison.Ordinal);

    /// <summary>
    /// The site of a request, by whichever way, and what of it may be seen: the one place where that is decided. Null: it isn't for
    /// who asks to see, and that is answered.
    /// </summary>
    public async Task<Seen?> SeeAsync(HttpContext context)
    {
        var seen = await FindSiteAsync(context);
        if (seen?.Chosen.Append(seen.Site).FirstOrDefault(static site => site.IsLocked) is not { } locked)
        {
            return seen;
        }

        await LockedPage.RenderAsync(context, locked);
        return null;
    }

    private async Task<Seen?> FindSiteAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(ChosenSites.Route))
        {
            return await TogetherAsync(context);
        }

        if (context.Request.Path.StartsWithSegments(Shared.TrimEnd('/')))
        {
            return await LimitedAsync(context, await shared.OpenAsync(context));
        }

        if (context.Request.Path.StartsWithSegments(Public.TrimEnd('/')))
        {
            return await LimitedAsync(context, await shared.OpenPublicAsync(context));
        }

        return await sites.OfRequestAsync(context, Role.Viewer) is { } site ? new Seen(site, null) : null;
    }

    /// <summary>A limit that can't be told shows nothing, rather than all.</summary>
    private static async Task<Seen?> LimitedAsync(HttpContext context, SeenSite? seen)
    {
        if (seen is null)
        {
            return null;
        }

        if (seen.Limit is null)
        {
            return new Seen(seen.Site, null);
        }

        if (DashboardSegment.LimitOf(seen.Limit) is { } limit)
        {
            return new Seen(seen.Site, limit);
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        return null;
    }

    private async Task<Seen?> TogetherAsync(HttpContext context)
    {
        if (await ChosenSites.OfRequestAsync(context, sites) is [_, ..] chosen)
        {
            return new Seen(ChosenSites.AsOne(chosen), null) { Chosen = chosen };
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        return null;
    }

    private static string PathOf(HttpContext context, Seen seen) => seen.IsTogether ? ChosenSites.PathOf(seen.Chosen) : PathOf(context, seen.Site);

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

/// <summary>What a request may see.</summary>
/// <param name="Site">The site, or what stands for several.</param>
/// <param name="Limit">Which part of it; null: all.</param>
internal sealed record Seen(Site Site, Filter? Limit)
{
    /// <summary>The sites that are shown as one; none: it is one.</summary>
    public IReadOnlyList<Site> Chosen { get; init; } = [];

    public bool IsTogether => Chosen.Count > 0;

    /// <summary>Those besides the first.</summary>
    public IReadOnlyList<Site> Others => [.. Chosen.Skip(1)];
}
