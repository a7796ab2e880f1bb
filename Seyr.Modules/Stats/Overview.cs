using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>All sites that somebody may see, at a glance, and the organisations that they are a member of.</summary>
internal sealed partial class Overview(
    SiteList sites, Organisations organisations, TwoFactor twoFactor, Glances glances, TimeProvider clock, ILogger<Overview> log)
{
    public const string Route = "/sites";
    public const string PeriodField = "period";
    public const string SearchField = "search";

    /// <summary>A page shows at most so many; others are found by their name.</summary>
    public const int MostShown = 200;

    private const int MaxSearch = 200;

    /// <summary>What can be looked at; days, or 0 for the last 24 hours.</summary>
    internal static readonly (string Key, int Days, string Title)[] Periods = [("24h", 0, "24 hours"), ("7d", 7, "7 days"), ("28d", 28, "28 days")];

    public async Task ShowAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var userId = Sessions.UserId(context);
        var all = await sites.OfAsync(userId, cancel);
        var query = context.Request.Query;
        var search = query[SearchField].ToString().Trim();
        search = search.Length > MaxSearch ? search[..MaxSearch] : search;
        var period = Array.Find(Periods, each => each.Key == query[PeriodField].ToString());
        period = period.Key is null ? Periods[0] : period;
        var found = all.Where(site => site.Domain.Contains(search, StringComparison.OrdinalIgnoreCase)).ToList();
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var glanced = await GlancedAsync(found.FindAll(static site => !site.IsLocked), period.Days, now, cancel);
        Glance? Of(Site site) => glanced?.GetValueOrDefault(site.Id);
        var rows = found
            .OrderByDescending(site => Of(site)?.Visitors).ThenByDescending(site => Of(site)?.HasEvents).ThenBy(static site => site.Domain, StringComparer.Ordinal)
            .Take(MostShown).Select(site => OverviewSite.Of(site, Of(site), period.Key, period.Days == 0 ? "hour" : "day"));
        var mine = await organisations.OfAsync(userId, cancel);
        var page = new OverviewPage(
            Frame.For(context, "Sites"), period.Key, search, [.. rows], all.Count, found.Count, glanced is not null, mine, await twoFactor.IsOnAsync(userId, cancel));
        await Frame.RenderAsync(context, Pages.Overview.Create(page));
    }

    /// <summary>The numbers; null: the store of events doesn't answer, which is no reason to withhold the sites and all that hangs on them.</summary>
    private async Task<IReadOnlyDictionary<long, Glance>?> GlancedAsync(List<Site> found, int days, Instant now, CancellationToken cancel)
    {
        try
        {
            return found.Count == 0 ? new Dictionary<long, Glance>()
                : days == 0 ? await glances.OfHoursAsync(found, now, cancel)
                : await glances.OfDaysAsync(found, days, now, cancel);
        }
        catch (Exception e) when (NoAnswer.Is(e, cancel))
        {
            LogNoAnswer(e.GetType().Name, (e as DbException)?.ErrorCode ?? 0);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sites were shown without numbers: the event store did not answer ({Error} {Code}).")]
    private partial void LogNoAnswer(string error, int code);
}
