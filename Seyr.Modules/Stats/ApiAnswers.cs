namespace Seyr.Stats;

/// <summary>A value of an answer of the Stats API: a number, or money; neither: nothing was measured.</summary>
internal readonly record struct ApiValue(double? Number, Money? Money = null)
{
    /// <summary>As what it is put in its order; what isn't measured comes last of a descending one.</summary>
    public double Weight => Money is { } money ? (double)money.Amount : Number ?? double.NegativeInfinity;
}

/// <summary>A row of an answer of the Stats API.</summary>
/// <param name="Labels">The values of its dimensions, in their order.</param>
/// <param name="Values">Those of its metrics, in theirs.</param>
internal sealed record ApiRow(string[] Labels, ApiValue[] Values)
{
    /// <summary>By what it is found in the range that it is compared with.</summary>
    public required string Key { get; init; }

    public required long Bucket { get; init; }

    /// <summary>The same of the range that it is compared with; null: it is compared with none.</summary>
    public ApiRow? Before { get; init; }
}

/// <summary>An answer of the Stats API.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Total">How many there are without limit and offset.</param>
/// <param name="TimeLabels">All buckets, also those without a row.</param>
/// <param name="Problem">Why there is none; empty: there is.</param>
internal sealed record ApiAnswer(IReadOnlyList<ApiRow> Rows, long Total, IReadOnlyList<string> TimeLabels, string Problem = "")
{
    public static ApiAnswer Refused(string problem) => new([], 0, [], problem);
}

/// <summary>Answers what the Stats API is asked.</summary>
internal sealed class ApiAnswers(Answers answers, Revenues revenues)
{
    /// <summary>What is told where a comparison or an order would have to look at more rows than an answer has.</summary>
    private static readonly string TooMany = $"there are more than {Query.MaxRows} rows; ask for a shorter date_range, or filter.";

    public async Task<ApiAnswer> AskAsync(ApiQuestion question, CancellationToken cancel)
    {
        var asked = await AskAsync(question, question.Period.Range, question.Limit, question.Offset, cancel);
        if (asked.Problem.Length > 0)
        {
            return asked;
        }

        if (question.WithTimeLabels)
        {
            asked = asked with { TimeLabels = [.. Buckets(question, question.Period.Range).Select(bucket => TimeText(question, question.Period.Range, bucket))] };
        }

        return question.Before is { } before ? await CompareAsync(question, asked, before, cancel) : asked;
    }

    private async Task<ApiAnswer> CompareAsync(ApiQuestion question, ApiAnswer asked, Range range, CancellationToken cancel)
    {
        var before = await AskAsync(question, range, Query.MaxRows, 0, cancel);
        if (before.Problem.Length > 0 || before.Total > Query.MaxRows)
        {
            return ApiAnswer.Refused(before.Problem.Length > 0 ? before.Problem : $"include.comparisons: {TooMany}");
        }

        // The first bucket is compared with the first, and so on.
        var partners = question.Time is null
            ? new Dictionary<long, long> { [0] = 0 }
            : Buckets(question, question.Period.Range).Zip(Buckets(question, range)).DistinctBy(static pair => pair.First)
                .ToDictionary(static pair => pair.First, static pair => pair.Second);
        var rows = before.Rows.ToDictionary(static row => (row.Key, row.Bucket));
        return asked with
        {
            Rows =
            [
                .. asked.Rows.Select(row => partners.TryGetValue(row.Bucket, out var bucket)
                    ? row with { Before = rows.GetValueOrDefault((row.Key, bucket)) ?? Nothing(question, range, row.Key, bucket) }
                    : row),
            ],
        };
    }

    private async Task<ApiAnswer> AskAsync(ApiQuestion question, Range range, int limit, int offset, CancellationToken cancel)
    {
        var sorts = Order(question).Any(order =>
            order.Metric is { } metric ? question.Metrics[metric].Order is null : question.Dimensions[order.Dimension!.Value].IsTranslated);
        var query = QueryOf(question, range) with
        {
            Order = sorts ? [] : [.. Order(question).Select(order => StoreOrder(question, order))],
            Limit = sorts ? Query.MaxRows : limit,
            Offset = sorts ? 0 : offset,
        };
        var asking = answers.AskAsync(query, cancel);
        var whole = Has(question, ApiMetricKind.Percentage) ? VisitorsAsync(query with { Dimensions = [], Interval = null }, cancel) : NoneAsync;
        var aside = query with { Filter = AllOf(question.FiltersWithoutGoals) };
        var everybody = Has(question, ApiMetricKind.ConversionRate) ? VisitorsAsync(aside with { Dimensions = [], Interval = null }, cancel) : NoneAsync;
        var groups = Has(question, ApiMetricKind.GroupConversionRate)
            ? answers.AskAsync(GroupsOf(question, aside), cancel)
            : Task.FromResult(new Answer([], 0));
        var earning = question.Metrics.Any(static metric => metric.IsRevenue) ? revenues.AskAsync(query, cancel) : null;
        var (answer, ofGroups) = (await asking, await groups);
        var earned = earning is null ? null : await earning;
        if ((sorts && answer.Total > Query.MaxRows) || ofGroups.Total > Query.MaxRows || (earning is not null && earned is null))
        {
            return ApiAnswer.Refused(TooMany);
        }

        var (wholeCount, everybodyCount) = (await whole, await everybody);
        var groupVisitors = ofGroups.Rows.ToDictionary(static row => (string.Join(DimensionSet.Separator, row.Keys), row.Bucket), static row => row.Measures.Visitors);
        var kept = Kept(question).Select(static one => one.Index).ToArray();
        var rows = new List<ApiRow>();
        foreach (var row in answer.Rows.Count == 0 && question.Dimensions.Count == 0 && offset == 0 ? [new Row([""], 0, default)] : answer.Rows)
        {
            var group = groupVisitors.GetValueOrDefault((string.Join(DimensionSet.Separator, kept.Select(i => row.Keys[i])), row.Bucket));
            var share = Has(question, ApiMetricKind.Percentage) ? wholeCount : 0;
            var money = earned is null ? [] : earned[(string.Join(DimensionSet.Separator, row.Keys), row.Bucket)].ToList();
            if (money.Count > 1)
            {
                return ApiAnswer.Refused(
                    $"metrics: a row has revenue in {string.Join(", ", money.Select(static one => one.Total.Currency))}, which can't be added up; "
                    + "add the dimension event:currency, or filter by it.");
            }

            rows.Add(RowOf(question, range, row, share, everybodyCount, money, group));
        }

        var total = answer.Rows.Count == 0 && offset > 0
            ? (await answers.AskAsync(query with { Offset = 0, Limit = 1 }, cancel)).Total
            : Math.Max(answer.Total, rows.Count);
        return new ApiAnswer(sorts ? [.. Sorted(question, rows).Skip(offset).Take(limit)] : rows, total, []);
    }

    private static Task<long> NoneAsync => Task.FromResult(0L);

    private static Query QueryOf(ApiQuestion question, Range range)
    {
        var metrics = question.Metrics.Where(static metric => metric.Kind == ApiMetricKind.Plain).Select(static metric => metric.Metric).Append(Metric.Visitors).Distinct();
        return new Query(question.Site, question.Zone, range, [.. metrics])
        {
            Dimensions = [.. question.Plain.Select(static dimension => dimension.Dimension!.Value)],
            Interval = question.Interval,
            Filter = AllOf(question.Filters),
            Goals = question.Goals,
        };
    }

    /// <summary>How many there are of each group, converted or not.</summary>
    private static Query GroupsOf(ApiQuestion question, Query aside) => aside with
    {
        Dimensions = [.. Kept(question).Select(static kept => kept.Dimension)], Metrics = [Metric.Visitors], Order = [], Limit = Query.MaxRows, Offset = 0,
    };

    /// <summary>What a row is compared with where there was nothing.</summary>
    private static ApiRow Nothing(ApiQuestion question, Range range, string key, long bucket) =>
        RowOf(question, range, new Row(key.Split(DimensionSet.Separator), bucket, default), 0, 0, []);

    private static Filter? AllOf(IReadOnlyList<Filter> filters) => filters.Count == 0 ? null : new All(filters);

    private static bool Has(ApiQuestion question, ApiMetricKind kind) => question.Metrics.Any(metric => metric.Kind == kind);

    /// <summary>The dimensions of a group of which some were converted: all but goals and properties; with their places.</summary>
    private static IEnumerable<(Dimension Dimension, int Index)> Kept(ApiQuestion question) =>
        question.Plain.Select(static (dimension, i) => (Dimension: dimension, Index: i))
            .Where(static one => !one.Dimension.IsGoal && !one.Dimension.IsProperty)
            .Select(static one => (one.Dimension.Dimension!.Value, one.Index));

    private async Task<long> VisitorsAsync(Query query, CancellationToken cancel)
    {
        var answer = await answers.AskAsync(query with { Metrics = [Metric.Visitors], Order = [], Limit = 1, Offset = 0 }, cancel);
        return answer.Rows.Count == 0 ? 0 : answer.Rows[0].Measures.Visitors;
    }

    private static ApiRow RowOf(ApiQuestion question, Range range, Row row, long whole, long everybody, IReadOnlyList<Earned> money, long group = 0)
    {
        var plain = 0;
        var labels = question.Dimensions
            .Select(dimension => dimension.IsTime ? TimeText(question, range, row.Bucket) : dimension.Text(row.Keys[plain++], question.Goals)).ToArray();
        var values = question.Metrics.Select(metric => metric.Kind switch
        {
            ApiMetricKind.Plain => new ApiValue(metric.ValueOf(row.Measures)),
            ApiMetricKind.Percentage => new ApiValue(metric.Share(row.Measures.Visitors, whole)),
            ApiMetricKind.ConversionRate => new ApiValue(metric.Share(row.Measures.Visitors, everybody)),
            ApiMetricKind.GroupConversionRate => new ApiValue(metric.Share(row.Measures.Visitors, group)),
            ApiMetricKind.TotalRevenue => new ApiValue(null, money.Count == 0 ? null : money[0].Total),
            _ => new ApiValue(null, money.Count == 0 ? null : money[0].Average),
        }).ToArray();
        return new ApiRow(labels, values) { Key = string.Join(DimensionSet.Separator, row.Keys), Bucket = row.Bucket };
    }

    /// <summary>The order that was asked for; else by time, or by the first metric, the most first.</summary>
    public static IReadOnlyList<ApiOrder> Order(ApiQuestion question) =>
        question.Order.Count > 0 ? question.Order
        : question.Time is { } time ? [new ApiOrder(null, question.Dimensions.ToList().IndexOf(time), false)]
        : [new ApiOrder(0, null, true)];

    private static Order StoreOrder(ApiQuestion question, ApiOrder order) =>
        order.Metric is { } metric ? new Order(question.Metrics[metric].Order, null, order.IsDescending)
        : question.Dimensions[order.Dimension!.Value].IsTime ? new Order(null, null, order.IsDescending)
        : new Order(null, question.Dimensions.Take(order.Dimension.Value).Count(static dimension => !dimension.IsTime), order.IsDescending);

    private static IEnumerable<ApiRow> Sorted(ApiQuestion question, IEnumerable<ApiRow> rows)
    {
        var sorted = rows.OrderBy(static _ => 0);
        foreach (var order in Order(question))
        {
            sorted = (order.Metric, order.IsDescending) switch
            {
                ({ } metric, true) => sorted.ThenByDescending(row => row.Values[metric].Weight),
                ({ } metric, false) => sorted.ThenBy(row => row.Values[metric].Weight),
                (null, true) => sorted.ThenByDescending(row => row.Labels[order.Dimension!.Value], StringComparer.Ordinal),
                _ => sorted.ThenBy(row => row.Labels[order.Dimension!.Value], StringComparer.Ordinal),
            };
        }

        return sorted;
    }

    private static IEnumerable<long> Buckets(ApiQuestion question, Range range) =>
        Bucket.Of(range, question.Interval!.Value, question.Zone, range.To).Select(static bucket => bucket.Key);

    private static string TimeText(ApiQuestion question, Range range, long bucket) =>
        ApiDimension.TimeText(bucket, question.Interval!.Value, question.Zone, range.From.InZone(question.Zone).Date);
}
