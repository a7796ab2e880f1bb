using System.Collections;
using System.Text.Json;

namespace Seyr.Enrichment;

/// <summary>The currencies of ISO 4217, by their codes.</summary>
public static class Currencies
{
    /// <summary>A code's letters.</summary>
    public const int CodeLength = 3;

    private const int Letters = 26;

    private static readonly BitArray Known = Load();

    /// <summary>Reads a code in any case.</summary>
    /// <param name="text">Three letters, as UTF-8.</param>
    /// <param name="code">Where it is written in capitals.</param>
    /// <returns>False: no currency has it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> code)
    {
        var number = 0;
        for (var i = 0; i < text.Length && i < CodeLength; i++)
        {
            var letter = (byte)(text[i] & ~0x20);
            if (letter is < (byte)'A' or > (byte)'Z')
            {
                return false;
            }

            code[i] = letter;
            number = (number * Letters) + (letter - 'A');
        }

        return text.Length == CodeLength && Known[number];
    }

    private static BitArray Load()
    {
        using var stream = Resource.Open("currencies.json");
        using var document = JsonDocument.Parse(stream);
        var known = new BitArray(Letters * Letters * Letters);
        foreach (var code in document.RootElement.EnumerateArray())
        {
            known[code.GetString()!.Aggregate(0, static (number, letter) => (number * Letters) + (letter - 'A'))] = true;
        }

        return known;
    }
}
