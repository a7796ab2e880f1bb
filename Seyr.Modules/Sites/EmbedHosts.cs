namespace Seyr.Sites;

/// <summary>Hosts whose pages may show a shared dashboard in a frame, a line each, as they stand in a Content-Security-Policy.</summary>
internal static class EmbedHosts
{
    private const int MaxHosts = 20;
    private const string AnyBelow = "*.";

    /// <summary>Why these can't be hosts; null: they can.</summary>
    public static string? Problem(string text)
    {
        var lines = Shield.Lines(text).ToList();
        return lines.Count > MaxHosts ? $"At most {MaxHosts} lines."
            : lines.All(static line => Parse(line) is not null) ? null : "Each line is a host such as www.example.com or *.example.com, with a port if it has one.";
    }

    /// <summary>The hosts, in lower case.</summary>
    public static IEnumerable<string> Of(string text) => Shield.Lines(text).Select(Parse).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Letters, digits, dots and hyphens alone reach the header.</summary>
    private static string? Parse(string line)
    {
        var text = line.ToLowerInvariant();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var host = colon < 0 ? text : text[..colon];
        var name = host.StartsWith(AnyBelow, StringComparison.Ordinal) ? host[AnyBelow.Length..] : host;
        var isName = name.Length is > 0 and <= Domains.MaxLength && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
        return isName && (colon < 0 || ushort.TryParse(text[(colon + 1)..], System.Globalization.NumberStyles.None, null, out _)) ? text : null;
    }
}
