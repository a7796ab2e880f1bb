namespace Seyr.Enrichment;

/// <summary>A user agent on its way through the patterns.</summary>
/// <param name="text">The user agent.</param>
/// <param name="found">The literals that occur in it, a bit each, as <see cref="LiteralScanner"/> found them.</param>
/// <param name="limit">How long the search may take.</param>
internal readonly ref struct ScannedText(string text, ReadOnlySpan<ulong> found, TimeSpan limit)
{
    private readonly ReadOnlySpan<ulong> found = found;
    private readonly long start = TimeProvider.System.GetTimestamp();

    public string Text => text;

    public bool IsOverdue => TimeProvider.System.GetElapsedTime(start) > limit;

    public bool Has(ushort literal) => (found[literal >> 6] & (1UL << (literal & 63))) != 0;
}
