using Dapper;
using Microsoft.Playwright;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Browser;

/// <summary>
/// How fast a site's page with ten million events comes into a real Chromium, and changes there. A program, not a test: <c>Load/pages</c> runs it
/// over the data that <c>Load/answers</c> makes.
/// </summary>
internal sealed class PageFigures(string directory, TextWriter output)
{
    private const int Rounds = 9;
    private const string Path = "/public/site1.example";

    /// <summary>Of the days that the traffic has, whichever day it is.</summary>
    private const string Days = "?period=custom&from=2026-10-28&to=2026-11-24";

    private static readonly (string What, string First, string Link)[] Clicks =
    [
        ("another metric on the graph", Days, ".tiles li:nth-child(3) a"),
        ("another tab", Days, "#card-pages .tabs a:nth-child(2)"),
        ("a country, as a filter", Days + "&locations=countries", "#card-locations li a.value"),
        ("a page, as a filter", Days, "#card-pages li a.value"),
        ("the filter taken away", Days + "&f=is,device,Desktop", ".chip a"),
        ("the 28 days before", Days, "#period-previous"),
    ];

    public async Task RunAsync()
    {
        await PublishSiteAsync();
        await using var seyr = await SeyrProcess.StartAsync(directory);
        await output.WriteLineAsync("| | measured | aim |\n| --- | --- | --- |");
        foreach (var isPhone in new[] { false, true })
        {
            var loads = new List<PageLoad>();
            for (var round = 0; round <= Rounds; round++)
            {
                await using var context = await Chromium.NewContextAsync(isPhone: isPhone);
                loads.Add(await PageLoad.MeasureAsync(await context.NewPageAsync(), new Uri(seyr.Address, Path + Days).AbsoluteUri, "svg.map"));
            }

            var name = isPhone ? "phone" : "desktop";
            await RowAsync($"{name}: first screen with everything, kB", loads.Select(static load => load.Bytes / 1000.0), "100");
            await RowAsync($"{name}: requests", loads.Select(static load => (double)load.Requests), "");
            await RowAsync($"{name}: largest paint, cold cache, ms", loads.Select(static load => load.LargestPaint), "500");
            await RowAsync($"{name}: layout shift", loads.Select(static load => load.LayoutShift), "0");
        }

        await using var window = await Chromium.NewContextAsync();
        var page = await window.NewPageAsync();
        foreach (var (what, first, link) in Clicks)
        {
            var times = new List<double>();
            for (var round = 0; round <= Rounds; round++)
            {
                await page.GotoAsync(new Uri(seyr.Address, Path + first).AbsoluteUri, new() { WaitUntil = WaitUntilState.NetworkIdle });
                times.Add(await PageLoad.ClickAsync(page, link));
            }

            await RowAsync($"click to paint: {what}, ms", times, "100");
        }

        await Chromium.StopAsync();
    }

    private async Task PublishSiteAsync()
    {
        using var data = DataDirectory.Open(directory);
        await using var store = RelationalStore.Open(new StorageOptions(), data);
        await using var connection = await store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("update sites set is_public = true where domain = 'site1.example'");
    }

    /// <summary>The first round warms up.</summary>
    private Task RowAsync(string what, IEnumerable<double> values, string aim)
    {
        var sorted = values.Skip(1).Order().ToList();
        return output.WriteLineAsync(FormattableString.Invariant($"| {what} | {sorted[sorted.Count / 2]:0.#} ({sorted[0]:0.#} – {sorted[^1]:0.#}) | {aim} |"));
    }
}
