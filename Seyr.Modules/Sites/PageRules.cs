using System.Text;

namespace Seyr.Sites;

/// <summary>How the addresses of a site's pages are counted: which of them are one page.</summary>
/// <param name="trimsSlash">Whether <c>/about/</c> is <c>/about</c>.</param>
/// <param name="foldsCase">Whether <c>/About</c> is <c>/about</c>.</param>
/// <param name="parameters">The parameters of the query string that make a page another one, a line each; the others are dropped.</param>
public sealed class PageRules(bool trimsSlash, bool foldsCase, string parameters)
{
    private readonly byte[][] parameters = [.. Shield.Lines(parameters).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether a slash at a page's end is dropped.</summary>
    public bool TrimsSlash => trimsSlash;

    /// <summary>Whether pages are counted in lower case.</summary>
    public bool FoldsCase => foldsCase;

    /// <summary>Whether nothing is to be done but drop the query string.</summary>
    public bool AreNone => !trimsSlash && !foldsCase && parameters.Length == 0;

    /// <summary>Whether a parameter of the query string stays.</summary>
    public bool Keeps(ReadOnlySpan<byte> parameter)
    {
        foreach (var kept in parameters)
        {
            if (parameter.SequenceEqual(kept))
            {
                return true;
            }
        }

        return false;
    }
}
