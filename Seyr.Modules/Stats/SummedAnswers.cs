namespace Seyr.Stats;

/// <summary>
/// Answers about several sites: each site's own, added up. Ids of visitors are a site's own, so whoever was on two of them counts
/// twice. Of each site its most frequent values are added, as many as an answer may have; by several sets at once, a thousand.
/// </summary>
internal static class SummedAnswers
{
    private const int RowsOfASet = 1_000;

    public static async Task<Answer> AskAsync(Answers answers, Query query, CancellationToken cancel) =>
        Sum(query, await Task.WhenAll(query.BySite().Select(part => answers.AskAsync(Whole(part, Query.MaxRows), cancel))));

    public static async Task<IReadOnlyDictionary<string, Answer>> AskEachAsync(Answers answers, Query query, IReadOnlyList<DimensionSet> sets, CancellationToken cancel)
    {
        var limit = sets.Count == 1 ? Query.MaxRows : RowsOfASet;
        var parts = await Task.WhenAll(query.BySite().Select(part => answers.AskEachAsync(Whole(part, limit), sets, cancel)));
        return sets.ToDictionary(static set => set.Name, set => Sum(query, [.. parts.Select(part => part[set.Name])]));
    }

    public static async Task<(Answer Series, Measures Total)> AskSeriesAsync(Answers answers, Query query, CancellationToken cancel)
    {
        var parts = await Task.WhenAll(query.BySite().Select(part => answers.AskSeriesAsync(part, cancel)));
        return (Sum(query, [.. parts.Select(static part => part.Series)]), parts.Aggregate(default(Measures), static (sum, part) => sum + part.Total));
    }

    private static Query Whole(Query part, int limit) => part with { Limit = Math.Max(limit, part.Limit), Offset = 0 };

    private static Answer Sum(Query query, IReadOnlyList<Answer> parts)
    {
        var rows = parts.SelectMany(static part => part.Rows).GroupBy(static row => (Key: string.Join(DimensionSet.Separator, row.Keys), row.Bucket))
            .Select(static same => new Row(same.First().Keys, same.Key.Bucket, same.Aggregate(default(Measures), static (sum, row) => sum + row.Measures))).ToList();
        return new Answer([.. Sorted(query, rows).Skip(query.Offset).Take(Math.Clamp(query.Limit, 0, Query.MaxRows))], rows.Count);
    }

    /// <summary>In the order in which one site's rows come.</summary>
    private static IEnumerable<Row> Sorted(Query query, IEnumerable<Row> rows)
    {
        var sorted = rows.OrderBy(static _ => 0);
        foreach (var each in query.Sorting)
        {
            sorted = each switch
            {
                { Metric: { } metric } => Then(row => row.Measures.Of(metric) ?? -1, each.IsDescending, Comparer<double>.Default),
                { Dimension: { } dimension } => Then(row => row.Keys[dimension], each.IsDescending, StringComparer.Ordinal),
                _ => Then(static row => row.Bucket, each.IsDescending, Comparer<long>.Default),
            };
        }

        return sorted.ThenBy(static row => row.Bucket).ThenBy(static row => string.Join(DimensionSet.Separator, row.Keys), StringComparer.Ordinal);

        IOrderedEnumerable<Row> Then<T>(Func<Row, T> key, bool isDescending, IComparer<T> by) => isDescending ? sorted.ThenByDescending(key, by) : sorted.ThenBy(key, by);
    }
}
