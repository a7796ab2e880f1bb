using Microsoft.Playwright;

namespace Seyr.Tests.Support;

/// <summary>Pictures of pages, kept as the tests' output to be looked at.</summary>
internal static class Screenshots
{
    private static readonly Lock Keeping = new();

    public static async Task KeepAsync(IPage page, string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "screenshots", name + ".png");
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true });
        // A fixture that runs on both stores makes each picture twice, maybe at once.
        lock (Keeping)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, picture);
        }

        TestContext.AddTestAttachment(path);
    }

    /// <summary>Pictures of some pages, light, dark and on a phone, for whoever is signed in. Axe finds nothing in them, and none scrolls sideways.</summary>
    public static async Task KeepAllAsync(IBrowserContext signedIn, Uri server, params (string Path, string Title)[] pages)
    {
        var cookies = (await signedIn.CookiesAsync()).Where(cookie => cookie.Domain == server.Host)
            .Select(static cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path });
        foreach (var (name, scheme, isPhone) in new[] { ("light", ColorScheme.Light, false), ("dark", ColorScheme.Dark, false), ("phone", ColorScheme.Light, true) })
        {
            await using var context = await Chromium.NewContextAsync(scheme, isPhone);
            await context.AddCookiesAsync(cookies);
            var page = await context.NewPageAsync();
            foreach (var (path, title) in pages)
            {
                await page.GotoAsync(new Uri(server, path).AbsoluteUri);
                await KeepAsync(page, $"{title}-{name}");
                await Axe.FindsNothingAsync(page, $"{title} {name}");
                Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{path} {name} scrolls sideways");
            }
        }
    }
}
