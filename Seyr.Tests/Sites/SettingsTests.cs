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
    private const string Bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private const string AiCrawler = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";

    [Test]
    public async Task Owner_chooses_what_is_kept_out_and_sees_what_was()
    {
        using var ann = await SignedInAsync("ann");
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("basic"));
        Assert.That(await ann.GetTextAsync(Page), Does.Contain("Nothing."));
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(ann, Bot);
        }

        await SendAsync(ann, AiCrawler);
        var told = await EventuallyAsync(ann, "AI crawlers");
        Assert.That(told, Does.Match(@"Crawlers and other programs</th><td>3</td>").And.Match(@"AI crawlers</th><td>1</td>"));

        var before = (await ann.CountersAsync(MetricsToken))["seyr_events_accepted_total"];
        var saved = await ann.SubmitAsync(Page, Page, ("bots", "off"));
        Assert.That((saved.StatusCode, saved.Headers.Location!.OriginalString), Is.EqualTo((HttpStatusCode.SeeOther, Page + "?saved")));
        Assert.That(Chosen(await ann.GetTextAsync(Page + "?saved")), Is.EqualTo("off"));
        await SendAsync(ann, Bot);
        Assert.That((await ann.CountersAsync(MetricsToken))["seyr_events_accepted_total"], Is.EqualTo(before + 1), "at once");
        await ann.SubmitAsync(Page, Page, ("bots", "basic"));
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
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("One of the three."));
        Assert.That((await ann.PostAsync(Page, ("bots", "off"))).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "without the form's token");
        Assert.That(Chosen(await ann.GetTextAsync(Page)), Is.EqualTo("basic"));
    }

    private static Task SendAsync(Visitor visitor, string agent) => visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/"}""", agent);

    private static string Chosen(string html) =>
        Regex.Matches(html, "<input type=\"radio\" name=\"bots\" value=\"(\\w+)\"([^>]*)>").Single(static match => match.Groups[2].Value.Contains("checked", StringComparison.Ordinal)).Groups[1].Value;

    /// <summary>Reloads until it is there: the store is told every few seconds.</summary>
    private static async Task<string> EventuallyAsync(Visitor visitor, string text)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await visitor.GetTextAsync(Page) is var html && html.Contains(text, StringComparison.Ordinal))
            {
                return html;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"'{text}' never came.");
    }
}
