using System.Data.Common;
using Microsoft.Extensions.Logging;
using NodaTime;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Asks what rules would have matched in the last days, by the same questions by which a page asks for its numbers.</summary>
internal sealed partial class Previews(Answers answers, TimeProvider clock, ILogger<Previews> log) : IPreviews
{
    private const int Rows = 10;

    public Task<Preview?> OfGoalAsync(Site site, SiteGoal goal, CancellationToken cancel)
    {
        // Where the dashboard is locked, this is no way around it.
        if (site.IsLocked)
        {
            return Task.FromResult<Preview?>(null);
        }

        var reached = new Condition(DimensionKind.Goal, Match.Is, ["0"]);
        return OrNullAsync(
            async () => (Preview?)await AskAsync(LatelyAt(site) with { Goals = [Goal.Of(goal)], Filter = reached }, DimensionKind.Page, Metric.Events, "pages", cancel), cancel);
    }

    public Task<IReadOnlyList<Preview>?> OfShieldAsync(Site site, ShieldLists lists, CancellationToken cancel)
    {
        if (site.IsLocked)
        {
            return Task.FromResult<IReadOnlyList<Preview>?>(null);
        }

        (DimensionKind Kind, string What, Filter? Filter)[] rules =
        [
            (DimensionKind.Page, "pages", Any(DimensionKind.Page, Match.Wildcard, lists.Pages)),
            (DimensionKind.Country, "countries", Any(DimensionKind.Country, Match.Is, lists.Countries)),
            (DimensionKind.Hostname, "hosts", Any(DimensionKind.Hostname, Match.Wildcard, lists.Hostnames) is { } listed ? new Not(listed) : null),
        ];
        return OrNullAsync<IReadOnlyList<Preview>>(
            async () =>
            {
                var found = new List<Preview>();
                foreach (var (kind, what, filter) in rules.Where(static rule => rule.Filter is not null))
                {
                    found.Add(await AskAsync(LatelyAt(site) with { Filter = filter }, kind, Metric.PageViews, what, cancel));
                }

                return found;
            },
            cancel);
    }

    private static Condition? Any(DimensionKind kind, Match match, IReadOnlyList<string> values) =>
        values.Count == 0 ? null : new Condition(kind, match, [.. values.Take(IPreviews.MaxLines)]);

    private async Task<Preview> AskAsync(Query query, DimensionKind kind, Metric counted, string what, CancellationToken cancel)
    {
        // Events that are no page view, of which a rule keeps out as much, are not what somebody thinks of as a number.
        var rows = await answers.AskAsync(query with { Metrics = [counted], Dimensions = [kind], Limit = Rows }, cancel);
        var total = (await answers.AskAsync(query with { Metrics = [counted, Metric.Visitors] }, cancel)).Rows is [var row, ..] ? row.Measures : default;
        return new Preview(
            what, (long)(total.Of(counted) ?? 0), total.Visitors, rows.Total,
            [.. rows.Rows.Select(each => new PreviewRow(Display.Value(kind, each.Keys[0]), (long)(each.Measures.Of(counted) ?? 0)))]);
    }

    private Query LatelyAt(Site site)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var today = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(zone).Date;
        return new Query(site.Id, zone, Period.Between(today.PlusDays(1 - IPreviews.Days), today, zone).Range, []);
    }

    /// <summary>A store that doesn't answer is no reason not to save a rule.</summary>
    private async Task<T?> OrNullAsync<T>(Func<Task<T?>> ask, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (NoAnswer.Is(e, cancel))
        {
            LogNoAnswer(e.GetType().Name, (e as DbException)?.ErrorCode ?? 0);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A rule was shown without what it matches: the event store did not answer ({Error} {Code}).")]
    private partial void LogNoAnswer(string error, int code);
}
