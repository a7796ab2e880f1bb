using NodaTime;

namespace Seyr.Stats;

/// <summary>A range of time: from one instant until just before another.</summary>
internal sealed record Range(Instant From, Instant To);
