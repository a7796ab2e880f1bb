using System.Text;

namespace Seyr.Enrichment;

/// <summary>
/// Finds which of some thousand short texts occur in a user agent, in one pass over it.
/// At each position the two characters there lead to the texts that begin with them.
/// </summary>
internal sealed class LiteralScanner
{
    /// <summary>More than the data has; bounds what <see cref="Find"/> wants from its caller's stack.</summary>
    public const int MaxLiterals = 8192;

    private const int BitsPerCharacter = 7;
    private const ushort None = ushort.MaxValue;
    private const char KelvinSign = '\u212A';

    private readonly byte[][] literals;
    private readonly ushort[] firstByPair = new ushort[1 << (2 * BitsPerCharacter)];
    private readonly ushort[] nextOfSamePair;

    /// <param name="literals">Lower-case ASCII, two characters at least.</param>
    public LiteralScanner(IReadOnlyCollection<string> literals)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(literals.Count, MaxLiterals);
        this.literals = [.. literals.Select(Encoding.ASCII.GetBytes)];
        nextOfSamePair = new ushort[literals.Count];
        firstByPair.AsSpan().Fill(None);
        for (var index = 0; index < this.literals.Length; index++)
        {
            ref var first = ref firstByPair[PairAt(this.literals[index], 0)];
            nextOfSamePair[index] = first;
            first = (ushort)index;
        }
    }

    /// <summary>The number of 64-bit words that <see cref="Find"/> fills.</summary>
    public int Words => (literals.Length + 63) / 64;

    /// <summary>Sets the bit of each literal that occurs in the text.</summary>
    /// <param name="folded">The text as <see cref="Fold"/> left it.</param>
    /// <param name="found">Cleared by the caller.</param>
    public void Find(ReadOnlySpan<byte> folded, Span<ulong> found)
    {
        for (var position = 0; position + 1 < folded.Length; position++)
        {
            for (var index = firstByPair[PairAt(folded, position)]; index != None; index = nextOfSamePair[index])
            {
                if (folded[position..].StartsWith(literals[index]))
                {
                    found[index >> 6] |= 1UL << (index & 63);
                }
            }
        }
    }

    /// <summary>
    /// Lower-cases ASCII. What no literal can contain becomes zero, except for the one other character that a regular
    /// expression which ignores case takes for an ASCII letter.
    /// </summary>
    public static void Fold(ReadOnlySpan<char> text, Span<byte> folded)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            folded[index] = character switch
            {
                >= 'A' and <= 'Z' => (byte)(character | 0x20),
                < '\u0080' => (byte)character,
                KelvinSign => (byte)'k',
                _ => 0,
            };
        }
    }

    private static int PairAt(ReadOnlySpan<byte> text, int position) => (text[position] << BitsPerCharacter) | text[position + 1];
}
