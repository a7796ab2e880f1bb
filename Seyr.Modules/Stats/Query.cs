using NodaTime;

namespace Seyr.Stats;

/// <summary>
/// A question, in values from closed sets: the same for a site's page, the Stats API, exports and shared links.
/// </summary>
/// <param name="SiteId">The site.</param>
/// <param name="Zone">The clock on which its days begin.</param>
/// <param name="Range">From when, and until just before when.</param>
/// <param name="Metrics">What is asked for.</param>
internal sealed record Query(long SiteId, DateTimeZone Zone, Range Range, IReadOnlyList<Metric> Metrics)
{
    /// <summary>A question has at most this many dimensions,</summary>
    public const int MaxDimensions = 8;

    /// <summary>this many nodes in its filter,</summary>
    public const int MaxFilterSize = 200;

    /// <summary>this many values in all of its conditions,</summary>
    public const int MaxFilterValues = 1_000;

    /// <summary>and an answer this many rows.</summary>
    public const int MaxRows = 10_000;

    /// <summary>Other sites, whose numbers are added to the first one's.</summary>
    public IReadOnlyList<long> Others { get; init; } = [];

    /// <summary>By what the numbers are told apart.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];

    /// <summary>The buckets of time; null: it is not told apart.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Which events and visits; null: all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>The goals to which <see cref="DimensionKind.Goal"/> refers.</summary>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>In which order the rows come; those that are alike, by bucket and key. Empty: by time, or by the first metric, the most first.</summary>
    public IReadOnlyList<Order> Order { get; init; } = [];

    /// <summary>The same, said in full.</summary>
    public IReadOnlyList<Order> Sorting => Order.Count > 0 ? Order : [Interval is null ? new Order(Metrics[0], null, true) : new Order(null, null, false)];

    /// <summary>Only rows whose last dimension contains this text, however it is written; empty: all.</summary>
    public string Search { get; init; } = "";

    /// <summary>Whether rows whose last dimension has no value are left out.</summary>
    public bool OmitsUnset { get; init; }

    /// <summary>How many rows, at most.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>How many rows are passed over first.</summary>
    public int Offset { get; init; }

    /// <summary>The same question about each site by itself.</summary>
    public IEnumerable<Query> BySite() => Others.Prepend(SiteId).Select(id => this with { SiteId = id, Others = [] });
}

/// <summary>An order of rows: by a metric, a dimension, or time when both are null.</summary>
internal sealed record Order(Metric? Metric, int? Dimension, bool IsDescending);
