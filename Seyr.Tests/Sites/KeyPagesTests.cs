using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Sites;

/// <summary>The page of API keys on the running program, and what <c>seyr provision</c> tells of keys.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class KeyPagesTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Page = "/settings/keys";

    [Test]
    public async Task Owner_makes_a_key_sees_its_token_once_and_revokes_it()
    {
        using var ann = await SignedInAsync("ann");
        Assert.That(await ann.GetTextAsync("/sites"), Does.Contain("href=\"/settings/keys\""));
        var made = await ann.SubmitAsync(Page, Page, ("name", "Nightly <b>"), ("events:write", "yes"), ("ends", "2099-12-31"));
        Assert.That((made.StatusCode, made.Headers.CacheControl!.NoStore), Is.EqualTo((HttpStatusCode.OK, true)));
        var token = Regex.Match(await made.Content.ReadAsStringAsync(), "id=\"token\">(seyr_[^<]{43})<").Groups[1].Value;
        Assert.That(await StatusAsync(token), Is.EqualTo(HttpStatusCode.Accepted));

        var shown = await ann.GetTextAsync(Page);
        Assert.That(shown, Does.Contain(token[..12]).And.Not.Contain(token[12..]).And.Contain("Nightly &lt;b&gt;").And.Contain("Ends: 31 Dec 2099<"));
        var action = Regex.Match(shown, "action=\"(/settings/keys/\\d+/revoke)\"(?:(?!</form>).)*Revoke Nightly", RegexOptions.Singleline).Groups[1].Value;
        using var bob = await SignedInAsync("bob");
        Assert.That(await bob.GetTextAsync(Page), Does.Not.Contain("Nightly &lt;b&gt;"));
        Assert.That((await bob.SubmitAsync(Page, action)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ann.PostAsync(action)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "without the form's token");
        Assert.That(await StatusAsync(token), Is.EqualTo(HttpStatusCode.Accepted));
        var revoked = (await ann.SubmitAsync(Page, action)).Headers.Location!.OriginalString;
        Assert.That(revoked, Does.StartWith(Page + "?removed="));
        Assert.That(await StatusAsync(token), Is.EqualTo(HttpStatusCode.Unauthorized), "at once");
        var undo = Regex.Match(await ann.GetTextAsync(revoked), "action=\"(/settings/keys/\\d+/restore)\"").Groups[1].Value;
        Assert.That((await bob.SubmitAsync(Page, undo)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ann.SubmitAsync(Page, undo)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await StatusAsync(token), Is.EqualTo(HttpStatusCode.Accepted), "it is what it was");
        Assert.That((await ann.SubmitAsync(Page, undo)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "nothing is revoked");
        await ann.SubmitAsync(Page, action);
        Assert.That((await ann.SubmitAsync(Page, Page, ("name", "Nightly <b>"), ("stats:read", "yes"))).StatusCode, Is.EqualTo(HttpStatusCode.OK), "its name is free");
        Assert.That((await ann.SubmitAsync(Page, undo)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ann.SubmitAsync(Page, "/settings/keys/99999999999999999999/revoke")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Scope_is_what_was_chosen()
    {
        using var ann = await SignedInAsync("ann");
        var made = await (await ann.SubmitAsync(Page, Page, ("name", "Reader"), ("stats:read", "yes"))).Content.ReadAsStringAsync();
        Assert.That(await StatusAsync(Regex.Match(made, "id=\"token\">([^<]+)<").Groups[1].Value), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("", "stats:read", "", "A name of 1 to 100")]
    [TestCase("x", "sites:own", "", "At least one.")]
    [TestCase("x", "stats:read", "2020-01-01", "A day that is not over yet")]
    [TestCase("x", "stats:read", "soon", "A day that is not over yet")]
    [TestCase("x", "stats:read", "9999-12-31", "A day that is not over yet")]
    [TestCase("Provisioned", "stats:read", "", "There is a key of this name")]
    public async Task What_is_wrong_is_told(string name, string scope, string ends, string told)
    {
        using var ann = await SignedInAsync("ann");
        var answer = await ann.SubmitAsync(Page, Page, ("name", name), (scope, "yes"), ("ends", ends));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(told).And.Not.Contain("id=\"token\""));
    }

    [Test]
    public async Task Nobody_else_gets_in()
    {
        using var stranger = NewVisitor();
        Assert.That((await stranger.GetAsync(Page)).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That((await stranger.PostAsync(Page, ("name", "x"), ("stats:read", "yes"))).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task Provisioning_makes_one_key_and_another_when_asked()
    {
        Assert.That(await StatusAsync(Keys["ann"]), Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await ProvisionAsync(), Is.Null);
        var more = await ProvisionAsync("--new-api-key");
        Assert.That(more, Is.Not.EqualTo(Keys["ann"]).And.StartsWith("seyr_"));
        Assert.That(await StatusAsync(more!), Is.EqualTo(HttpStatusCode.Accepted), "beside a running server");
    }

    [Test]
    public async Task Page_is_good_to_look_at()
    {
        foreach (var (name, scheme, isPhone) in new[] { ("light", ColorScheme.Light, false), ("dark", ColorScheme.Dark, false), ("phone", ColorScheme.Light, true), ("phone-dark", ColorScheme.Dark, true) })
        {
            await using var context = await Chromium.NewContextAsync(scheme, isPhone);
            var page = await context.NewPageAsync();
            var complaints = new List<string>();
            page.Console += (_, message) => complaints.Add(message.Text);
            await page.GotoAsync(new Uri(Seyr.Address, "/sites").AbsoluteUri);
            await page.FillAsync("#email", "ann@ann.test");
            await page.FillAsync("#password", Password);
            await page.ClickAsync("main button");
            await Screenshots.KeepAsync(page, $"sites-{name}");
            await page.GetByText("API keys").ClickAsync();
            await page.FillAsync("#name", $"Report of the {name} screen");
            await page.FillAsync("#ends", "2099-01-31");
            await page.GetByText("Make the key").ClickAsync();
            await Expect(page.Locator("#token")).ToContainTextAsync("seyr_");
            await Screenshots.KeepAsync(page, $"keys-{name}");
            Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{name} scrolls sideways");
            Assert.That(complaints, Is.Empty);
        }
    }

    private async Task<string?> ProvisionAsync(params string[] more)
    {
        var made = await SeyrProcess.RunAsync(Data, Settings, "", ["provision", "--email", "ann@ann.test", "--organisation", "ann", "--domain", "ann.test", .. more]);
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        using var line = JsonDocument.Parse(made.Output);
        return line.RootElement.TryGetProperty("apiKey", out var key) ? key.GetString() : null;
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Seyr.Address, "/api/v1/events")) { Content = new StringContent("[]") };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
