using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>The check of a snippet on a running server, against real pages: what it finds, and what it refuses to look at.</summary>
internal sealed class SnippetCheckTests
{
    /// <summary>A site of this machine has an address for its name.</summary>
    private const string Domain = "127.0.0.9";
    private const string Page = "/sites/127.0.0.9/install";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private string data = null!;
    private WholeServer server = null!;
    private Responder site = null!;
    private Responder other = null!;
    private Visitor ann = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-check-").FullName;
        server = await StartAsync(data, "127.0.0.0/8");
        site = await Responder.StartAsync(AnswerAsync, Domain);
        other = await Responder.StartAsync(static context => context.Response.WriteAsync("<p>Elsewhere</p>"), "127.0.0.10");
        ann = new Visitor(server.Address);
        await ann.SignInAsync("ann@ann.test", "correct horse battery");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        ann.Dispose();
        await site.DisposeAsync();
        await other.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TestCase("/right", "The snippet is there, and it works")]
    [TestCase("/features", "The snippet is there, and it works")]
    [TestCase("/proxied", "The snippet is there, and it works")]
    [TestCase("/moved", "The snippet is there, and it works")]
    [TestCase("/empty", "have the snippet")]
    [TestCase("/comment", "have the snippet")]
    [TestCase("/manager", "Google Tag Manager")]
    [TestCase("/other", "data-domain=\"other.test\"")]
    [TestCase("/module", "The snippet is loaded as a module")]
    [TestCase("/policy", "Its script-src doesn't have {server}.")]
    [TestCase("/calls", "Its connect-src doesn't have {server}.")]
    [TestCase("/meta", "Its default-src doesn't have {server}.")]
    [TestCase("/lost", "/js/none.js answers with 404")]
    [TestCase("/page", "/js/page is something else than the script")]
    [TestCase("/away", "The page leads to another site")]
    [TestCase("/round", "The page sends on and on")]
    [TestCase("/broken", "answers with 503")]
    public async Task What_is_found_is_said_with_what_to_do(string path, string told)
    {
        var html = await FoundAsync(new Uri(site.Address, path).AbsoluteUri);
        Assert.That(html, Does.Contain(told.Replace("{server}", server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        Assert.That(html.Contains("finding right", StringComparison.Ordinal), Is.EqualTo(told.EndsWith("it works", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Site_that_doesnt_answer_is_told_apart()
    {
        Assert.That(await FoundAsync("http://127.0.0.9:9/"), Does.Contain("The page could not be opened").And.Contain("doesn't answer"));
    }

    [Test]
    public async Task Only_pages_of_the_site_are_opened_and_not_too_often()
    {
        clock.Advance(TimeSpan.FromHours(1));
        foreach (var page in new[] { other.Address.AbsoluteUri, "http://127.0.0.1/", "file:///etc/passwd", "<b>" })
        {
            using var refused = await CheckAsync(page);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity), page);
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("A page of 127.0.0.9.").And.Not.Contain("\"<b>\""));
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.That((await CheckAsync(new Uri(site.Address, "/right").AbsoluteUri)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        var asked = site.Asked.Count;
        Assert.That((await CheckAsync(new Uri(site.Address, "/right").AbsoluteUri)).StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(site.Asked, Has.Count.EqualTo(asked));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await CheckAsync(new Uri(site.Address, "/right").AbsoluteUri)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Without_being_allowed_to_a_server_opens_nothing_in_its_own_network()
    {
        var directory = Directory.CreateTempSubdirectory("seyr-check-").FullName;
        await using (var strict = await StartAsync(directory, ""))
        {
            using var visitor = new Visitor(strict.Address);
            await visitor.SignInAsync("ann@ann.test", "correct horse battery");
            var asked = site.Asked.Count;
            using var answer = await visitor.SubmitAsync(Page, Page, ("page", site.Address.AbsoluteUri));
            Assert.That(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), Does.Contain("This server may not open that page"));
            Assert.That(site.Asked, Has.Count.EqualTo(asked));
        }

        Directory.Delete(directory, recursive: true);
    }

    private async Task<WholeServer> StartAsync(string directory, string allows)
    {
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = directory };
        options.Ingest.SaltDirectory = "memory";
        options.Web.OutboundAllows = allows;
        var started = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        await Provision.New(started.Services.GetRequiredService<RelationalStore>(), options)
            .EnsureAsync("ann@ann.test", static () => "correct horse battery", "ann", Domain, "Etc/UTC", CancellationToken.None);
        return started;
    }

    private Task<HttpResponseMessage> CheckAsync(string page) => ann.SubmitAsync(Page, Page, ("page", page));

    private async Task<string> FoundAsync(string page)
    {
        clock.Advance(TimeSpan.FromMinutes(1));
        using var answer = await CheckAsync(page);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var line = WebUtility.HtmlDecode(Regex.Match(await ann.GetTextAsync(Page), "id=\"snippet\"[^>]*>([^<]*)<").Groups[1].Value);
        var path = context.Request.Path.Value!;
        switch (path)
        {
            case "/moved":
                context.Response.Redirect("/right");
                return;
            case "/away":
                context.Response.Redirect(other.Address.AbsoluteUri);
                return;
            case "/round":
                context.Response.Redirect("/round");
                return;
            case "/js/s.js":
                await context.Response.WriteAsync(await ann.GetTextAsync("/s.js"));
                return;
            case "/js/page":
                await context.Response.WriteAsync("<p>No script</p>");
                return;
            case "/js/none.js":
                context.Response.StatusCode = 404;
                return;
            case "/broken":
                context.Response.StatusCode = 503;
                return;
        }

        if (path is "/policy" or "/calls")
        {
            context.Response.Headers.ContentSecurityPolicy = path == "/policy" ? "script-src 'self'" : "script-src *; connect-src 'self'";
        }

        await context.Response.WriteAsync("<!doctype html><title>A page</title><head>" + path switch
        {
            "/features" => line.Replace("/s.js", "/s.engagement.js", StringComparison.Ordinal),
            "/proxied" => $"<script defer src='/js/s.js' data-domain='{Domain}'></script>",
            "/empty" => "<script src=/js/s.js></script>",
            "/comment" => $"<!-- {line} -->",
            "/manager" => "<script async src=https://www.googletagmanager.com/gtm.js?id=GTM-1></script>",
            "/other" => line.Replace(Domain, "other.test", StringComparison.Ordinal),
            "/module" => line.Replace("defer", "type=module", StringComparison.Ordinal),
            "/meta" => "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">" + line,
            "/lost" => $"<script src=/js/none.js data-domain={Domain}></script>",
            "/page" => $"<script src=/js/page data-domain={Domain}></script>",
            _ => line,
        });
    }
}
