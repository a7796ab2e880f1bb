using Seyr.Sites;

namespace Seyr.Tests.Sites;

/// <summary>What the check of a snippet reads: somebody's HTML, and their Content-Security-Policy.</summary>
internal sealed class SnippetPartsTests
{
    [TestCase("<script defer src=\"/a.js\" data-domain='x'></script>", "script[defer=,src=/a.js,data-domain=x]")]
    [TestCase("<SCRIPT SRC=/a.js Data-Domain=x>", "script[src=/a.js,data-domain=x]")]
    [TestCase("<script\n\tsrc = \"/a?b=1&amp;c=2\"/>", "script[src=/a?b=1&c=2]")]
    [TestCase("<!-- <script src=/a.js></script> --><p>", "p[]")]
    [TestCase("<script>document.write('<script src=/a.js>')</script><b>", "script[]|b[]")]
    [TestCase("<title><script src=/a.js></title><i src=a src=b>", "title[]|i[src=a]")]
    [TestCase("a < b <3 <em>", "em[]")]
    [TestCase("<a =x href=/y>", "a[=x,href=/y]")]
    [TestCase("<a href=\"open", "a[href=open]")]
    [TestCase("<!-- never closed <p>", "")]
    public void Tags_are_those_that_a_browser_sees(string html, string tags) => Assert.That(
        string.Join('|', HtmlTag.Of(html).Select(static tag => $"{tag.Name}[{string.Join(',', tag.Attributes.Select(static attribute => $"{attribute.Key}={attribute.Value}"))}]")), Is.EqualTo(tags));

    [Test]
    public void Any_text_is_read_to_its_end()
    {
        var random = new Random(11);
        const string letters = "<>/=\"'! -ascript&;\n";
        for (var i = 0; i < 20_000; i++)
        {
            var html = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => letters[random.Next(letters.Length)]));
            Assert.That(HtmlTag.Of(html).Count(), Is.LessThanOrEqualTo(html.Length), html);
        }

        Assert.That(HtmlTag.Of(new string('<', 1_000_000)), Is.Empty);
        Assert.That(HtmlTag.Of(string.Concat(Enumerable.Repeat("<a b c d>", 100_000))).Count(), Is.EqualTo(20_000));
    }

    [TestCase("default-src 'self'", "default-src")]
    [TestCase("script-src 'none'", "script-src")]
    [TestCase("script-src 'self' https://stats.test", null)]
    [TestCase("script-src-elem https://other.test; script-src https://stats.test", "script-src-elem")]
    [TestCase("SCRIPT-SRC HTTPS://STATS.TEST", null)]
    [TestCase("script-src stats.test", null)]
    [TestCase("script-src *.test", null)]
    [TestCase("script-src *.stats.test", "script-src")]
    [TestCase("script-src https:", null)]
    [TestCase("script-src http://stats.test", null)]
    [TestCase("script-src *", null)]
    [TestCase("script-src https://stats.test:444", "script-src")]
    [TestCase("script-src https://stats.test:*", null)]
    [TestCase("script-src https://stats.test/s.js", null)]
    [TestCase("script-src https://stats.test/js/", "script-src")]
    [TestCase("script-src 'nonce-abc'", null)]
    [TestCase("script-src 'nonce-abcd'", "script-src")]
    [TestCase("script-src 'strict-dynamic' https://stats.test", "script-src")]
    [TestCase("script-src https://stats.test 'unsafe-inline'; connect-src 'self'", null)]
    [TestCase("img-src 'none'", null)]
    [TestCase("", null)]
    public void Policy_says_which_scripts_are_loaded(string policy, string? refusing) =>
        Assert.That(new ContentPolicy(policy).RefusesScript(new Uri("https://shop.test/"), new Uri("https://stats.test/s.js"), "abc"), Is.EqualTo(refusing));

    [TestCase("default-src 'self'", "default-src")]
    [TestCase("connect-src 'self'", "connect-src")]
    [TestCase("connect-src https://stats.test; default-src 'none'", null)]
    [TestCase("script-src 'none'", null)]
    public void Policy_says_which_addresses_are_called(string policy, string? refusing) =>
        Assert.That(new ContentPolicy(policy).RefusesCall(new Uri("https://shop.test/"), new Uri("https://stats.test/i")), Is.EqualTo(refusing));

    [TestCase("", "https://shop.test/")]
    [TestCase("https://www.shop.test/a?b", "https://www.shop.test/a?b")]
    [TestCase("shop.test/a", "https://shop.test/a")]
    [TestCase("http://shop.test:8080/", "http://shop.test:8080/")]
    [TestCase("https://other.test/", null)]
    [TestCase("https://notshop.test/", null)]
    [TestCase("https://shop.test@other.test/", null)]
    [TestCase("ftp://shop.test/", null)]
    [TestCase("javascript:alert(1)", null)]
    public void Pages_are_those_of_the_site(string typed, string? page) => Assert.That(SnippetCheck.PageOf("shop.test", typed)?.AbsoluteUri, Is.EqualTo(page));
}
