namespace Seyr.Ingest;

/// <summary>Finds the visit of an event.</summary>
internal interface IVisits
{
    /// <summary>Adds an event to the visit that it belongs to.</summary>
    /// <param name="key">The visitor.</param>
    /// <param name="yesterday">The same visitor on the day before, shortly after midnight.</param>
    /// <param name="now">When the event was, in seconds since 1970, UTC.</param>
    /// <param name="kind">What it can change in its visit.</param>
    /// <param name="step">What the event is in its visit.</param>
    /// <param name="facts">Memory for the visit's facts; then these.</param>
    /// <returns>False: there is no visit that it belongs to; call <see cref="Begin"/>.</returns>
    bool TryContinue(VisitKey key, VisitKey? yesterday, uint now, EventKind kind, out VisitStep step, ref Span<byte> facts);

    /// <summary>Begins a visit, unless another event of the visitor has begun it in the meantime.</summary>
    /// <param name="key">The visitor.</param>
    /// <param name="now">When the event was, in seconds since 1970, UTC.</param>
    /// <param name="kind">What it can change in a visit that another event has begun.</param>
    /// <param name="begun">The facts of the visit, if it begins.</param>
    /// <param name="facts">Memory for the visit's facts; then these.</param>
    VisitStep Begin(VisitKey key, uint now, EventKind kind, scoped ReadOnlySpan<byte> begun, ref Span<byte> facts);
}
