using NodaTime;

namespace Seyr.Stats;

/// <summary>Asks for all that a site's page shows, or for a part of it, as one call.</summary>
internal sealed class Screens(Answers answers, Funnels funnels, Presence presence, Beginnings beginnings)
{
    /// <summary>How many rows a card has.</summary>
    public const int CardRows = 9;

    /// <summary>Names and values of properties are told from so many of their most frequent pairs.</summary>
    public const int PropertyPairs = 1_000;

    public Task<Screen> AskAsync(Viewing viewing, CancellationToken cancel) => AskAsync(viewing, [.. Breakdown.Cards.Select(card => viewing.TabOf(card.Key))], cancel);

    /// <summary>All but the cards.</summary>
    public Task<Screen> AskNumbersAsync(Viewing viewing, CancellationToken cancel) => AskAsync(viewing, [], cancel);

    /// <summary>A card, and those of whom its rows are shares.</summary>
    public async Task<Screen> AskCardAsync(Viewing viewing, string card, CancellationToken cancel)
    {
        var query = viewing.Query() with { Metrics = [Metric.Visitors] };
        IReadOnlyList<Breakdown> tabs = [viewing.TabOf(card)];
        var totals = TotalsAsync(query, cancel);
        var whole = WholeAsync(viewing, query, totals, cancel);
        var cards = CardsAsync(viewing, tabs, cancel);
        var funnel = FunnelAsync(viewing, tabs, cancel);
        await Task.WhenAll(totals, whole, cards, funnel);
        return new Screen(new Course(await totals, await whole, []), null, await cards, 0, true) { Funnel = await funnel };
    }

    private async Task<Screen> AskAsync(Viewing viewing, IReadOnlyList<Breakdown> tabs, CancellationToken cancel)
    {
        var now = CourseAsync(viewing, viewing.Period.Range, viewing.Period.Range, cancel);
        var before = viewing.Before is { } range ? CourseAsync(viewing, range, viewing.WholeBefore!, cancel) : null;
        var cards = CardsAsync(viewing, tabs, cancel);
        var here = Task.WhenAll(viewing.SiteIds.Select(id => beginnings.CurrentVisitorsAsync(id, viewing.Limit, viewing.Now, cancel)));
        // Whoever sees a part of the site learns of nothing else, not even whether there is something.
        var hasEvents = viewing.Limit is null ? Task.WhenAll(viewing.SiteIds.Select(id => presence.HasEventsAsync(id, cancel))) : Task.FromResult(new[] { true });
        var funnel = FunnelAsync(viewing, tabs, cancel);
        await Task.WhenAll([now, cards, here, hasEvents, funnel, .. before is null ? Array.Empty<Task>() : [before]]);
        return new Screen(await now, before is null ? null : await before, await cards, (await here).Sum(), (await hasEvents).Contains(true)) { Funnel = await funnel };
    }

    private async Task<IReadOnlyList<FunnelStep>?> FunnelAsync(Viewing viewing, IReadOnlyList<Breakdown> tabs, CancellationToken cancel) =>
        viewing.Funnel is { } shown && tabs.Any(static tab => tab.Key == Breakdown.Funnels)
            ? await funnels.AskAsync(viewing.Site.Id, viewing.Zone, viewing.Period.Range, [.. shown.Steps.Select(Goal.Of)], viewing.Filter, viewing.Goals, cancel)
            : null;

    /// <summary>The most frequent values, by tab.</summary>
    private async Task<IReadOnlyDictionary<string, Answer>> CardsAsync(Viewing viewing, IReadOnlyList<Breakdown> tabs, CancellationToken cancel)
    {
        var query = viewing.Query() with { Metrics = [Metric.Visitors, Metric.Events] };
        var sets = tabs.Select(static tab => tab.Rolled).OfType<DimensionSet>().Distinct().ToList();
        // A row more: page views are no custom event.
        var rolled = sets.Count > 0 ? answers.AskEachAsync(query with { Limit = CardRows + 1 }, sets, cancel) : null;
        var found = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var tab in tabs.Where(static tab => tab.Rolled is null))
        {
            found[tab.Key] = tab.Key == Breakdown.Funnels ? new Answer([], 0)
                : tab.Key == Breakdown.Goals
                ? viewing.Goals.Count == 0 ? new Answer([], 0) : await answers.AskAsync(query with { Dimensions = [DimensionKind.Goal], Limit = viewing.Goals.Count }, cancel)
                : (await answers.AskEachAsync(query with { Limit = PropertyPairs }, [DimensionSet.AnyProperty], cancel))[DimensionSet.AnyProperty.Name];
        }

        foreach (var tab in tabs.Where(static tab => tab.Rolled is not null))
        {
            found[tab.Key] = (await rolled!)[tab.Set];
        }

        return found;
    }

    private async Task<Course> CourseAsync(Viewing viewing, Range range, Range graph, CancellationToken cancel)
    {
        var query = viewing.Query() with { Range = range };
        var series = query with { Range = graph, Interval = viewing.Interval, Limit = Bucket.Most };
        // Where both are of the same range, one pass over the events tells both.
        var both = range == graph ? answers.AskSeriesAsync(series, cancel) : null;
        var totals = both is null ? TotalsAsync(query, cancel) : TotalOfAsync(both);
        var whole = WholeAsync(viewing, query, totals, cancel);
        var points = both is null ? answers.AskAsync(series, cancel) : SeriesOfAsync(both);
        var wholePoints = viewing.HasWhole ? answers.AskAsync(series with { Filter = viewing.WholeFilter }, cancel) : points;
        await Task.WhenAll(totals, whole, points, wholePoints);

        var (byBucket, wholeByBucket) = (ByBucket(await points), ByBucket(await wholePoints));
        return new Course(await totals, await whole,
        [
            .. Bucket.Of(graph, viewing.Interval, viewing.Zone, graph.To).Select(bucket =>
                new GraphPoint(bucket, byBucket.GetValueOrDefault(bucket.Key), wholeByBucket.GetValueOrDefault(bucket.Key))),
        ]);
    }

    private static async Task<Measures> TotalOfAsync(Task<(Answer Series, Measures Total)> both) => (await both).Total;

    private static async Task<Answer> SeriesOfAsync(Task<(Answer Series, Measures Total)> both) => (await both).Series;

    private Task<Measures> WholeAsync(Viewing viewing, Query query, Task<Measures> totals, CancellationToken cancel) =>
        viewing.HasWhole ? TotalsAsync(query with { Filter = viewing.WholeFilter }, cancel) : totals;

    private async Task<Measures> TotalsAsync(Query query, CancellationToken cancel) =>
        (await answers.AskAsync(query, cancel)).Rows is [var row, ..] ? row.Measures : default;

    private static Dictionary<long, Measures> ByBucket(Answer answer) => answer.Rows.ToDictionary(static row => row.Bucket, static row => row.Measures);
}
