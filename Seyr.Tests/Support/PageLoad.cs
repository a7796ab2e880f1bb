using Microsoft.Playwright;

namespace Seyr.Tests.Support;

/// <summary>How a page came into a browser that had nothing of it.</summary>
/// <param name="Bytes">All that came over the network, headers included, compressed as it came.</param>
/// <param name="Requests">In how many answers.</param>
/// <param name="LargestPaint">When its largest part was painted, in milliseconds since it was asked for.</param>
/// <param name="LayoutShift">How far what was seen already moved, as browsers count it.</param>
/// <param name="Moved">What that was.</param>
internal sealed record PageLoad(long Bytes, int Requests, double LargestPaint, double LayoutShift, string Moved)
{
    private const string Watch =
        """
        window.seen = { paint: 0, shift: 0, moved: '' };
        const named = ({ node, previousRect: was, currentRect: is }) => `${(node?.outerHTML ?? node?.textContent ?? '').slice(0, 100)} ${was.y},${was.height} to ${is.y},${is.height}; `;
        new PerformanceObserver((list) => { seen.paint = list.getEntries().at(-1).startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) { seen.shift += entry.value; seen.moved += entry.sources.map(named).join(''); } }).observe({ type: 'layout-shift', buffered: true });
        """;

    /// <summary>Opens a page, and waits until nothing of it is missing.</summary>
    /// <param name="page">One that nothing was opened in yet.</param>
    /// <param name="address">The page.</param>
    /// <param name="late">What comes last.</param>
    public static async Task<PageLoad> MeasureAsync(IPage page, string address, string late)
    {
        var (bytes, requests) = (0L, 0);
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        network.Event("Network.loadingFinished").OnEvent += (_, told) =>
        {
            Interlocked.Add(ref bytes, (long)told!.Value.GetProperty("encodedDataLength").GetDouble());
            Interlocked.Increment(ref requests);
        };
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        await page.Locator(late).First.WaitForAsync();
        // What is painted last is told a frame later.
        await page.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))");
        return new PageLoad(
            Interlocked.Read(ref bytes), requests, await page.EvaluateAsync<double>("seen.paint"), await page.EvaluateAsync<double>("seen.shift"), await page.EvaluateAsync<string>("seen.moved"));
    }

    /// <summary>How many milliseconds lie between a click and the painted page that it asked for.</summary>
    public static Task<double> ClickAsync(IPage page, string link) => page.EvaluateAsync<double>(
        """
        (link) => new Promise((done) => {
          const begun = performance.now();
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done(performance.now() - begun);
          document.addEventListener('shown', () => requestAnimationFrame(() => port2.postMessage(0)), { once: true });
          document.querySelector(link).click();
        })
        """,
        link);
}
