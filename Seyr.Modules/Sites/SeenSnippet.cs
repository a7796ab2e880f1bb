namespace Seyr.Sites;

/// <summary>A script of somebody's page that is a snippet of ours.</summary>
/// <param name="Domain">The site that it counts for.</param>
/// <param name="Script">Where the script is.</param>
/// <param name="Endpoint">Where it sends to.</param>
/// <param name="Nonce">The tag's nonce; null: it has none.</param>
/// <param name="IsModule">Whether it is loaded as a module, which it can't be.</param>
internal sealed record SeenSnippet(string Domain, Uri Script, Uri Endpoint, string? Nonce, bool IsModule)
{
    /// <summary>The name of a build of the script, with its features.</summary>
    private const string ScriptStart = "/s.";

    /// <returns>Null: it is none of ours.</returns>
    /// <param name="tag">The tag of the script.</param>
    /// <param name="page">The page.</param>
    /// <param name="server">The address at which browsers reach this server.</param>
    public static SeenSnippet? Of(HtmlTag tag, Uri page, Uri server)
    {
        if (!Uri.TryCreate(page, tag["src"] ?? "", out var script) || script.Scheme is not ("http" or "https") || tag["src"] is null or "")
        {
            return null;
        }

        // A copy behind the site's own address may have any name, so the site that it names tells it from other scripts.
        var file = script.AbsolutePath[script.AbsolutePath.LastIndexOf('/')..];
        var isOurs = script.Host == server.Host && file.StartsWith(ScriptStart, StringComparison.Ordinal);
        if (!isOurs && tag["data-domain"] is null)
        {
            return null;
        }

        var endpoint = tag["data-api"] is { Length: > 0 } api && Uri.TryCreate(page, api, out var given) ? given : new Uri(script, "i");
        return new SeenSnippet(tag["data-domain"] ?? page.IdnHost, script, endpoint, tag["nonce"], "module".Equals(tag["type"], StringComparison.OrdinalIgnoreCase));
    }
}
