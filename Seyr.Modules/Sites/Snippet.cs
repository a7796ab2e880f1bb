using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Seyr.Sites;

/// <summary>The line of HTML that a site's pages carry.</summary>
public static class Snippet
{
    /// <summary>The line, for a server that browsers reach at an address.</summary>
    public static string For(Uri server, string domain) =>
        $"""<script defer src="{Encode(new Uri(server, "s.js").AbsoluteUri)}" data-domain="{Encode(domain)}"></script>""";

    /// <summary>The address at which the browser that sent this request reaches the server; the configured one goes first.</summary>
    internal static Uri ServerAddress(HttpContext context, SitesOptions options) =>
        options.PublicUrl is { } configured ? configured : new Uri($"{context.Request.Scheme}://{context.Request.Host}/");

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
