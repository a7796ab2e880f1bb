namespace Seyr.Stats;

/// <summary>A site at a glance.</summary>
/// <param name="Visitors">Its visitors in the period.</param>
/// <param name="Before">Those of the period before.</param>
/// <param name="Course">The visitors of each hour or day of the period, oldest first.</param>
/// <param name="HasEvents">Whether it has ever had an event.</param>
internal sealed record Glance(long Visitors, long Before, IReadOnlyList<long> Course, bool HasEvents = true);
