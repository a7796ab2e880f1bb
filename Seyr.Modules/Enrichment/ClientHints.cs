namespace Seyr.Enrichment;

/// <summary>
/// What a browser tells beside its user agent, in headers (User-Agent Client Hints). Any text will do, and null is none.
/// </summary>
/// <param name="Brands"><c>Sec-CH-UA</c></param>
/// <param name="Mobile"><c>Sec-CH-UA-Mobile</c></param>
/// <param name="Platform"><c>Sec-CH-UA-Platform</c></param>
/// <param name="PlatformVersion"><c>Sec-CH-UA-Platform-Version</c></param>
/// <param name="FullVersions"><c>Sec-CH-UA-Full-Version-List</c></param>
/// <param name="Model"><c>Sec-CH-UA-Model</c></param>
public readonly record struct ClientHints(string? Brands, string? Mobile, string? Platform, string? PlatformVersion, string? FullVersions, string? Model)
{
    /// <summary>What a hint has beyond this many characters is not looked at.</summary>
    internal const int MaxLength = 512;

    /// <summary>Whether there are any: a browser that knows them always sends the brands.</summary>
    public bool Any => !string.IsNullOrEmpty(Brands);

    /// <summary>A hint, within its bound.</summary>
    internal static ReadOnlySpan<char> Bounded(string? hint) => hint.AsSpan(0, Math.Min(hint?.Length ?? 0, MaxLength));

    /// <summary>The text inside a hint's quotes.</summary>
    internal static ReadOnlySpan<char> Unquoted(string? hint) => Bounded(hint).Trim(' ').Trim('"');
}
