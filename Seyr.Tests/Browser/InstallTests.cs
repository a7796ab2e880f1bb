using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Seyr.Host;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>The snippet's page in a real Chromium: the check of a real page, and the guides.</summary>
internal sealed class InstallTests
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private string data = null!;
    private WholeServer server = null!;
    private Responder site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-install-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Ingest.SaltDirectory = "memory";
        options.Web.OutboundAllows = "127.0.0.0/8";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        await Provision.New(server.Services.GetRequiredService<RelationalStore>(), options)
            .EnsureAsync("ann@ann.test", static () => "correct horse battery", "ann", "127.0.0.9", "Etc/UTC", CancellationToken.None);
        site = await Responder.StartAsync(
            context => context.Response.WriteAsync(context.Request.Path == "/with" ? $"<script defer src='{server.Address}s.js' data-domain='127.0.0.9'></script>" : "<p>None"), "127.0.0.9");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await site.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TestCase("light", ColorScheme.Light, false)]
    [TestCase("dark", ColorScheme.Dark, false)]
    [TestCase("phone", ColorScheme.Light, true)]
    [TestCase("phone-dark", ColorScheme.Dark, true)]
    public async Task Snippet_is_checked_and_every_guide_has_the_sites_own_line(string name, ColorScheme scheme, bool isPhone)
    {
        clock.Advance(TimeSpan.FromHours(1));
        await using var context = await Chromium.NewContextAsync(scheme, isPhone);
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(server.Address, "/sites/127.0.0.9/install").AbsoluteUri);
        await page.FillAsync("#email", "ann@ann.test");
        await page.FillAsync("#password", "correct horse battery");
        await page.ClickAsync("main button");
        await page.FillAsync("#page", new Uri(site.Address, "/without").AbsoluteUri);
        await page.ClickAsync("text=Check my site");
        await Expect(page.Locator(".finding.wrong strong")).ToHaveTextAsync("The page doesn't have the snippet");
        await LookAsync(page, $"install-missing-{name}");
        await page.FillAsync("#page", new Uri(site.Address, "/with").AbsoluteUri);
        await page.ClickAsync("text=Check my site");
        await Expect(page.Locator(".finding.right strong")).ToHaveTextAsync("The snippet is there, and it works");

        var guides = page.Locator(".guides details");
        await Expect(guides).ToHaveCountAsync(11);
        for (var i = 0; i < await guides.CountAsync(); i++)
        {
            await guides.Nth(i).Locator("summary").ClickAsync();
            await Expect(guides.Nth(i).Locator("code.snippet").Last).ToContainTextAsync("127.0.0.9");
            await Expect(guides.Nth(i).Locator("code.snippet").First).ToContainTextAsync(i < 9 ? $"{server.Address}s.js" : server.Address.Authority);
        }

        await LookAsync(page, $"install-guides-{name}");
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await Screenshots.KeepAsync(page, name);
        await Axe.FindsNothingAsync(page, name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{name} scrolls sideways");
    }
}
