using NodaTime;

namespace Seyr.Stats;

/// <summary>A question to the Stats API, in values from closed sets.</summary>
/// <param name="Site">The site's number.</param>
/// <param name="Zone">Its clock.</param>
/// <param name="Period">The time that it is about.</param>
/// <param name="Metrics">What is asked for.</param>
/// <param name="Dimensions">By what it is told apart.</param>
internal sealed record ApiQuestion(long Site, DateTimeZone Zone, Period Period, IReadOnlyList<ApiMetric> Metrics, IReadOnlyList<ApiDimension> Dimensions)
{
    /// <summary>Which events and visits: all of these hold.</summary>
    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>The site's goals.</summary>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>In which order the rows come.</summary>
    public IReadOnlyList<ApiOrder> Order { get; init; } = [];

    /// <summary>With which range it is compared; null: with none.</summary>
    public Range? Before { get; init; }

    /// <summary>Whether all buckets are named, also those that have no row.</summary>
    public bool WithTimeLabels { get; init; }

    public int Limit { get; init; } = Query.MaxRows;

    public int Offset { get; init; }

    /// <summary>The time dimension, if there is one.</summary>
    public ApiDimension? Time => Dimensions.FirstOrDefault(static dimension => dimension.IsTime);

    public Interval? Interval => Time is { } time ? time.Interval ?? Period.Intervals[0] : null;

    /// <summary>The dimensions without time.</summary>
    public IReadOnlyList<ApiDimension> Plain => [.. Dimensions.Where(static dimension => !dimension.IsTime)];

    /// <summary>The filters that are left when those of goals and properties go: what a conversion is measured against.</summary>
    public IReadOnlyList<Filter> FiltersWithoutGoals => [.. Filters.Where(static filter => !IsOfGoal(filter))];

    /// <summary>What is wrong with metrics, dimensions and filters together; empty: nothing.</summary>
    public string Problem()
    {
        foreach (var metric in Metrics)
        {
            if (metric.NeedsPage && !Has(DimensionKind.Page))
            {
                return $"metrics: {metric.Name} needs event:page, as a dimension or in a filter.";
            }

            if (metric.NeedsGoal && !Has(DimensionKind.Goal))
            {
                return $"metrics: {metric.Name} needs event:goal, as a dimension or in a filter.";
            }

            if (metric.NeedsDimension && Dimensions.Count == 0)
            {
                return $"metrics: {metric.Name} needs a dimension.";
            }
        }

        return WithTimeLabels && Bucket.Of(Period.Range, Interval!.Value, Zone, Period.Range.To).Count >= Bucket.Most
            ? $"include.time_labels: more than {Bucket.Most} of them; ask for a shorter date_range or longer buckets."
            : "";
    }

    private bool Has(DimensionKind kind) =>
        Dimensions.Any(dimension => dimension.Dimension?.Kind == kind) || Filters.Any(filter => filter.Conditions.Any(condition => condition.Dimension.Kind == kind));

    private static bool IsOfGoal(Filter filter) => filter switch
    {
        Not not => IsOfGoal(not.Part),
        Condition condition => condition.Dimension.Kind is DimensionKind.Goal or DimensionKind.Property,
        _ => false,
    };
}
