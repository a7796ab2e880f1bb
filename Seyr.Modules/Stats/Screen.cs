using NodaTime;

namespace Seyr.Stats;

/// <summary>All that a site's page shows at first.</summary>
/// <param name="Totals">The period's numbers.</param>
/// <param name="Before">Those of the period that it is compared with; null: it is compared with none.</param>
/// <param name="Graph">The period's numbers over time.</param>
/// <param name="Cards">The most frequent values, by the name of the set of dimensions.</param>
/// <param name="CurrentVisitors">Who was there in the last minutes.</param>
/// <param name="HasEvents">Whether anything has ever arrived.</param>
internal sealed record Screen(
    Measures Totals, Measures? Before, IReadOnlyList<GraphPoint> Graph, IReadOnlyDictionary<string, Answer> Cards, long CurrentVisitors, bool HasEvents);

/// <summary>A point of the graph.</summary>
internal sealed record GraphPoint(Bucket Bucket, Measures Measures);

/// <summary>What a site's page asks.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="Zone">Its clock.</param>
/// <param name="Period">The period.</param>
/// <param name="Interval">The graph's buckets.</param>
/// <param name="Before">The range that it is compared with; null: none.</param>
/// <param name="Filter">Which events and visits; null: all.</param>
/// <param name="Cards">The breakdowns.</param>
internal sealed record ScreenQuestion(
    long SiteId, DateTimeZone Zone, Period Period, Interval Interval, Range? Before, Filter? Filter, IReadOnlyList<DimensionSet> Cards);

/// <summary>Asks for all that a site's page shows, as one call.</summary>
internal sealed class Screens(Answers answers, Presence presence)
{
    /// <summary>The metrics of a site's page.</summary>
    public static readonly IReadOnlyList<Metric> Tiles =
        [Metric.Visitors, Metric.Visits, Metric.PageViews, Metric.ViewsPerVisit, Metric.BounceRate, Metric.VisitDuration];

    private const int CardRows = 9;

    public async Task<Screen> AskAsync(ScreenQuestion question, Instant now, CancellationToken cancel)
    {
        var query = new Query(question.SiteId, question.Zone, question.Period.Range, Tiles) { Filter = question.Filter };
        var asked = answers.AskSeriesAsync(query with { Interval = question.Interval, Limit = Bucket.Most }, cancel);
        var before = question.Before is { } range ? answers.AskAsync(query with { Range = range }, cancel) : null;
        var cards = answers.AskEachAsync(query with { Metrics = [Metric.Visitors, Metric.Events], Limit = CardRows }, question.Cards, cancel);
        var here = presence.CurrentVisitorsAsync(question.SiteId, now, cancel);
        var hasEvents = presence.HasEventsAsync(question.SiteId, cancel);
        await Task.WhenAll([asked, cards, here, hasEvents, .. before is null ? Array.Empty<Task>() : [before]]);

        var (series, total) = await asked;
        var byBucket = series.Rows.ToDictionary(static row => row.Bucket, static row => row.Measures);
        var buckets = Bucket.Of(question.Period.Range, question.Interval, question.Zone, now);
        return new Screen(
            total, before is null ? null : Sum(await before),
            [.. buckets.Select(bucket => new GraphPoint(bucket, byBucket.GetValueOrDefault(bucket.Key)))],
            await cards, await here, await hasEvents);
    }

    private static Measures Sum(Answer answer) => answer.Rows.Count == 0 ? default : answer.Rows[0].Measures;
}
