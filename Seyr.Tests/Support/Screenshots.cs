using Microsoft.Playwright;

namespace Seyr.Tests.Support;

/// <summary>Pictures of pages, kept as the tests' output to be looked at.</summary>
internal static class Screenshots
{
    public static async Task KeepAsync(IPage page, string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "screenshots", name + ".png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        TestContext.AddTestAttachment(path);
    }
}
