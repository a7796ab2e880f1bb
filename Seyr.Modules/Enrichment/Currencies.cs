using System.Text.Json;

namespace Seyr.Enrichment;

/// <summary>The currencies of ISO 4217, by their codes.</summary>
public static class Currencies
{
    /// <summary>A code's letters.</summary>
    public const int CodeLength = 3;

    private const int Letters = 26;
    private const sbyte None = -1;

    /// <summary>Decimals by the code's letters as a number; less than zero: no currency has it.</summary>
    private static readonly sbyte[] Known = Load();

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

        return text.Length == CodeLength && Known[number] != None;
    }

    /// <summary>How many decimals a currency's amounts have: its minor unit is that power of a tenth.</summary>
    /// <param name="code">The code in capitals.</param>
    /// <returns>Null: no currency has it.</returns>
    public static int? DigitsOf(string code) =>
        code.Length == CodeLength && code.All(char.IsAsciiLetterUpper) && Known[NumberOf(code)] is var digits and not None ? digits : null;

    private static int NumberOf(string code) => code.Aggregate(0, static (number, letter) => (number * Letters) + (letter - 'A'));

    private static sbyte[] Load()
    {
        using var stream = Resource.Open("currencies.json");
        using var document = JsonDocument.Parse(stream);
        var known = new sbyte[Letters * Letters * Letters];
        Array.Fill(known, None);
        foreach (var currency in document.RootElement.EnumerateObject())
        {
            known[NumberOf(currency.Name)] = currency.Value.GetSByte();
        }

        return known;
    }
}
