using NodaTime;

namespace Seyr.Stats;

/// <summary>An order of rows: by a metric or a dimension, by their places in the question.</summary>
internal sealed record ApiOrder(int? Metric, int? Dimension, bool IsDescending);
