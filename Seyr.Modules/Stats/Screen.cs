using NodaTime;

namespace Seyr.Stats;

/// <summary>All that a site's page shows at first, or the part of it that was asked for.</summary>
/// <param name="Now">The period.</param>
/// <param name="Before">What it is compared with; null: nothing.</param>
/// <param name="Cards">The most frequent values, by tab.</param>
/// <param name="CurrentVisitors">Who was there in the last minutes.</param>
/// <param name="HasEvents">Whether anything has ever arrived.</param>
internal sealed record Screen(Course Now, Course? Before, IReadOnlyDictionary<string, Answer> Cards, long CurrentVisitors, bool HasEvents)
{
    /// <summary>The funnel that is shown; null: none.</summary>
    public IReadOnlyList<FunnelStep>? Funnel { get; init; }

    /// <summary>Whether a card was asked for.</summary>
    public bool Has(Viewing viewing, string card) => Cards.ContainsKey(viewing.TabOf(card).Key);
}

/// <summary>How a stretch of time went.</summary>
/// <param name="Totals">Its numbers.</param>
/// <param name="Whole">The same without the terms on conversions.</param>
/// <param name="Points">Its numbers over time.</param>
internal sealed record Course(Measures Totals, Measures Whole, IReadOnlyList<GraphPoint> Points);

/// <summary>A point of the graph.</summary>
internal sealed record GraphPoint(Bucket Bucket, Measures Measures, Measures Whole);
