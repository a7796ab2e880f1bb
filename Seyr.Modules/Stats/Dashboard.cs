using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>A site's page, who is there, and word of its first event.</summary>
internal sealed class Dashboard(
    Viewings viewings, Annotations annotations, SiteList sites, Usage usage, Screens screens, WorldMap map, Presence presence, Beginnings beginnings, TimeProvider clock)
{
    public const string Route = "";
    public const string FirstEventRoute = "/sites/{domain}/first-event";
    public const string NowRoute = "/now";

    /// <summary>The graph has at most this many notes: the newest.</summary>
    private const int MaxNotes = 50;

    /// <summary>Sent by the script that puts this page, or the part of it that is another, in the place of what was there: which.</summary>
    private const string PartHeader = "Seyr-Part";

    /// <summary>Bar, tiles and graph: all but the cards.</summary>
    private const string NumbersPart = "overview";

    /// <summary>A card by itself begins so, and has its key.</summary>
    private const string CardPart = "card-";

    public async Task ShowAsync(HttpContext context)
    {
        if (await viewings.FindAsync(context) is not { } viewing)
        {
            return;
        }

        if (context.Request.Query.ContainsKey(FilterTerm.ValueField))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = viewing.Address(WithAdded(viewing.State, context.Request.Query));
            return;
        }

        var part = context.Request.Headers[PartHeader].ToString();
        if (Breakdown.Cards.FirstOrDefault(each => part == CardPart + each.Key).Key is { } card)
        {
            await ShowCardAsync(context, viewing, card);
            return;
        }

        var (first, last) = (LocalDatePattern.Iso.Format(viewing.Period.First), LocalDatePattern.Iso.Format(viewing.Period.Last));
        if (!viewing.IsTogether)
        {
            viewing = viewing with { Annotations = await annotations.BetweenAsync(viewing.Site.Id, first, last, viewing.IsShared, MaxNotes, context.RequestAborted) };
        }

        var isNumbers = part == NumbersPart;
        var screen = isNumbers ? await screens.AskNumbersAsync(viewing, context.RequestAborted) : await screens.AskAsync(viewing, context.RequestAborted);
        IReadOnlyList<Site> own = viewing.IsShared ? [viewing.Site] : await sites.OfAsync(Sessions.UserId(context), context.RequestAborted);
        var notice = viewing.IsShared || viewing.IsTogether ? null : await NoticeAsync(viewing.Site, context.RequestAborted);
        // The first screen does without the map, which comes right after; in place of another page it comes with it.
        var drawn = part.Length > 0 && !isNumbers ? await MapAsync(viewing, context.RequestAborted) : null;
        var page = DashboardPage.Make(Frame.For(context, viewing.Site.Domain), viewing, screen, drawn, [.. own.Select(static site => site.Domain)], notice);
        await Frame.RenderAsync(context, isNumbers ? Pages.NumbersAlone.Create(page) : Pages.Dashboard.Create(page));
    }

    /// <summary>Who is here now, in words.</summary>
    public async Task NowAsync(HttpContext context)
    {
        if (await viewings.SeeAsync(context) is not { } seen)
        {
            return;
        }

        var (here, now) = (0L, NodaTime.Instant.FromDateTimeOffset(clock.GetUtcNow()));
        foreach (var site in seen.Others.Prepend(seen.Site))
        {
            here += await beginnings.CurrentVisitorsAsync(site.Id, seen.Limit, now, context.RequestAborted);
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(TopBar.Words(here), context.RequestAborted);
    }

    /// <summary>Answers <c>{"arrived": true}</c> as soon as the site has an event.</summary>
    public async Task FirstEventAsync(HttpContext context)
    {
        if (await viewings.SeeAsync(context) is not var (site, _))
        {
            return;
        }

        var arrived = await presence.HasEventsAsync(site.Id, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(arrived ? """{"arrived":true}""" : """{"arrived":false}""", context.RequestAborted);
    }

    private async Task ShowCardAsync(HttpContext context, Viewing viewing, string card)
    {
        var screen = await screens.AskCardAsync(viewing, card, context.RequestAborted);
        var drawn = card == Breakdown.Locations ? await MapAsync(viewing, context.RequestAborted) : null;
        await Frame.RenderAsync(context, Pages.Card.Create(CardView.Make(viewing, card, screen, drawn)));
    }

    /// <summary>The map where the page shows it; null: it doesn't.</summary>
    private async Task<MapView?> MapAsync(Viewing viewing, CancellationToken cancel) =>
        viewing.TabOf(Breakdown.Locations).Key == Breakdown.Map ? await map.DrawAsync(viewing, cancel) : null;

    /// <summary>What the form of the filter's menu adds; a value that is none adds nothing.</summary>
    private static DashboardState WithAdded(DashboardState state, IQueryCollection query)
    {
        var term = FilterTerm.Typed(query[FilterTerm.WhatField].ToString(), query[FilterTerm.HowField].ToString(), query[FilterTerm.ValueField].ToString());
        return term is null ? state : state.With(term);
    }

    private async Task<string?> NoticeAsync(Site site, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var cycle = Cycle.Of(site.CycleAnchor, now);
        return site.MonthlyEvents == 0 ? null : QuotaNotice.For(site, await usage.OfAsync(site.OrganisationId, cycle, cancel), cycle);
    }
}
