using Microsoft.AspNetCore.Http;
using NodaTime;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>A site's page, and word of its first event.</summary>
internal sealed class Dashboard(SiteList sites, SharedLinks shared, Usage usage, Screens screens, Presence presence, TimeProvider clock)
{
    public const string Route = "/sites/{domain}";
    public const string SharedRoute = "/share/{token}";
    public const string PublicRoute = "/public/{domain}";
    public const string FirstEventRoute = "/sites/{domain}/first-event";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderAsync(context, site, await NoticeAsync(site, context.RequestAborted));
            return;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
    }

    /// <summary>The same for who has a secret link.</summary>
    public async Task ShowSharedAsync(HttpContext context)
    {
        if (await shared.OpenAsync(context) is { } site)
        {
            await RenderAsync(context, site, null);
        }
    }

    /// <summary>The same for anybody, where the site is public.</summary>
    public async Task ShowPublicAsync(HttpContext context)
    {
        if (await shared.OpenPublicAsync(context) is { } site)
        {
            await RenderAsync(context, site, null);
        }
    }

    private async Task RenderAsync(HttpContext context, Site site, string? notice)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var begin = await presence.BeginAsync(site.Id, zone, context.RequestAborted) ?? now.InZone(zone).Date;
        var period = Period.Named(context.Request.Query["period"].ToString(), null, now, zone, begin) ?? Period.Named(Period.Default, null, now, zone, begin)!;
        var interval = period.Intervals[0];
        var before = period.Before(Comparison.PreviousPeriod, matchesWeekday: false, now, zone);
        var report = await screens.AskAsync(new ScreenQuestion(site.Id, zone, period, interval, before, null, DashboardPage.Sets), now, context.RequestAborted);
        var page = DashboardPage.Make(Frame.For(context, site.Domain), site, period, interval, report, notice);
        await Frame.RenderAsync(context, Pages.Dashboard.Create(page));
    }

    /// <summary>Answers <c>{"arrived": true}</c> as soon as the site has an event.</summary>
    public async Task FirstEventAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var arrived = await presence.HasEventsAsync(site.Id, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(arrived ? """{"arrived":true}""" : """{"arrived":false}""", context.RequestAborted);
    }

    private async Task<string?> NoticeAsync(Site site, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return site.MonthlyEvents == 0 ? null : QuotaNotice.For(site, await usage.OfAsync(site.OrganisationId, Usage.MonthOf(now.ToUnixTimeSeconds()), cancel), now);
    }

    private Task<Site?> FindAsync(HttpContext context) =>
        sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", context.RequestAborted);
}
