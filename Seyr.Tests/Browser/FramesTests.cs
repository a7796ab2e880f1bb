using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>A shared dashboard in other people's pages: in those of the listed hosts, and in no other.</summary>
[Category("Published")]
public sealed class FramesTests
{
    private const string Password = "correct horse battery";

    private string data = null!;
    private SeyrProcess seyr = null!;

    [SetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-frames-").FullName;
        var made = await SeyrProcess.RunAsync(data, null, Password, "provision", "--email", "owner@shop.test", "--organisation", "The shop", "--domain", "shop.test");
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        seyr = await SeyrProcess.StartAsync(data);
    }

    [TearDown]
    public async Task Stop()
    {
        await seyr.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task Dashboard_is_shown_in_pages_of_listed_hosts_only()
    {
        await using var context = await Chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(Address("/sites/shop.test/sharing"));
        await page.FillAsync("#email", "owner@shop.test");
        await page.FillAsync("#password", Password);
        await page.ClickAsync("main button");
        await Expect(page.Locator("#hosts")).ToBeVisibleAsync();

        // Its port is part of the host that is listed, so the page is there before the frame that it gets.
        await using var site = await TestSite.StartAsync("");
        await page.FillAsync("#name", "For the client");
        await page.FillAsync("#hosts", $"client.test:{site.Port}");
        await page.ClickAsync("text=Make the link");
        var frame = await page.Locator("section[role=status] .snippet").Nth(1).InnerTextAsync();

        foreach (var (host, isListed) in new[] { ("client.test", true), ("other.test", false) })
        {
            await using var elsewhere = await Chromium.NewContextAsync();
            var theirs = await elsewhere.NewPageAsync();
            var complaints = new List<string>();
            theirs.Console += (_, message) => complaints.Add(message.Text);
            await theirs.GotoAsync($"http://{host}:{site.Port}/");
            Task FrameAsync() => theirs.EvaluateAsync("html => document.body.insertAdjacentHTML('beforeend', html)", frame);
            if (isListed)
            {
                await FrameAsync();
                await Expect(theirs.FrameLocator("iframe").Locator("#dashboard")).ToBeVisibleAsync();
                await theirs.FrameLocator("iframe").Locator(".tiles a").Nth(1).ClickAsync();
                await Expect(theirs.FrameLocator("iframe").Locator("h1")).ToHaveTextAsync("shop.test");
                await Screenshots.KeepAsync(theirs, "frame");
                Assert.That(complaints, Is.Empty);
            }
            else
            {
                await theirs.RunAndWaitForConsoleMessageAsync(FrameAsync, new() { Predicate = static message => message.Text.Contains("frame-ancestors", StringComparison.Ordinal) });
                await Expect(theirs.FrameLocator("iframe").Locator("#dashboard")).ToHaveCountAsync(0);
            }
        }
    }

    private string Address(string path) => new Uri(seyr.Address, path).AbsoluteUri;
}
