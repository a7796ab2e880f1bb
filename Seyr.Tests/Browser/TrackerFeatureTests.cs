using System.Text.Json;
using Microsoft.Playwright;

namespace Seyr.Tests.Browser;

/// <summary>What a build adds to page views and custom events: each feature in a build of its own, and in the one with all of them.</summary>
public sealed partial class TrackerTests
{
    private const string Everything = "s.404.downloads.engagement.forms.hash.outbound.pages.tagged.js";

    private static IEnumerable<string> Builds(string feature) => [$"s.{feature}.js", Everything];

    [TestCaseSource(nameof(Builds), new object[] { "engagement" })]
    public async Task Engagement_is_told_when_the_page_is_hidden_and_before_another_takes_its_place(string script)
    {
        await VisitAsync(
            "/long",
            async page =>
            {
                await page.EvaluateAsync("document.body.style.height = '4000px'; scrollTo(0, 1500)");
                await Task.Delay(Quiet);
                await page.EvaluateAsync("history.pushState({}, '', '/next')");
                await page.EvaluateAsync("document.body.style.height = '1px'");
                await Task.Delay(3_200);
                await HideAsync(page);
                await HideAsync(page);
            },
            script: script);

        var told = Told("engagement");
        Assert.That(told.Select(static e => new Uri(e.GetProperty("u").GetString()!).AbsolutePath), Is.EqualTo(new[] { "/long", "/next" }), "and hiding it again tells nothing new");
        Assert.That(told[0].GetProperty("sd").GetInt32(), Is.InRange(40, 80));
        Assert.That(told[0].GetProperty("e").GetInt32(), Is.InRange(200, 3_000));
        Assert.That(told[1].GetProperty("sd").GetInt32(), Is.EqualTo(100));
        Assert.That(told[1].GetProperty("e").GetInt32(), Is.InRange(3_000, 6_000));
        Assert.That(Told("pageview"), Has.Count.EqualTo(2));
    }

    [TestCaseSource(nameof(Builds), new object[] { "engagement" })]
    public async Task Hidden_page_tells_no_engagement(string script)
    {
        await VisitAsync("/", static page => Task.Delay(200), "Object.defineProperty(Document.prototype, 'hidden', {get: () => true})", script: script);
        Assert.That(beacons, Is.Empty);
    }

    [TestCaseSource(nameof(Builds), new object[] { "outbound" })]
    public async Task Link_to_another_host_is_told_without_its_query(string script)
    {
        await ClickAsync(script, "<a id=x href='https://other.test/page?token=secret#part'><b>there</b></a>", "#x b");
        Assert.That(Url("Outbound Link: Click"), Is.EqualTo("https://other.test/page"));
    }

    [TestCaseSource(nameof(Builds), new object[] { "outbound" })]
    public async Task Link_in_a_components_shadow_is_told_and_one_to_the_own_host_is_not(string script)
    {
        await VisitAsync(
            "/",
            static page => page.EvaluateAsync("""
                addEventListener('click', event => event.preventDefault());
                document.body.innerHTML = "<a id=own href='/own'>own</a><a id=mail href='mailto:a@b.test'>mail</a><div id=host></div>";
                const shadow = host.attachShadow({mode: 'open'});
                shadow.innerHTML = "<a href='https://other.test/in'>in</a>";
                own.click(); mail.click(); shadow.querySelector('a').click();
                """),
            script: script);
        Assert.That(Told("Outbound Link: Click"), Has.Count.EqualTo(1));
        Assert.That(Url("Outbound Link: Click"), Is.EqualTo("https://other.test/in"));
    }

    [TestCaseSource(nameof(Builds), new object[] { "downloads" })]
    public async Task Link_to_a_file_is_told(string script)
    {
        await ClickAsync(script, "<a id=x href='https://files.test/price%20list.PDF?v=2'>list</a>", "#x");
        Assert.That(Url("File Download"), Is.EqualTo("https://files.test/price%20list.PDF"));
        Assert.That(Told("Outbound Link: Click"), Is.Empty, "a file is told once");
    }

    [TestCaseSource(nameof(Builds), new object[] { "forms" })]
    public async Task Form_that_is_sent_is_told(string script)
    {
        await VisitAsync("/contact", static page => page.EvaluateAsync("""
            addEventListener('submit', event => event.preventDefault());
            document.body.innerHTML = "<form><input name=secret value=x required><button id=x>Send</button></form>";
            x.click();
            document.forms[0].secret.value = ''; x.click();
            """), script: script);
        var form = Told("Form: Submission").Single();
        Assert.That(form.GetProperty("props").GetProperty("path").GetString(), Is.EqualTo("/contact"), "and not the one that lacks what it requires");
        Assert.That(form.GetRawText(), Does.Not.Contain("secret"));
    }

    [TestCaseSource(nameof(Builds), new object[] { "404" })]
    public async Task Page_that_is_not_there_is_told_and_makes_no_second_event_of_a_visit(string script)
    {
        await VisitAsync("/nowhere", script: script, status: 404);
        var told = Told("404").Single();
        Assert.That(told.GetProperty("props").GetProperty("path").GetString(), Is.EqualTo("/nowhere"));
        Assert.That(told.GetProperty("i").GetBoolean(), Is.False);
        beacons.Clear();
        await VisitAsync("/somewhere", script: script);
        Assert.That(Told("404"), Is.Empty);
    }

    [TestCaseSource(nameof(Builds), new object[] { "tagged" })]
    public async Task Element_that_the_page_names_is_told_with_its_properties(string script)
    {
        await ClickAsync(script, "<a id=x href='https://other.test/' data-seyr-event='Buy now' data-seyr-plan=pro data-seyr-seat-count=3 data-other=no><i>buy</i></a>", "#x i");
        var props = Told("Buy now").Single().GetProperty("props");
        Assert.That(props.GetRawText(), Is.EqualTo("""{"plan":"pro","seatCount":"3"}"""));
        Assert.That(Told("Outbound Link: Click"), Is.Empty, "it has a name");
    }

    [TestCaseSource(nameof(Builds), new object[] { "tagged" })]
    public async Task Form_that_the_page_names_is_told_when_it_is_sent_and_not_when_it_is_clicked(string script)
    {
        await VisitAsync("/", static page => page.EvaluateAsync("""
            addEventListener('submit', event => event.preventDefault());
            document.body.innerHTML = "<form data-seyr-event=Signup><input id=field><button id=x>Send</button></form>";
            field.click(); x.click();
            """), script: script);
        Assert.That(Told("Signup"), Has.Count.EqualTo(1));
        Assert.That(Told("Form: Submission"), Is.Empty);
    }

    [TestCaseSource(nameof(Builds), new object[] { "hash" })]
    public async Task Fragments_are_pages(string script)
    {
        await VisitAsync("/#/inbox", static page => page.EvaluateAsync("location.hash = '/sent'"), script: script);
        var views = Told("pageview");
        Assert.That(views.Select(static view => new Uri(view.GetProperty("u").GetString()!).Fragment), Is.EqualTo(new[] { "#/inbox", "#/sent" }));
        Assert.That(views.Select(static view => view.GetProperty("h").GetInt32()), Is.EqualTo(new[] { 1, 1 }));
    }

    [TestCaseSource(nameof(Builds), new object[] { "pages" })]
    public async Task Excluded_pages_are_left_out_and_masked_ones_are_counted_under_their_mask(string script)
    {
        await VisitAsync(
            "/admin/users",
            static async page =>
            {
                await page.EvaluateAsync("seyr('Click')");
                await page.EvaluateAsync("history.pushState({}, '', '/user/17?token=secret')");
                await page.EvaluateAsync("history.pushState({}, '', '/user/18')");
                await page.EvaluateAsync("history.pushState({}, '', '/admin')");
                await page.EvaluateAsync("history.pushState({}, '', '/a.b')");
                await page.EvaluateAsync("history.pushState({}, '', '/axb')");
            },
            attributes: "data-exclude='/admin/*, /admin,/a.b' data-mask='/user/*'", script: script);
        Assert.That(Told("pageview").Select(static view => new Uri(view.GetProperty("u").GetString()!).PathAndQuery), Is.EqualTo(new[] { "/user/*", "/user/*", "/axb" }));
        Assert.That(Told("Click"), Is.Empty);
        Assert.That(beacons.Select(static beacon => beacon.Body), Has.None.Contains("secret").And.None.Contains("/17"));
    }

    [Test]
    public async Task Back_from_the_cache_is_another_view_and_its_engagement_is_its_own()
    {
        await VisitAsync(
            "/first",
            static async page =>
            {
                await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
                await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
                await HideAsync(page);
            },
            script: Everything);
        Assert.That(beacons.Select(static beacon => Parse(beacon.Body).GetProperty("n").GetString()), Is.EqualTo(new[] { "pageview", "engagement", "pageview", "engagement" }));
    }

    [TestCase("Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})")]
    [TestCase("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})")]
    public async Task Who_asks_not_to_be_counted_is_not_by_any_feature(string wish)
    {
        await VisitAsync("/nowhere", static page => page.EvaluateAsync("document.body.innerHTML = '<a id=x href=\"https://other.test/a.pdf\">a</a>'; x.click()"), wish, script: Everything, status: 404);
        Assert.That(beacons, Is.Empty);
    }

    [Test]
    public async Task Strict_policy_needs_no_exception_for_any_feature()
    {
        var origin = server.Urls.First();
        await VisitAsync("/", HideAsync, policy: $"default-src 'none'; script-src {origin}; connect-src {origin}", script: Everything);
        Assert.That(Told("engagement"), Has.Count.EqualTo(1));
    }

    private Task ClickAsync(string script, string html, string selector) => VisitAsync(
        "/",
        async page =>
        {
            await page.EvaluateAsync("html => { addEventListener('click', event => event.preventDefault()); document.body.innerHTML = html }", html);
            await page.ClickAsync(selector);
        },
        script: script);

    /// <summary>As when another tab is chosen, and back.</summary>
    private static async Task HideAsync(IPage page) => await page.EvaluateAsync("""
        Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
        delete document.hidden;
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
        """);

    private List<JsonElement> Told(string name) => [.. beacons.Select(static beacon => Parse(beacon.Body)).Where(beacon => beacon.GetProperty("n").GetString() == name)];

    private string? Url(string name) => Told(name).Single().GetProperty("props").GetProperty("url").GetString();

    private static JsonElement Parse(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }
}
