using System.Text.Json;
using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>Reads the body of a question to <c>/api/v2/query</c>. What isn't known is refused, and named.</summary>
/// <param name="site">The site's number.</param>
/// <param name="zone">Its clock.</param>
/// <param name="goals">Its goals.</param>
/// <param name="ranges">Reads ranges of time.</param>
internal sealed class ApiQueryReader(long site, DateTimeZone zone, IReadOnlyList<Goal> goals, ApiRange ranges)
{
    /// <summary>What a body may have.</summary>
    public static readonly string[] Fields = ["site_id", "metrics", "date_range", "dimensions", "filters", "order_by", "include", "pagination"];

    /// <summary>What <c>include</c> may have.</summary>
    public static readonly string[] Includes = ["imports", "time_labels", "total_rows", "comparisons"];

    /// <summary>With which range a comparison is.</summary>
    public static readonly string[] Comparisons = ["previous_period", "year_over_year", "custom"];

    private readonly ApiFilterReader filters = new(goals);

    /// <summary>What is wrong; empty: nothing.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The regular expressions that were met.</summary>
    public IReadOnlyList<string> Expressions => filters.Expressions;

    /// <returns>Null: something is wrong with it.</returns>
    public ApiQuestion? Read(JsonElement root)
    {
        if (JsonText.Unknown(root, Fields) is { } unknown)
        {
            return Refuse($"there is no “{unknown}”: {string.Join(", ", Fields)}.");
        }

        if (!root.TryGetProperty("date_range", out var range) || ranges.Read(range) is not { } period)
        {
            return Refuse($"date_range: {ApiRange.Expected}");
        }

        if (ReadMetrics(root) is not { } metrics || ReadDimensions(root) is not { } dimensions)
        {
            return null;
        }

        IReadOnlyList<Filter>? asked = [];
        if (root.TryGetProperty("filters", out var list) && (asked = filters.Read(list)) is null)
        {
            return Refuse(filters.Problem);
        }

        var question = new ApiQuestion(site, zone, period, metrics, dimensions) { Filters = asked, Goals = goals };
        question = ReadOrder(root, question) is { } ordered && ReadInclude(root, ordered) is { } included && ReadPage(root, included) is { } paged ? paged : null;
        return question is null ? null
            : question.Problem() is { Length: > 0 } problem ? Refuse(problem)
            : question;
    }

    private IReadOnlyList<ApiMetric>? ReadMetrics(JsonElement root)
    {
        var metrics = new List<ApiMetric>();
        if (!root.TryGetProperty("metrics", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            Refuse("metrics: a list of at least one.");
            return null;
        }

        foreach (var element in list.EnumerateArray())
        {
            if (JsonText.Of(element) is not { } name || ApiMetric.Find(name) is not { } metric)
            {
                Refuse($"metrics: there is no {Quoted(element)}.");
                return null;
            }

            if (metrics.Contains(metric))
            {
                Refuse($"metrics: {name} stands there twice.");
                return null;
            }

            metrics.Add(metric);
        }

        return metrics;
    }

    private IReadOnlyList<ApiDimension>? ReadDimensions(JsonElement root)
    {
        var dimensions = new List<ApiDimension>();
        if (!root.TryGetProperty("dimensions", out var list))
        {
            return dimensions;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > Query.MaxDimensions)
        {
            Refuse($"dimensions: a list of at most {Query.MaxDimensions}.");
            return null;
        }

        foreach (var element in list.EnumerateArray())
        {
            if (JsonText.Of(element) is not { } name || ApiDimension.Find(name) is not { } dimension)
            {
                Refuse($"dimensions: there is no {Quoted(element)}.");
                return null;
            }

            if (dimensions.Exists(known => known.Name == name || (known.IsTime && dimension.IsTime)))
            {
                Refuse(dimension.IsTime ? "dimensions: time once." : $"dimensions: {name} stands there twice.");
                return null;
            }

            dimensions.Add(dimension);
        }

        return dimensions;
    }

    private ApiQuestion? ReadOrder(JsonElement root, ApiQuestion question)
    {
        if (!root.TryGetProperty("order_by", out var list))
        {
            return question;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > question.Metrics.Count + question.Dimensions.Count)
        {
            return Refuse("order_by: a list such as [[\"visitors\", \"desc\"]], with each metric and dimension once at the most.");
        }

        var order = new List<ApiOrder>();
        foreach (var element in list.EnumerateArray())
        {
            var isPair = element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2;
            if (!isPair || JsonText.Of(element[0]) is not { } name || JsonText.Of(element[1]) is not ("asc" or "desc"))
            {
                return Refuse($"order_by[{order.Count}]: [a metric or dimension, \"asc\" or \"desc\"].");
            }

            if (OrderOf(question, name, element[1].ValueEquals("desc")) is not { } one)
            {
                return Refuse($"order_by: “{name}” is none of the metrics and dimensions that are asked for.");
            }

            order.Add(one);
        }

        return question with { Order = order };
    }

    /// <summary>The order by a metric or a dimension of a question; null: it has none of this name.</summary>
    private static ApiOrder? OrderOf(ApiQuestion question, string name, bool isDescending)
    {
        var metric = question.Metrics.ToList().FindIndex(known => known.Name == name);
        var dimension = question.Dimensions.ToList().FindIndex(known => known.Name == name);
        return metric >= 0 ? new ApiOrder(metric, null, isDescending) : dimension >= 0 ? new ApiOrder(null, dimension, isDescending) : null;
    }

    private ApiQuestion? ReadInclude(JsonElement root, ApiQuestion question)
    {
        if (!root.TryGetProperty("include", out var include))
        {
            return question;
        }

        if (include.ValueKind != JsonValueKind.Object || JsonText.Unknown(include, Includes) is not null)
        {
            return Refuse($"include: an object of {string.Join(", ", Includes)}.");
        }

        foreach (var name in Includes.Where(static name => name != "comparisons"))
        {
            if (include.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return Refuse($"include.{name}: true or false.");
            }
        }

        var withLabels = include.TryGetProperty("time_labels", out var labels) && labels.GetBoolean();
        if (withLabels && question.Time is null)
        {
            return Refuse("include.time_labels: needs a time dimension.");
        }

        question = question with { WithTimeLabels = withLabels };
        return include.TryGetProperty("comparisons", out var comparisons) ? ReadComparisons(comparisons, question) : question;
    }

    private ApiQuestion? ReadComparisons(JsonElement comparisons, ApiQuestion question)
    {
        if (comparisons.ValueKind != JsonValueKind.Object || JsonText.Unknown(comparisons, "mode", "match_day_of_week", "date_range") is not null
            || !comparisons.TryGetProperty("mode", out var element) || JsonText.Of(element) is not { } mode || !Comparisons.Contains(mode))
        {
            return Refuse($"include.comparisons: an object of mode ({string.Join(", ", Comparisons)}), match_day_of_week, and, for custom, date_range.");
        }

        var hasRange = comparisons.TryGetProperty("date_range", out var range);
        if (hasRange != (mode == "custom") || (hasRange && (range.ValueKind != JsonValueKind.Array || ranges.Read(range) is null)))
        {
            return Refuse("include.comparisons.date_range: two dates or times, for the mode custom and no other.");
        }

        var matches = comparisons.TryGetProperty("match_day_of_week", out var match);
        if (matches && match.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return Refuse("include.comparisons.match_day_of_week: true or false.");
        }

        var comparison = mode == "year_over_year" ? Comparison.YearOverYear : Comparison.PreviousPeriod;
        return question with { Before = hasRange ? ranges.Read(range)!.Range : ranges.Before(question.Period, comparison, matches && match.GetBoolean()) };
    }

    private ApiQuestion? ReadPage(JsonElement root, ApiQuestion question)
    {
        if (!root.TryGetProperty("pagination", out var page))
        {
            return question;
        }

        if (page.ValueKind != JsonValueKind.Object || JsonText.Unknown(page, "limit", "offset") is not null)
        {
            return Refuse("pagination: an object of limit and offset.");
        }

        int limit = question.Limit, offset = 0;
        if (page.TryGetProperty("limit", out var most) && (most.ValueKind != JsonValueKind.Number || !most.TryGetInt32(out limit) || limit < 1 || limit > Query.MaxRows))
        {
            return Refuse($"pagination.limit: 1 to {Query.MaxRows}.");
        }

        return page.TryGetProperty("offset", out var from) && (from.ValueKind != JsonValueKind.Number || !from.TryGetInt32(out offset) || offset < 0)
            ? Refuse("pagination.offset: 0 or more.")
            : question with { Limit = limit, Offset = offset };
    }

    private static string Quoted(JsonElement element) => JsonText.Of(element) is { } text ? $"“{text}”" : element.ValueKind.ToString().ToLowerInvariant();

    private ApiQuestion? Refuse(string problem)
    {
        Problem = Problem.Length == 0 ? problem : Problem;
        return null;
    }
}
