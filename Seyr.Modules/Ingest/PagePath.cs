using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>The page that an address is counted as.</summary>
internal static class PagePath
{
    /// <summary>A thread works on one address at a time.</summary>
    [ThreadStatic]
    private static byte[]? threadPage;

    /// <summary>
    /// The path; for a site that routes by fragments that too; and the parameters that the site keeps, of the query string
    /// and of the fragment's own. The address is decoded in place, so this is done once.
    /// </summary>
    /// <param name="url">The address; its query string stays as it is.</param>
    /// <param name="isHashMode">Whether the site routes by fragments.</param>
    /// <param name="rules">The site's.</param>
    /// <param name="bare">The page without parameters.</param>
    public static ReadOnlySpan<byte> Of(PageUrl url, bool isHashMode, PageRules rules, out ReadOnlySpan<byte> bare)
    {
        var decoded = Text.PercentDecode(url.Path, isQuery: false);
        var path = decoded.IsEmpty ? "/"u8 : decoded;
        if (rules.AreNone && (!isHashMode || url.Fragment.IsEmpty))
        {
            bare = path;
            return path;
        }

        var page = (threadPage ??= new byte[Beacon.MaxUrlBytes + 4]).AsSpan();
        path.CopyTo(page);
        var length = path.Length;
        Span<byte> query = [];
        if (isHashMode && !url.Fragment.IsEmpty)
        {
            var mark = url.Fragment.IndexOf((byte)'?');
            query = mark < 0 ? [] : url.Fragment[(mark + 1)..];
            var route = Text.PercentDecode(mark < 0 ? url.Fragment : url.Fragment[..mark], isQuery: false);
            page[length++] = (byte)'#';
            route.CopyTo(page[length..]);
            length += route.Length;
        }

        while (rules.TrimsSlash && length > 1 && page[length - 1] == '/' && page[length - 2] != '#')
        {
            length--;
        }

        if (rules.FoldsCase)
        {
            Text.LowerLetters(page[..length]);
        }

        bare = page[..length];
        var all = AddKept(page, AddKept(page, length, length, url.Query, rules), length, query, rules);
        return page[..all];
    }

    /// <returns>The page's length with them.</returns>
    private static int AddKept(Span<byte> page, int length, int bare, ReadOnlySpan<byte> query, PageRules rules)
    {
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf((byte)'=');
            if (rules.Keeps(equals < 0 ? pair : pair[..equals]))
            {
                page[length] = (byte)(length == bare ? '?' : '&');
                pair.CopyTo(page[++length..]);
                length += Text.PercentDecode(page.Slice(length, pair.Length), isQuery: false).Length;
            }
        }

        return length;
    }
}
