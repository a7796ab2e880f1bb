using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>What an event was told to be in its visit, with the visit's facts.</summary>
internal sealed record SeenStep(ulong VisitId, uint Start, int Visits, int Bounces, uint Duration, string Facts)
{
    /// <summary>Adds an event, as the way in does.</summary>
    public static SeenStep Take(Visits visits, VisitKey key, uint now, byte[] facts, VisitKey? yesterday = null) =>
        Continue(visits, key, now, yesterday) ?? Begin(visits, key, now, facts);

    public static SeenStep? Continue(Visits visits, VisitKey key, uint now, VisitKey? yesterday = null)
    {
        Span<byte> memory = new byte[EventRow.MaxFactBytes];
        return visits.TryContinue(key, yesterday, now, EventKind.Interactive, out var step, ref memory) ? Of(step, memory) : null;
    }

    public static SeenStep Begin(Visits visits, VisitKey key, uint now, byte[] facts)
    {
        Span<byte> memory = new byte[EventRow.MaxFactBytes];
        var step = visits.Begin(key, now, EventKind.Interactive, facts, ref memory);
        return Of(step, memory);
    }

    private static SeenStep Of(VisitStep step, ReadOnlySpan<byte> facts) =>
        new(step.VisitId, step.Start, step.Visits, step.Bounces, step.Duration, Convert.ToHexString(facts));
}
