using System.Net;

namespace Seyr.Sites;

/// <summary>An opening tag of somebody's page, as a browser would see it: not what stands in comments or within scripts.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Attributes">Its attributes; names in lower case, the first of a name counts.</param>
internal sealed record HtmlTag(string Name, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>More of a page's tags are not looked at, and of a tag no more attributes.</summary>
    private const int MaxTags = 20_000;

    private const int MaxAttributes = 100;

    private static readonly string[] RawText = ["script", "style", "textarea", "title", "noscript", "template", "iframe"];

    /// <summary>An attribute; null: it has none of this name.</summary>
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>The tags of a page, in their order.</summary>
    public static IEnumerable<HtmlTag> Of(string html)
    {
        var at = 0;
        for (var count = 0; count < MaxTags; count++)
        {
            at = html.IndexOf('<', at);
            if (at < 0 || at + 1 >= html.Length)
            {
                yield break;
            }

            if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0)
            {
                var end = html.IndexOf("-->", at + 4, StringComparison.Ordinal);
                if (end < 0)
                {
                    yield break;
                }

                at = end + 3;
            }
            else if (!char.IsAsciiLetter(html[at + 1]))
            {
                at++;
            }
            else
            {
                var tag = Read(html, ref at);
                yield return tag;
                var end = RawText.Contains(tag.Name) ? html.IndexOf("</" + tag.Name, at, StringComparison.OrdinalIgnoreCase) : at;
                if (end < 0)
                {
                    yield break;
                }

                at = end;
            }
        }
    }

    /// <summary>Reads a tag, and goes behind it.</summary>
    private static HtmlTag Read(string html, ref int at)
    {
        var name = Word(html, ref at, 1, static c => char.IsWhiteSpace(c) || c is '>' or '/');
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (at < html.Length && html[at] != '>')
        {
            if (char.IsWhiteSpace(html[at]) || html[at] == '/')
            {
                at++;
                continue;
            }

            var attribute = Word(html, ref at, 0, static c => char.IsWhiteSpace(c) || c is '>' or '/' or '=');
            Skip(html, ref at);
            var value = "";
            if (at < html.Length && html[at] == '=')
            {
                at++;
                Skip(html, ref at);
                value = at < html.Length && html[at] is '"' or '\'' ? Quoted(html, ref at) : Word(html, ref at, 0, static c => char.IsWhiteSpace(c) || c == '>');
            }
            else if (attribute.Length == 0)
            {
                at++;
            }

            if (attributes.Count < MaxAttributes)
            {
                attributes.TryAdd(attribute.ToLowerInvariant(), WebUtility.HtmlDecode(value));
            }
        }

        at = Math.Min(at + 1, html.Length);
        return new HtmlTag(name.ToLowerInvariant(), attributes);
    }

    private static string Word(string html, ref int at, int skip, Func<char, bool> isEnd)
    {
        var start = at + skip;
        at = start;
        while (at < html.Length && !isEnd(html[at]))
        {
            at++;
        }

        return html[start..at];
    }

    private static string Quoted(string html, ref int at)
    {
        var end = html.IndexOf(html[at], at + 1);
        end = end < 0 ? html.Length : end;
        var value = html[(at + 1)..end];
        at = Math.Min(end + 1, html.Length);
        return value;
    }

    private static void Skip(string html, ref int at)
    {
        while (at < html.Length && char.IsWhiteSpace(html[at]))
        {
            at++;
        }
    }
}
