using System.Net;
using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>A site's settings on the running program: who may change them, what they do, and what they show.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class SettingsTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Page = "/sites/ann.test/settings";
    private const string Refused = "/sites/ann.test/refused?period=day";
    private const string Bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private const string AiCrawler = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";

    [Test]
    public async Task Owner_chooses_what_is_kept_out_and_sees_what_was()
    {
        using var ann = await SignedInAsync("ann");
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("basic"));
        Assert.That(await ann.GetTextAsync(Refused), Does.Not.Contain("rawlers"));
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(ann, Bot);
        }

        await SendAsync(ann, AiCrawler);
        var told = await EventuallyAsync(ann, "AI crawlers");
        Assert.That(told, Does.Match(@"(?s)>Crawlers and other programs<.*?<b>3</b>.*>AI crawlers<.*?<b>1</b>"));

        var before = (await ann.CountersAsync(MetricsToken))["seyr_events_accepted_total"];
        var saved = await ann.SubmitAsync(Page, Page, ("bots", "off"));
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await ann.GetTextAsync(saved.Headers.Location!.OriginalString), Does.Contain("Saved. It holds from now on").And.Contain("Undo"));
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("off"));
        await SendAsync(ann, Bot);
        Assert.That((await ann.CountersAsync(MetricsToken))["seyr_events_accepted_total"], Is.EqualTo(before + 1), "at once");
        await ann.SubmitAsync(Page, Page, ("bots", "basic"));
    }

    [Test]
    public async Task Lists_are_kept_as_they_were_typed_and_hold_at_once()
    {
        using var ann = await SignedInAsync("ann");
        var counted = (await ann.CountersAsync(MetricsToken))["seyr_events_accepted_total"];
        (string, string)[] typed =
        [
            ("bots", "basic"), ("addresses", " 203.0.113.9/24\r\n\r\n2001:db8::1 \r\n"), ("countries", "bd"), ("pages", "/admin/*\r\n/<b>"),
            ("hostnames", "*.ann.test"), ("parameters", "q\r\npage"), ("slash", "yes"), ("case", "yes"),
        ];
        Assert.That((await ann.SubmitAsync(Page, Page, typed)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        var html = await ann.GetTextAsync(Page);
        Assert.That(html, Does.Not.Contain("/<b>"));
        foreach (var list in new[] { "203.0.113.9/24\n2001:db8::1", "bd", "/admin/*\n/<b>", "*.ann.test", "q\npage" })
        {
            Assert.That(WebUtility.HtmlDecode(html), Does.Contain($">{list}</textarea>"));
        }

        Assert.That(Regex.Count(html, "<input type=\"checkbox\"[^>]* checked"), Is.EqualTo(2));
        await ann.SendAsync("""{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""", Chromium.UserAgent);
        Assert.That((await ann.CountersAsync(MetricsToken))["seyr_events_accepted_total"], Is.EqualTo(counted), "another host than those listed");
        await ann.SubmitAsync(Page, Page, ("bots", "basic"));
        Assert.That(Regex.Count(await ann.GetTextAsync(Page), "></textarea>"), Is.EqualTo(5));
        Assert.That(await (await ann.SubmitAsync(Page, Page, [.. typed, ("preview", "yes")])).Content.ReadAsStringAsync(), Does.Contain("Would have been kept out").And.Contain("Addresses are never stored"));
        Assert.That(Regex.Count(await ann.GetTextAsync(Page), "></textarea>"), Is.EqualTo(5), "a look saves nothing");
    }

    [Test]
    public async Task What_it_was_before_comes_back_once_and_only_here()
    {
        using var ann = await SignedInAsync("ann");
        using var bob = await SignedInAsync("bob");
        await ann.SubmitAsync(Page, Page, ("bots", "strict"), ("pages", "/admin/*"), ("case", "yes"));
        var set = await ann.GetTextAsync(Page);
        var page = (await ann.SubmitAsync(Page, Page, ("bots", "off"), ("countries", "bd"))).Headers.Location!.OriginalString;
        var undo = Regex.Match(await ann.GetTextAsync(page), "action=\"(/sites/ann\\.test/settings/\\d+/restore)\"").Groups[1].Value;
        Assert.That((await bob.SubmitAsync("/sites/bob.test/settings", undo)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await bob.SubmitAsync("/sites/bob.test/settings", undo.Replace("ann.test", "bob.test", StringComparison.Ordinal))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ann.PostAsync(undo)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "without the form's token");
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("off"));
        var answer = await ann.SubmitAsync(page, undo);
        Assert.That((answer.StatusCode, answer.Headers.Location!.OriginalString), Is.EqualTo((HttpStatusCode.SeeOther, Page)));
        Assert.That(Settled(await ann.GetTextAsync(Page)), Is.EqualTo(Settled(set)));
        Assert.That((await ann.SubmitAsync(page, undo)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await ann.SubmitAsync(Page, Page, ("bots", "basic"));
    }

    [TestCase("addresses", "203.0.113.256")]
    [TestCase("addresses", "203.0.113.0/33")]
    [TestCase("addresses", "2001:db8::/-1")]
    [TestCase("countries", "Bangladesh")]
    [TestCase("pages", "admin")]
    [TestCase("hostnames", "ann.*")]
    [TestCase("parameters", "a=b")]
    public async Task Line_that_says_nothing_is_told(string field, string line)
    {
        using var ann = await SignedInAsync("ann");
        var answer = await ann.SubmitAsync(Page, Page, ("bots", "basic"), (field, line));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Match($"<p class=\"error\" id=\"{field}-error\">[^<]*each line is"));
        Assert.That(await ann.GetTextAsync(Page), Does.Not.Contain(line + "</textarea>"));
    }

    [Test]
    public async Task List_has_a_longest_length()
    {
        using var ann = await SignedInAsync("ann");
        var many = string.Join('\n', Enumerable.Range(0, 501).Select(static n => $"/{n}"));
        Assert.That(await (await ann.SubmitAsync(Page, Page, ("bots", "basic"), ("pages", many))).Content.ReadAsStringAsync(), Does.Contain("At most 500 lines."));
    }

    [Test]
    public async Task Nobody_else_may_see_or_change_them()
    {
        using var bob = await SignedInAsync("bob");
        Assert.That((await bob.GetAsync(Page)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await bob.SubmitAsync("/sites/bob.test/settings", Page, ("bots", "off"))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var stranger = NewVisitor();
        Assert.That((await stranger.PostAsync(Page, ("bots", "off"))).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        using var ann = await SignedInAsync("ann");
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("basic"));
    }

    [TestCase("", HttpStatusCode.UnprocessableEntity)]
    [TestCase("STRICT", HttpStatusCode.UnprocessableEntity)]
    [TestCase("'; drop table sites; --", HttpStatusCode.UnprocessableEntity)]
    public async Task Anything_else_is_refused(string filter, HttpStatusCode status)
    {
        using var ann = await SignedInAsync("ann");
        var answer = await ann.SubmitAsync(Page, Page, ("bots", filter));
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("One of off, basic, strict."));
        Assert.That((await ann.PostAsync(Page, ("bots", "off"))).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "without the form's token");
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("basic"));
    }

    /// <summary>The form without its token.</summary>
    private static string Settled(string html) => Regex.Replace(Regex.Match(html, "(?s)<fieldset.*</fieldset>").Value, "name=\"__form\" value=\"[^\"]*\"", "");

    private static Task SendAsync(Visitor visitor, string agent) => visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/"}""", agent);

    private static string Chosen(string html) =>
        Regex.Matches(html, "<input type=\"radio\" name=\"bots\" value=\"(\\w+)\"([^>]*)>").Single(static match => match.Groups[2].Value.Contains("checked", StringComparison.Ordinal)).Groups[1].Value;

    /// <summary>Reloads until it is there: the store is told every few seconds.</summary>
    private static async Task<string> EventuallyAsync(Visitor visitor, string text)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await visitor.GetTextAsync(Refused) is var html && html.Contains(text, StringComparison.Ordinal))
            {
                return html;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"'{text}' never came.");
    }
}
