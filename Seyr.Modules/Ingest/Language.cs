using System.Text;

namespace Seyr.Ingest;

/// <summary>The language that somebody reads first.</summary>
internal static class Language
{
    /// <summary>The longest tag that BCP 47 lets anybody expect (RFC 5646, 4.4.1).</summary>
    public const int MaxLength = 35;

    /// <summary>
    /// The first tag of an <c>Accept-Language</c> header in BCP 47's spelling ("en-US", "zh-Hant-TW"), as far as language,
    /// script and region; empty when it names none.
    /// </summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<char> header, Span<byte> target)
    {
        const int RegionLength = 2;
        const int AreaLength = 3;
        const int ScriptLength = 4;
        const int MaxLanguageLength = 8;
        var end = header.IndexOfAny(',', ';');
        var tag = (end < 0 ? header : header[..end]).Trim();
        var length = 0;
        foreach (var range in tag.Split('-'))
        {
            var part = tag[range];
            var isFirst = length == 0;
            if (isFirst ? part.Length is < 2 or > MaxLanguageLength : part.Length is < RegionLength or > ScriptLength || length + 1 + part.Length > MaxLength)
            {
                break;
            }

            if (!IsWord(part, isFirst, part.Length == AreaLength))
            {
                break;
            }

            if (!isFirst)
            {
                target[length++] = (byte)'-';
            }

            for (var i = 0; i < part.Length; i++)
            {
                var isUpper = !isFirst && (part.Length == RegionLength || (part.Length == ScriptLength && i == 0));
                target[length++] = (byte)(isUpper ? char.ToUpperInvariant(part[i]) : char.ToLowerInvariant(part[i]));
            }
        }

        return target[..length];
    }

    /// <summary>Letters; three digits may name a region.</summary>
    private static bool IsWord(ReadOnlySpan<char> part, bool isFirst, bool mayBeDigits)
    {
        if (!Ascii.IsValid(part))
        {
            return false;
        }

        var (letters, digits) = (0, 0);
        foreach (var c in part)
        {
            letters += char.IsAsciiLetter(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return letters == part.Length || (!isFirst && mayBeDigits && digits == part.Length);
    }
}
