using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Seyr.Ingest;

/// <summary>Strings from outside, as UTF-8, made harmless in place or into a buffer: no allocation on the way in.</summary>
internal static class Text
{
    private static readonly SearchValues<byte> Control = SearchValues.Create([.. Enumerable.Range(0, 32).Select(static i => (byte)i), 127]);

    /// <summary>
    /// Copies text: invalid UTF-8 becomes U+FFFD, control characters become spaces, spaces around it go, and what is
    /// longer than the target, or than <paramref name="max"/> bytes, is cut between two characters.
    /// </summary>
    /// <returns>The copy, inside <paramref name="target"/>.</returns>
    public static Span<byte> Clean(ReadOnlySpan<byte> source, Span<byte> target, int max)
    {
        target = target[..Math.Min(max, target.Length)];
        var written = 0;
        while (source.Length > 0)
        {
            Rune.DecodeFromUtf8(source, out var rune, out var consumed);
            if (written + rune.Utf8SequenceLength > target.Length)
            {
                break;
            }

            written += Rune.IsControl(rune) ? Space(target[written..]) : rune.EncodeToUtf8(target[written..]);
            source = source[consumed..];
        }

        return Trim(target[..written]);
    }

    /// <summary>The same, without a copy where nothing is to be done: most text from browsers is clean ASCII.</summary>
    public static ReadOnlySpan<byte> CleanOrSame(ReadOnlySpan<byte> source, Span<byte> target, int max) =>
        source.Length <= max && Ascii.IsValid(source) && !source.ContainsAny(Control) && (source.Length == 0 || (source[0] != ' ' && source[^1] != ' '))
            ? source
            : Clean(source, target, max);

    /// <summary>Whether <see cref="Clean"/> leaves nothing of it.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var rune, out var consumed) == OperationStatus.Done && (rune.Value == ' ' || Rune.IsControl(rune)))
        {
            text = text[consumed..];
        }

        return text.IsEmpty;
    }

    /// <summary>Decodes %XX, and in a query + too, in place.</summary>
    public static Span<byte> PercentDecode(Span<byte> text, bool isQuery)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%' && i + 2 < text.Length && HexPair(text[(i + 1)..(i + 3)]) is >= 0 and var value)
            {
                c = (byte)value;
                i += 2;
            }
            else if (c == '+' && isQuery)
            {
                c = (byte)' ';
            }

            text[written++] = c;
        }

        return text[..written];
    }

    /// <summary>Lower case for ASCII letters, in place.</summary>
    public static Span<byte> Lower(Span<byte> text)
    {
        // Not Ascii.ToLowerInPlace: that stops at the first letter beyond ASCII.
        foreach (ref var letter in text)
        {
            letter |= (byte)(letter is >= (byte)'A' and <= (byte)'Z' ? 0x20 : 0);
        }

        return text;
    }

    /// <summary>
    /// Lower case for the letters of every script, in place. The few whose lower case takes another number of bytes stay,
    /// and so does what is no UTF-8.
    /// </summary>
    public static void LowerLetters(Span<byte> text)
    {
        while (!text.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done;
            if (isRune && Rune.ToLowerInvariant(rune) is var lower && lower.Utf8SequenceLength == length)
            {
                lower.EncodeToUtf8(text);
            }

            text = text[length..];
        }
    }

    /// <summary>Without a leading <c>www.</c>.</summary>
    public static ReadOnlySpan<byte> WithoutWww(ReadOnlySpan<byte> host) => host.StartsWith("www."u8) ? host["www.".Length..] : host;

    private static int HexPair(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out byte value, out var consumed, 'x') && consumed == 2 ? value : -1;

    private static int Space(Span<byte> target)
    {
        target[0] = (byte)' ';
        return 1;
    }

    private static Span<byte> Trim(Span<byte> text)
    {
        var start = 0;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        var end = text.Length;
        while (end > start && text[end - 1] == ' ')
        {
            end--;
        }

        return text[start..end];
    }
}
