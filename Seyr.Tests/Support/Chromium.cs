using Microsoft.Playwright;

namespace Seyr.Tests.Support;

/// <summary>A real Chromium, made to look like one that a person uses: the tracker tells of automation, and sites keep it out.</summary>
internal static class Chromium
{
    /// <summary>A browser of no visitor in particular.</summary>
    public const string UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly SemaphoreSlim Starting = new(1);
    private static IPlaywright? playwright;
    private static IBrowser? browser;

    /// <summary>A browser window without a past. Host names under <c>.test</c> are this machine.</summary>
    public static async Task<IBrowserContext> NewContextAsync(ColorScheme scheme = ColorScheme.Light, bool isPhone = false, bool scripts = true, string locale = "en-GB")
    {
        var started = await StartedAsync();
        return await started.NewContextAsync(new BrowserNewContextOptions
        {
            UserAgent = UserAgent,
            Locale = locale,
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            ViewportSize = isPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 900 },
            IsMobile = isPhone,
            HasTouch = isPhone,
        });
    }

    public static async Task StopAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static async Task<IBrowser> StartedAsync()
    {
        await Starting.WaitAsync();
        try
        {
            if (browser is not null)
            {
                return browser;
            }

            if (Places.FirstOrDefault(File.Exists) is not { } executable)
            {
                Missing.End("no Chromium: install chromium");
                return null!;
            }

            // All tests share two cores with what else runs there.
            Assertions.SetDefaultExpectTimeout(20_000);
            playwright = await Playwright.CreateAsync();
            return browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                IgnoreDefaultArgs = ["--enable-automation"],
                Args =
                [
                    "--no-sandbox", "--disable-blink-features=AutomationControlled", "--host-resolver-rules=MAP *.test 127.0.0.1",
                    "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                ],
            });
        }
        finally
        {
            Starting.Release();
        }
    }
}
