using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>Saved segments in a real Chromium: saved, chosen, changed, removed, brought back.</summary>
[Category("Published")]
internal sealed class SegmentTests : DemoFixture
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_filter_is_saved_chosen_changed_removed_and_brought_back(bool scripts)
    {
        var name = scripts ? "Phone <b>readers</b>" : "Tablet readers";
        await OpenAsync($"{Site}?period=91d&f=is,device,Mobile&f=contains,page,/blog", scripts);
        var numbers = await Page.Locator(".tiles").InnerTextAsync();
        await Page.ClickAsync("#pick-filter");
        await Page.FillAsync(".menu [name=name]", name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator(".chip")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".chip")).ToContainTextAsync($"Segment is {name}");
        await Expect(Page).ToHaveURLAsync(new Regex(@"\?period=91d&segment=\d+-" + (scripts ? "phone-breadersb" : "tablet-readers") + "$"));
        Assert.That(await Page.Locator(".tiles").InnerTextAsync(), Is.EqualTo(numbers), "it is its filter");
        var address = Page.Url;

        await Page.Locator(".chip a").ClickAsync();
        await Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
        await Page.ClickAsync("#pick-filter");
        if (scripts)
        {
            await Screenshots.KeepAsync(Page, "segments-menu");
            await Axe.FindsNothingAsync(Page, "the filter's menu");
        }

        await Page.Locator(".menu").GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(Page.Locator(".chip")).ToContainTextAsync(name);
        Assert.That(Page.Url, Is.EqualTo(address));

        await Page.ClickAsync("#pick-filter");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Manage segments" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = $"Change {name}" }).ClickAsync();
        await Page.FillAsync("#name", "Readers");
        await Page.GetByLabel("Device is Mobile").UncheckAsync();
        await Page.SelectOptionAsync("#what", "country");
        await Page.FillAsync("#add_value", "Germany");
        await Page.ClickAsync("main button.main");
        await Expect(Page.Locator(".keys li")).ToContainTextAsync("Page contains /blog, Country is Germany");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove Readers" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(0);
        await Page.GotoAsync(address);
        await Expect(Page.Locator(".notice")).ToContainTextAsync("The segment of this address is gone");
        await Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
        await Page.GoBackAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToContainTextAsync("Readers");
        await Page.GotoAsync(address);
        await Expect(Page.Locator(".chip")).ToContainTextAsync("Segment is Readers");
        await Page.GotoAsync(At(Site + "/segments"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove Readers" }).ClickAsync();
    }

    [Test]
    public async Task Nothing_keeps_anybody_from_using_it()
    {
        await OpenAsync($"{Site}?f=is,device,Mobile&f=is_not,source,Google");
        await Page.ClickAsync("#pick-filter");
        await Page.FillAsync(".menu [name=name]", "Phones not from Google");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator(".chip")).ToContainTextAsync("Phones");
        var address = new Uri(Page.Url).PathAndQuery;
        await Page.GotoAsync(At(Site + "/segments"));
        var change = await Page.GetByRole(AriaRole.Link, new() { Name = "Change" }).GetAttributeAsync("href");
        await LookAsync("segments", Site + "/segments", ".keys li");
        await LookAsync("segment", change!, "#name");
        await LookAsync("segment-dashboard", address, "#graph canvas");
        await LookAsync("segment-sharing", Site + "/sharing", "#segment");
        await LookAsync("segment-gone", Site + "?segment=999-gone", ".notice");
    }
}
