using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Seyr.Tests.Support;

namespace Seyr.Tests.Browser;

/// <summary>What the built tracker sends, and when it is silent, in a real Chromium.</summary>
public sealed partial class TrackerTests
{
    private const int MaxBytes = 1_024;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentQueue<(string Type, string Body)> beacons = new();
    private WebApplication server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapPost("/i", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            beacons.Enqueue((context.Request.ContentType ?? "", await reader.ReadToEndAsync()));
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.StatusCode = 202;
        });
        server.MapGet("/{script}", static (HttpContext context, string script) => context.Response.SendFileAsync(Path.Combine(Repository.Root, "tracker/dist", script)));
        await server.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await server.DisposeAsync();

    [SetUp]
    public void Forget() => beacons.Clear();

    [Test]
    public void The_script_has_at_most_a_kilobyte() =>
        Assert.That(new FileInfo(Path.Combine(Repository.Root, "tracker/dist/s.js")).Length, Is.AtMost(MaxBytes));

    [Test]
    public async Task Its_own_rules_hold()
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["test", "--silent"]) { WorkingDirectory = Path.Combine(Repository.Root, "tracker"), RedirectStandardOutput = true })!;
        var output = await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        Assert.That(npm.ExitCode, Is.Zero, output);
    }

    [Test]
    public async Task A_page_view_is_plain_text_with_the_short_keys()
    {
        await VisitAsync("/welcome?utm_source=x#part");

        var (type, body) = beacons.Single();
        using var json = JsonDocument.Parse(body);
        Assert.That(type, Does.StartWith("text/plain"));
        Assert.That(json.RootElement.GetProperty("n").GetString(), Is.EqualTo("pageview"));
        Assert.That(json.RootElement.GetProperty("u").GetString(), Does.StartWith("http://shop.test:").And.EndWith("/welcome?utm_source=x"));
        Assert.That(json.RootElement.GetProperty("d").GetString(), Is.EqualTo("shop.test"));
    }

    [Test]
    public async Task Routes_of_a_single_page_site_are_views_and_the_same_address_is_not()
    {
        await VisitAsync("/", async page =>
        {
            await page.EvaluateAsync("history.pushState({}, '', '/a')");
            await page.EvaluateAsync("history.pushState({}, '', '/a')");
            await page.EvaluateAsync("history.replaceState({}, '', '/b')");
            await page.EvaluateAsync("location.hash = 'part'");
            await page.EvaluateAsync("history.back()");
            await Task.Delay(Quiet);
            await page.EvaluateAsync("history.back()");
        });

        Assert.That(Paths(), Is.EqualTo(new[] { "/", "/a", "/b", "/a" }));
    }

    [Test]
    public async Task A_custom_event_carries_its_properties_also_when_it_was_called_too_early()
    {
        const string stub = "<script>window.seyr = window.seyr || function () { (seyr.q = seyr.q || []).push(arguments) }; seyr('Early', {props: {n: 1}})</script>";
        await VisitAsync("/", page => page.EvaluateAsync("seyr('Signup', {props: {plan: 'pro'}, revenue: {amount: '29.95', currency: 'EUR'}})"), head: stub);

        Assert.That(beacons.Select(static beacon => beacon.Body), Has.Exactly(1).Contains("""
            "n":"Early"
            """).And.Exactly(1).Contains("""
            "revenue":{"amount":"29.95","currency":"EUR"}
            """).And.Exactly(1).Contains("""
            "props":{"plan":"pro"}
            """));
    }

    [TestCase("Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})")]
    [TestCase("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})")]
    [TestCase("localStorage.seyr_ignore = 'true'")]
    public async Task Who_asks_not_to_be_counted_is_not(string wish)
    {
        await VisitAsync("/", page => page.EvaluateAsync("seyr('Signup')"), wish);

        Assert.That(beacons, Is.Empty);
    }

    [TestCase("Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => true})", true)]
    [TestCase("window.Cypress = {version: '14'}; window.Cypress.self = window.Cypress", true)]
    [TestCase(null, false)]
    public async Task Browser_that_a_program_drives_says_so(string? driver, bool isDriven)
    {
        await VisitAsync("/", before: driver);

        Assert.That(beacons.Single().Body, isDriven ? Does.Contain("\"b\":1") : Does.Not.Contain("\"b\""));
    }

    [Test]
    public async Task The_own_machine_is_not_counted_unless_asked_for()
    {
        await VisitAsync("/", host: "localhost");
        Assert.That(beacons, Is.Empty);

        await VisitAsync("/", host: "localhost", attributes: "data-local");
        Assert.That(beacons, Has.Count.EqualTo(1));
    }

    [TestCase("Navigator.prototype.sendBeacon = undefined")]
    [TestCase("Navigator.prototype.sendBeacon = () => false")]
    [TestCase("Object.defineProperty(window, 'localStorage', {get: () => { throw new Error('blocked') }})")]
    public async Task A_browser_that_refuses_something_is_counted_all_the_same(string refusal)
    {
        await VisitAsync("/", null, refusal);

        Assert.That(beacons, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_strict_policy_needs_no_exception()
    {
        var origin = server.Urls.First();
        await VisitAsync("/", policy: $"default-src 'none'; script-src {origin}; connect-src {origin}");

        Assert.That(beacons, Has.Count.EqualTo(1));
    }

    private async Task VisitAsync(
        string path, Func<IPage, Task>? act = null, string? before = null, string head = "", string? policy = null, string host = "shop.test", string attributes = "", string script = "s.js",
        int status = 200)
    {
        await using var site = await TestSite.StartAsync($"{head}<script defer src=\"{server.Urls.First()}/{script}\" data-domain=\"shop.test\" {attributes}></script>", policy, status);
        await using var context = await Chromium.NewContextAsync();
        if (before is not null)
        {
            await context.AddInitScriptAsync(before);
        }

        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync($"http://{host}:{site.Port}{path}");
        await Task.Delay(Quiet);
        if (act is not null)
        {
            await act(page);
        }

        await Task.Delay(Quiet);
        Assert.That(errors, Is.Empty);
    }

    private IEnumerable<string> Paths() => beacons.Where(static beacon => !beacon.Body.Contains("\"n\":\"engagement\"", StringComparison.Ordinal)).Select(static beacon =>
    {
        using var json = JsonDocument.Parse(beacon.Body);
        return new Uri(json.RootElement.GetProperty("u").GetString()!).AbsolutePath;
    });
}
