using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>What a site's page costs a browser that has nothing of it yet. How fast it is, which hangs on the machine, <c>Load/pages</c> tells.</summary>
[Category("Published")]
[NonParallelizable]
internal sealed class FirstScreenTests : DemoFixture
{
    private const int MaxBytes = 100_000;
    private const int MaxRequests = 13;

    /// <summary>A tenth of what browsers call good: less than a picker that moves by its own width.</summary>
    private const double Unseen = 0.01;

    [TestCase(false)]
    [TestCase(true)]
    public async Task First_screen_is_small_and_stands_still(bool isPhone)
    {
        await OpenAsync(Site);
        await using var fresh = await Chromium.NewContextAsync(isPhone: isPhone);
        await fresh.AddCookiesAsync((await Context.CookiesAsync()).Select(static cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = cookie.HttpOnly, SameSite = cookie.SameSite,
        }));
        var page = await fresh.NewPageAsync();
        var load = await PageLoad.MeasureAsync(page, At(Site), "svg.map");
        await Expect(page.Locator("#graph canvas")).ToBeVisibleAsync();
        TestContext.Out.WriteLine(load);
        Assert.That(load.Requests, Is.AtMost(MaxRequests));
        Assert.That(load.Bytes, Is.AtMost(MaxBytes));
        Assert.That(load.Bytes, Is.GreaterThan(MaxBytes / 4), "it was measured");
        Assert.That(load.LayoutShift, Is.LessThan(Unseen), load.Moved);
        Assert.That(load.LargestPaint, Is.GreaterThan(0));
    }
}
