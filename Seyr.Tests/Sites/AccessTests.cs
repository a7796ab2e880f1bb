using System.Net;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Who gets in, and what they see, on the running program.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class AccessTests(RelationalKind kind) : ServerFixture(kind)
{
    private static readonly string[] PrivatePages = ["/sites", "/new-site", "/settings/keys", "/sites/ann.test", "/sites/ann.test/install", "/sites/ann.test/settings", "/sites/ann.test/first-event", "/settings/account"];

    [Test]
    public async Task Nobody_sees_anything_without_signing_in([ValueSource(nameof(PrivatePages))] string page)
    {
        using var stranger = NewVisitor();
        var answer = await stranger.GetAsync(page);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo($"/sign-in?to={Uri.EscapeDataString(page)}"));
    }

    [Test]
    public async Task Somebody_elses_site_is_as_good_as_none()
    {
        using var bob = await SignedInAsync("bob");

        Assert.That((await bob.GetAsync("/sites/bob.test")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        foreach (var page in new[] { "/sites/ann.test", "/sites/ann.test/install", "/sites/ann.test/settings", "/sites/ann.test/first-event", "/sites/nobody.test" })
        {
            Assert.That((await bob.GetAsync(page)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), page);
        }

        Assert.That(await bob.GetTextAsync("/sites"), Does.Contain("bob.test").And.Not.Contain("ann.test"));
    }

    [Test]
    public async Task A_wrong_password_and_an_unknown_account_look_the_same()
    {
        using var stranger = NewVisitor();
        var wrong = await stranger.SignInAsync("ann@ann.test", "not the password");
        var unknown = await stranger.SignInAsync("nobody@ann.test", "not the password");

        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await wrong.Content.ReadAsStringAsync(), Does.Contain("There is no account with this e-mail address and password.").And.Contain("value=\"ann@ann.test\""));
        Assert.That(await unknown.Content.ReadAsStringAsync(), Does.Contain("There is no account with this e-mail address and password."));
    }

    [Test]
    public async Task Signing_out_ends_the_session_in_the_store_too()
    {
        using var ann = await SignedInAsync("ann");
        var cookie = ann.Cookies.GetCookies(Seyr.Address)["seyr"]!;
        Assert.That(cookie.HttpOnly, Is.True);

        await ann.SubmitAsync("/sites", "/sign-out");
        ann.Cookies.Add(Seyr.Address, new Cookie("seyr", cookie.Value));

        Assert.That((await ann.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [TestCase("//evil.test")]
    [TestCase("https://evil.test/")]
    [TestCase("/\\evil.test")]
    [TestCase("javascript:alert(1)")]
    public async Task Signing_in_never_leads_to_another_server(string to)
    {
        using var ann = NewVisitor();
        var answer = await ann.SignInAsync("ann@ann.test", Password, to);

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/sites"));
    }

    [Test]
    public async Task A_form_without_its_token_is_refused()
    {
        using var ann = await SignedInAsync("ann");
        var answer = await ann.PostAsync("/new-site", ("domain", "more.test"), ("timezone", "Etc/UTC"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ann.GetTextAsync("/sites"), Does.Not.Contain("more.test"));
    }

    [TestCase("", "Etc/UTC", "A domain, such as")]
    [TestCase("exa mple.com", "Etc/UTC", "A domain, such as")]
    [TestCase("<script>.test", "Etc/UTC", "A domain, such as")]
    [TestCase("new.test", "Mars/Olympus", "A time zone, such as")]
    [TestCase("new.test", "UTC'; drop table sites --", "A time zone, such as")]
    [TestCase("ann.test", "Etc/UTC", "This domain is already counted here.")]
    public async Task What_is_wrong_with_a_form_is_said_at_the_field_and_what_was_typed_stays(string domain, string zone, string message)
    {
        using var bob = await SignedInAsync("bob");
        var answer = await bob.SubmitAsync("/new-site", "/new-site", ("domain", domain), ("timezone", zone));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(page, Does.Contain(message));
        Assert.That(page, Does.Contain($"value=\"{WebUtility.HtmlEncode(domain).Replace("&#39;", "&#x27;", StringComparison.Ordinal)}\""));
    }

    [Test]
    public async Task A_second_site_is_added_and_counted_at_once()
    {
        using var ann = await SignedInAsync("ann");
        await ann.SendAsync("""{"n":"pageview","u":"https://second.test/","d":"second.test"}""");
        var answer = await ann.SubmitAsync("/new-site", "/new-site", ("domain", "HTTPS://www.Second.test/path"), ("timezone", "Asia/Dhaka"));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/sites/second.test/install"));

        await ann.SendAsync("""{"n":"pageview","u":"https://second.test/","d":"second.test"}""");
        await SettledCountersAsync(ann);
        Assert.That(await ann.GetTextAsync("/sites/second.test/first-event"), Is.EqualTo("""{"arrived":true}"""));
    }

    [Test]
    public async Task Pages_carry_the_headers_that_keep_a_browser_safe()
    {
        using var stranger = NewVisitor();
        var answer = await stranger.GetAsync("/sign-in");
        var policy = string.Join("", answer.Headers.GetValues("Content-Security-Policy"));

        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("script-src 'self'").And.Not.Contain("unsafe").And.Contain("frame-ancestors 'none'"));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
        Assert.That(answer.Headers.Contains("Server"), Is.False);
    }

    [Test]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        using var stranger = NewVisitor();
        var answer = await stranger.GetAsync("/wp-login.php");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Not found"));
        Assert.That((await stranger.GetAsync("/setup/guess")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
