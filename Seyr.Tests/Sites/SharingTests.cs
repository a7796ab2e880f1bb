using System.Net;
using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Sharing on the running program: links, their limits, public dashboards.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class SharingTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Page = "/sites/ann.test/sharing";

    [Test]
    public async Task Link_shows_the_dashboard_to_whoever_has_it_and_nothing_else_until_it_is_taken_back()
    {
        using var ann = await SignedInAsync("ann");
        var link = await MakeAsync(ann, ("name", "For <the> client"));
        using var guest = NewVisitor();
        var answer = await guest.GetAsync(link + "?period=7d");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(html, Does.Contain(">ann.test</h1>").And.Not.Contain("/settings").And.Not.Contain("/install"));
        Assert.That(answer.Headers.GetValues("X-Robots-Tag"), Is.EqualTo(new[] { "noindex" }));
        Assert.That(Policy(answer), Does.Contain("frame-ancestors 'none'"));
        foreach (var other in new[] { "/sites/ann.test", "/sites/ann.test/settings", Page, "/sites" })
        {
            Assert.That((await guest.GetAsync(other)).StatusCode, Is.EqualTo(HttpStatusCode.Redirect), other);
        }

        Assert.That((await guest.SubmitAsync("/sign-in", link)).StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed).Or.EqualTo(HttpStatusCode.NotFound));
        var list = await ann.GetTextAsync(Page);
        Assert.That(list, Does.Contain("For &lt;the&gt; client").And.Not.Contain(link), "it is shown once");
        var id = Regex.Match(list, "name=\"link\" value=\"(\\d+)\"").Groups[1].Value;
        using var bob = await SignedInAsync("bob");
        Assert.That((await bob.SubmitAsync("/sites", "/sites/bob.test/sharing/revoke", ("link", id))).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await guest.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await ann.SubmitAsync(Page, Page + "/revoke", ("link", id))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That((await guest.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

        Assert.That(await ann.GetTextAsync($"{Page}?removed={id}"), Does.Contain("Undo").And.Not.Contain("For &lt;the&gt; client"));
        Assert.That((await bob.SubmitAsync("/sites", "/sites/bob.test/sharing/restore", ("link", id))).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await guest.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ann.SubmitAsync(Page, Page + "/restore", ("link", id))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That((await guest.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await ann.SubmitAsync(Page, Page + "/restore", ("link", id))).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
    }

    [Test]
    public async Task Password_of_a_link_is_asked_for_once_a_day()
    {
        using var ann = await SignedInAsync("ann");
        var link = await MakeAsync(ann, ("name", "Closed"), ("password", "open the sesame"));
        using var guest = NewVisitor();
        Assert.That((await guest.GetAsync(link)).Headers.Location!.OriginalString, Is.EqualTo(link + "/password"));
        Assert.That((await guest.SubmitAsync(link + "/password", link + "/password", ("password", "wrong"))).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await guest.SubmitAsync(link + "/password", link + "/password", ("password", "open the sesame"))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await guest.GetTextAsync(link), Does.Contain(">ann.test</h1>"));
        var other = await MakeAsync(ann, ("name", "Closed too"), ("password", "open the sesame"));
        Assert.That((await guest.GetAsync(other)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), "the one's password opens the one");
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 15; i++)
        {
            last = (await guest.SubmitAsync(other + "/password", other + "/password", ("password", "wrong"))).StatusCode;
        }

        Assert.That(last, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Only_listed_hosts_may_show_it_in_a_frame()
    {
        using var ann = await SignedInAsync("ann");
        var link = await MakeAsync(ann, ("name", "Framed"), ("hosts", "WWW.client.test\r\n*.shop.test:8080"));
        using var guest = NewVisitor();
        Assert.That(Policy(await guest.GetAsync(link)), Does.Contain("frame-ancestors www.client.test *.shop.test:8080").And.Not.Contain("'none' www"));
        Assert.That(Policy(await guest.GetAsync("/sign-in")), Does.Contain("frame-ancestors 'none'"));
    }

    [TestCase("name", "", "A name of")]
    [TestCase("until", "2020-01-01", "A day from today")]
    [TestCase("until", "9999-12-31", "A day from today")]
    [TestCase("until", "tomorrow", "A day from today")]
    [TestCase("hosts", "a.test; script-src *", "Each line is a host")]
    [TestCase("hosts", "*", "Each line is a host")]
    [TestCase("hosts", "'self'", "Each line is a host")]
    [TestCase("hosts", "a.test,b.test", "Each line is a host")]
    [TestCase("hosts", "a.test:99999", "Each line is a host")]
    [TestCase("password", "password", "tried first")]
    public async Task What_is_no_limit_is_told(string field, string value, string message)
    {
        using var ann = await SignedInAsync("ann");
        var answer = await ann.SubmitAsync(Page, Page, [.. new[] { ("name", "x") }.Where(pair => pair.Item1 != field), (field, value)]);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(message));
    }

    [Test]
    public async Task Frame_and_password_exclude_each_other()
    {
        using var ann = await SignedInAsync("ann");
        var answer = await ann.SubmitAsync(Page, Page, ("name", "x"), ("hosts", "a.test"), ("password", "open the sesame"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("choose one of the two"));
    }

    [Test]
    public async Task Public_dashboard_is_there_for_anybody_while_it_is_public()
    {
        using var bob = await SignedInAsync("bob");
        using var guest = NewVisitor();
        Assert.That((await guest.GetAsync("/public/bob.test")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await bob.SubmitAsync("/sites", "/sites/bob.test/sharing/public", ("public", "yes"));
        Assert.That(await guest.GetTextAsync("/public/bob.test"), Does.Contain(">bob.test</h1>").And.Not.Contain("/settings"));
        Assert.That((await guest.GetAsync("/public/ann.test")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await bob.GetTextAsync("/sites/bob.test/sharing"), Does.Contain("/public/bob.test"));
        await bob.SubmitAsync("/sites", "/sites/bob.test/sharing/public", ("public", "no"));
        Assert.That((await guest.GetAsync("/public/bob.test")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static async Task<string> MakeAsync(Visitor visitor, params (string, string)[] fields)
    {
        var answer = await visitor.SubmitAsync(Page, Page, fields);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), html);
        return Regex.Match(html, "/share/[A-Za-z0-9_-]{43}").Value;
    }

    private static string Policy(HttpResponseMessage answer) => string.Join("", answer.Headers.GetValues("Content-Security-Policy"));
}
