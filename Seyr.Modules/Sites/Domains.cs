using System.Globalization;

namespace Seyr.Sites;

/// <summary>Host names as sites are known by them.</summary>
public static class Domains
{
    /// <summary>The longest host name that DNS allows.</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    /// <summary>
    /// The domain meant by what somebody typed or pasted: an address or a host name, in any case, with or without
    /// <c>www.</c>; names beyond ASCII become punycode.
    /// </summary>
    /// <returns>Null when it is no host name.</returns>
    public static string? Normal(string typed)
    {
        var text = typed.Trim();
        if (text.Contains("://", StringComparison.Ordinal))
        {
            text = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        }

        text = text.Split('/', '?', '#')[0].Split(':')[0].TrimEnd('.').ToLowerInvariant();
        if (text.StartsWith("www.", StringComparison.Ordinal))
        {
            text = text["www.".Length..];
        }

        try
        {
            text = text.All(char.IsAscii) ? text : new IdnMapping().GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return text.Length is > 0 and <= MaxLength && text.Split('.').All(IsLabel) ? text : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}
