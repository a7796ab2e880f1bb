using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Stats;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>A site's page, asked for the first row of every tab of every card; and what it says where there is nothing, or where there are other sites.</summary>
[Category("Published")]
internal sealed class DashboardDimensionTests : DemoFixture
{
    [Test]
    public async Task First_row_of_every_tab_filters_by_it_and_Back_returns()
    {
        await OpenAsync(Site + "/goals");
        await Page.FillAsync("#target", "Signup");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".keys strong")).ToHaveTextAsync("Signup");
        foreach (var tab in Breakdown.All.Where(static tab => tab.Key != Breakdown.Funnels))
        {
            var address = At($"{Site}?period=91d&{tab.Card}={tab.Key}");
            await Page.GotoAsync(address);
            var row = Page.Locator($"#card-{tab.Card} ol li").First;
            var (value, visitors) = (await row.Locator(".value").TextContentAsync(), await row.Locator(".count").First.GetAttributeAsync("title"));
            Assert.That(visitors, Does.Match(@"^\d"), tab.Key);
            await row.Locator(".value").ClickAsync();
            await Expect(Page.Locator(".chip").Last).ToContainTextAsync($"is {value}");
            await Expect(Page).ToHaveURLAsync(new Regex("&f=is,"));
            // The filtered page counts whom the row has counted.
            var tile = tab.Key is Breakdown.Goals or Breakdown.Events ? "#tile-Unique-conversions" : "#tile-Visitors";
            Assert.That(await Page.Locator($"{tile} strong").GetAttributeAsync("title"), Is.EqualTo(visitors), tab.Key);
            await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
            await Page.GoBackAsync();
            await Expect(Page).ToHaveURLAsync(address);
            await Expect(Page.Locator(".chip")).ToHaveCountAsync(0);
            await Expect(row.Locator(".count").First).ToHaveAttributeAsync("title", visitors!);
        }

        await Page.GotoAsync(At($"{Site}?period=91d&f=is,country,AQ&locations=countries&behaviour=goals"));
        await Expect(Page.Locator(".tiles strong")).ToHaveTextAsync(["0", "0", "0", "–", "–", "–"]);
        await Expect(Page.Locator(".breakdown .empty")).ToHaveTextAsync([.. Enumerable.Repeat("Nothing in this period matches the filter.", 5)]);
        await LookAsync("dashboard-no-match", $"{Site}?period=91d&f=is,country,AQ&behaviour=goals", "#graph canvas");
        await Page.ClickAsync(".chip a");
        await Expect(Page.Locator(".breakdown .empty")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Digits_choose_among_several_sites_and_one_without_events_says_what_to_do()
    {
        await OpenAsync(Site);
        string[] others = [.. Enumerable.Range(1, 9).Select(static n => $"shop{n}.example")];
        foreach (var domain in others)
        {
            await Page.GotoAsync(At("/new-site"));
            await Page.FillAsync("#domain", domain);
            await Page.ClickAsync("main form button.main");
            await Expect(Page).ToHaveURLAsync(At($"/sites/{domain}/install"));
        }

        await Page.GotoAsync(At($"/sites/{others[^1]}"));
        await Page.ClickAsync("#pick-site");
        await Expect(Page.Locator("#pick-site + .menu kbd:not(:empty)")).ToHaveTextAsync(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        await Expect(Page.Locator("#pick-site + .menu [aria-current] span")).ToHaveTextAsync(others[^1]);
        await Page.Keyboard.PressAsync("Escape");
        for (var digit = 9; digit > 0; digit--)
        {
            await Page.Keyboard.PressAsync($"{digit}");
            await Expect(Page).ToHaveURLAsync(At($"/sites/{(digit == 1 ? "demo.example" : others[digit - 2])}"));
            await Expect(Page.Locator("#pick-site .domain")).ToHaveTextAsync(digit == 1 ? "demo.example" : others[digit - 2]);
        }

        foreach (var (look, query) in new[] { ("usual", ""), ("realtime", "?period=30m"), ("all", "?period=all&behaviour=funnels&sources=utm_term&locations=cities") })
        {
            await LookAsync($"dashboard-empty-{look}", $"/sites/{others[0]}{query}", "#graph canvas");
            await Expect(Page.Locator(".waiting")).ToContainTextAsync("Nothing has arrived yet.");
            await Expect(Page.Locator(".breakdown .empty")).ToHaveCountAsync(5);
        }

        await Page.GetByRole(AriaRole.Link, new() { Name = "Put the snippet on your pages" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(At($"/sites/{others[0]}/install"));
    }
}
