using System.Text;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>Opens a site's page as a browser would, looks for the snippet, and says what keeps it from counting.</summary>
internal sealed class SnippetCheck(Outbound outbound)
{
    /// <summary>The page that is looked at: the given one, or the site's first. Null: it isn't the site's.</summary>
    public static Uri? PageOf(string domain, string typed)
    {
        if (typed.Length == 0)
        {
            return new Uri($"https://{domain}/");
        }

        var text = typed.Contains("://", StringComparison.Ordinal) ? typed : "https://" + typed;
        return Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme is "http" or "https" && page.UserInfo.Length == 0 && IsOf(page, domain) ? page : null;
    }

    /// <summary>Looks at a page.</summary>
    /// <param name="domain">The site.</param>
    /// <param name="page">The page.</param>
    /// <param name="server">The address at which browsers reach this server.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<SnippetFinding> LookAsync(string domain, Uri page, Uri server, CancellationToken cancel)
    {
        var answer = await outbound.GetAsync(page, cancel);
        if (answer.Outcome == OutboundOutcome.Unreachable && page is { Scheme: "https", IsDefaultPort: true })
        {
            // A site without TLS has a first page too.
            var plain = await outbound.GetAsync(new UriBuilder(page) { Scheme = "http", Port = 80 }.Uri, cancel);
            answer = plain.Outcome == OutboundOutcome.Answered ? plain : answer;
        }

        if (answer.Outcome != OutboundOutcome.Answered || answer.Status >= 400)
        {
            return SnippetWords.OfPage(answer, page);
        }

        var tags = HtmlTag.Of(Encoding.UTF8.GetString(answer.Body.Span)).ToList();
        var at = answer.Address;
        var found = tags.Where(static tag => tag.Name == "script").Select(tag => SeenSnippet.Of(tag, at, server)).OfType<SeenSnippet>().ToList();
        if (found.Count == 0)
        {
            return !IsOf(at, domain) ? SnippetWords.Elsewhere(page, at)
                : SnippetWords.Missing(at, tags.Any(static tag => tag.Name == "script" && tag["src"]?.Contains("googletagmanager.com/gtm", StringComparison.Ordinal) == true));
        }

        if (found.Find(seen => Domains.Normal(seen.Domain) == domain) is not { } snippet)
        {
            return SnippetWords.OtherDomain(found[0].Domain, domain);
        }

        if (snippet.IsModule)
        {
            return SnippetWords.Module();
        }

        foreach (var policy in PoliciesOf(answer, tags))
        {
            if ((policy.RefusesScript(at, snippet.Script, snippet.Nonce) ?? policy.RefusesCall(at, snippet.Endpoint)) is { } directive)
            {
                return SnippetWords.Blocked(directive, directive.StartsWith("script", StringComparison.Ordinal) ? snippet.Script : snippet.Endpoint);
            }
        }

        if (at.Scheme == "https" && snippet.Script.Scheme == "http")
        {
            return SnippetWords.Mixed(snippet.Script);
        }

        var script = await outbound.GetAsync(snippet.Script, cancel);
        // Where this server has a private address, only browsers can tell.
        return script.Outcome == OutboundOutcome.NotAllowed || IsScript(script) ? SnippetWords.Seen(at, snippet.Script) : SnippetWords.ScriptFails(snippet.Script, script);
    }

    /// <summary>Whether a page belongs to a site: on its host, or one below.</summary>
    private static bool IsOf(Uri page, string domain) =>
        page.IdnHost.Equals(domain, StringComparison.OrdinalIgnoreCase) || page.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static bool IsScript(OutboundAnswer answer) =>
        answer is { Outcome: OutboundOutcome.Answered, Status: 200 } && Encoding.UTF8.GetString(answer.Body.Span).Contains("seyr", StringComparison.Ordinal);

    /// <summary>Policies of the answer's headers, of which a comma makes several, and of the page.</summary>
    private static IEnumerable<ContentPolicy> PoliciesOf(OutboundAnswer answer, IEnumerable<HtmlTag> tags)
    {
        var headers = answer.Headers?.TryGetValues("Content-Security-Policy", out var lines) == true ? lines : [];
        var metas = tags.Where(static tag => tag.Name == "meta" && "content-security-policy".Equals(tag["http-equiv"], StringComparison.OrdinalIgnoreCase))
            .Select(static tag => tag["content"] ?? "");
        return headers.SelectMany(static line => line.Split(',')).Concat(metas).Select(static text => new ContentPolicy(text));
    }
}
