namespace Seyr.Stats;

/// <summary>An answer.</summary>
/// <param name="Rows">The rows asked for.</param>
/// <param name="Total">How many there are without limit and offset.</param>
internal sealed record Answer(IReadOnlyList<Row> Rows, long Total);
