using Seyr.Web;

namespace Seyr.Sites;

/// <summary>What the check says of what it found, and what to do about it.</summary>
internal static class SnippetWords
{
    private const string AfterThat = "Then check again.";

    public static SnippetFinding Seen(Uri page, Uri script) =>
        new(true, "The snippet is there, and it works", $"{Text(page)} loads {Text(script)}. Open the page in a browser, and its first view shows up here.");

    public static SnippetFinding Missing(Uri page, bool hasTagManager) => new(
        false,
        "The page doesn't have the snippet",
        hasTagManager
            ? $"{Text(page)} has Google Tag Manager. If the snippet is in there, only a browser can see it: publish the container, open the page, "
                + "and wait for the first view. Else put the line into the page."
            : $"{Text(page)} came without it. Put the line above into its <head>, publish, and empty the cache of your site or CDN. {AfterThat}");

    public static SnippetFinding OtherDomain(string found, string domain) => new(
        false, "The snippet counts another site", $"It says data-domain=\"{Cut(found)}\", and this site is {domain}. Take the line from this page. {AfterThat}");

    public static SnippetFinding Module() => new(
        false, "The snippet is loaded as a module", $"As type=\"module\" it can't find its settings, and does nothing. Take that out of the tag. {AfterThat}");

    public static SnippetFinding Mixed(Uri script) => new(
        false, "Browsers won't load the script",
        $"The page comes over HTTPS, {Text(script)} over plain HTTP. Put TLS in front of Seyr, set PublicUrl, and take the line from this page anew.");

    public static SnippetFinding Blocked(string directive, Uri address) => new(
        false, "The page's Content-Security-Policy keeps it out",
        $"Its {directive} doesn't have {address.GetLeftPart(UriPartial.Authority)}. Add it, to both script-src and connect-src. {AfterThat}");

    public static SnippetFinding Elsewhere(Uri page, Uri end) => new(
        false, "The page leads to another site",
        $"{Text(page)} redirects to {Text(end)}, which doesn't have the snippet. If that is your site, put the line there, or add it as a site of its own.");

    public static SnippetFinding ScriptFails(Uri script, OutboundAnswer answer) => new(
        false, "The script doesn't load",
        $"{Text(script)} {Reason(answer)}. Take the line from this page anew, or mend the proxy that hands the script on. {AfterThat}");

    public static SnippetFinding OfPage(OutboundAnswer answer, Uri page) => answer.Outcome switch
    {
        OutboundOutcome.Answered => new(
            false, "The page could not be opened",
            $"{Text(answer.Address)} {Reason(answer)}. If it opens in a browser, a firewall may keep programs out: let “Seyr” in, or wait for the first view."),
        OutboundOutcome.NoSuchHost => new(false, "There is no such host", $"The name {page.Host} leads nowhere. Check the spelling and its DNS, or name another page of the site."),
        OutboundOutcome.NotAllowed => new(
            false, "This server may not open that page",
            $"{Text(answer.Address)} is in a private network or on an unusual port. Whoever runs this server can allow it with Web:OutboundAllows. "
                + "Browsers count all the same."),
        OutboundOutcome.TooManyRedirects => new(
            false, "The page sends on and on", $"{Text(page)} redirected more than {Outbound.MaxRedirects} times. Mend that, or name the page where it ends."),
        _ => new(
            false, "The page could not be opened", $"{Text(answer.Address)} {Reason(answer)}. Check that it opens in a browser, and that its certificate is good. {AfterThat}"),
    };

    private static string Reason(OutboundAnswer answer) => answer.Outcome switch
    {
        OutboundOutcome.Answered when answer.Status == 200 => "is something else than the script",
        OutboundOutcome.Answered => $"answers with {answer.Status}",
        OutboundOutcome.NoSuchHost => "has a name that leads nowhere",
        OutboundOutcome.TooSlow => "didn't answer within five seconds",
        OutboundOutcome.TooManyRedirects => "sends on and on",
        _ => "doesn't answer",
    };

    /// <summary>An address without its query, which may be anything.</summary>
    private static string Text(Uri address) => Cut(address.GetLeftPart(UriPartial.Path));

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
