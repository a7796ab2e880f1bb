namespace Seyr.Enrichment;

/// <summary>A user agent on its way through the patterns.</summary>
/// <param name="text">The user agent.</param>
/// <param name="found">The literals that occur in it, a bit each, as <see cref="LiteralScanner"/> found them.</param>
/// <param name="deadline">The <see cref="Environment.TickCount64"/> at which the search is given up.</param>
internal readonly ref struct ScannedText(string text, ReadOnlySpan<ulong> found, long deadline)
{
    private readonly ReadOnlySpan<ulong> found = found;

    public string Text => text;

    public bool IsOverdue => Environment.TickCount64 > deadline;

    public bool Has(ushort literal) => (found[literal >> 6] & (1UL << (literal & 63))) != 0;
}
