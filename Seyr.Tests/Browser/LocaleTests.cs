using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>The demo as readers of several languages see it: each number and date in their way, the address and what programs read in one.</summary>
[Category("Published")]
internal sealed class LocaleTests : DemoFixture
{
    [TestCase("de-DE", @"\d+\.\d{3}|\d,\dk", @"\d+ \w{3}( 20\d\d)? – \d+ \w{3} 20\d\d", @"^\d\d:\d\d$")]
    [TestCase("en-US", @"\d+,\d{3}|\d\.\dk", @"\w{3} \d+(, 20\d\d)? – \w{3} \d+, 20\d\d", @"^\d+:\d\d [AP]M$")]
    [TestCase("bn-BD", @"\d+,\d{3}|\d\.\dk", @"\d+ \w{3}( 20\d\d)? – \d+ \w{3} 20\d\d", @"^\d+:\d\d [AP]M$")]
    public async Task Page_is_written_in_the_readers_way(string language, string number, string dates, string time)
    {
        await OpenAsync($"{Site}?period=91d", locale: language);
        await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
        Assert.That(await Page.Locator(".tiles strong").First.InnerTextAsync(), Does.Match(number));
        await Expect(Page.Locator(".foot")).ToContainTextAsync(new Regex(dates));
        await Screenshots.KeepAsync(Page, $"locale-{language}");
        await Page.GotoAsync(At($"{Site}?period=day&interval=hour"));
        var label = await Page.Locator("#graph").EvaluateAsync<string>("box => JSON.parse(box.dataset.graph).labels[0]");
        Assert.That(label, Does.Match(time));

        await Page.GotoAsync(At($"{Site}?period=91d"));
        await Page.ClickAsync("#details-pages");
        var file = await Page.RunAndWaitForDownloadAsync(() => Page.Locator("#sheet").GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        Assert.That((await File.ReadAllLinesAsync(await file.PathAsync()))[1], Does.Match(@"^/[^,]*,\d+,\d+,"), "what programs read is the same for everybody");
    }
}
