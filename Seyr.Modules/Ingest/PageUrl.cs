namespace Seyr.Ingest;

/// <summary>A page's or referrer's address, split into the parts that are counted; the parts lie inside the given text.</summary>
internal ref struct PageUrl
{
    /// <summary>The host, lower case, without port and credentials.</summary>
    public ReadOnlySpan<byte> Host { get; private set; }

    /// <summary>The path as it was sent; empty when there is none.</summary>
    public Span<byte> Path { get; private set; }

    /// <summary>The query string without its question mark.</summary>
    public Span<byte> Query { get; private set; }

    /// <summary>What comes after the hash mark.</summary>
    public Span<byte> Fragment { get; private set; }

    /// <summary>Splits an address; it is changed in place.</summary>
    /// <returns>False: it has no scheme or no host, or a scheme that no page has.</returns>
    public static bool TrySplit(Span<byte> text, out PageUrl url)
    {
        url = default;
        var scheme = text.IndexOf("://"u8);
        if (scheme <= 0 || !IsPageScheme(Text.Lower(text[..scheme])))
        {
            return false;
        }

        var rest = text[(scheme + 3)..];
        var end = rest.IndexOfAny("/?#\\"u8);
        var authority = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..];
        authority = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        var port = authority.LastIndexOf((byte)':');
        if (port >= 0 && !authority[port..].Contains((byte)']'))
        {
            authority = authority[..port];
        }

        url.Host = Text.Lower(authority).TrimEnd((byte)'.');
        var fragment = rest.IndexOf((byte)'#');
        url.Fragment = fragment < 0 ? [] : rest[(fragment + 1)..];
        rest = fragment < 0 ? rest : rest[..fragment];
        var query = rest.IndexOf((byte)'?');
        url.Path = query < 0 ? rest : rest[..query];
        url.Query = query < 0 ? [] : rest[(query + 1)..];
        return url.Host.Length is > 0 and <= Sites.Domains.MaxLength;
    }

    private static bool IsPageScheme(ReadOnlySpan<byte> scheme) =>
        scheme.SequenceEqual("https"u8) || scheme.SequenceEqual("http"u8) || scheme.SequenceEqual("android-app"u8);
}
