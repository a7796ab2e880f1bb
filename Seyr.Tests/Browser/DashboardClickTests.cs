using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>Clicks on a site's page that need more than a link: on the graph, and before the answer to the one before has come.</summary>
[Category("Published")]
internal sealed class DashboardClickTests : DemoFixture
{
    [TestCase("period=7d", 2, 7, "period=day&date=")]
    [TestCase("period=7d&interval=hour", 30, 168, "period=day&date=")]
    [TestCase("period=12mo&interval=month", 11, 12, "period=month&date=")]
    public async Task Click_on_the_graph_opens_what_is_told_there_and_Back_returns(string query, int bucket, int buckets, string opened)
    {
        await OpenAsync($"{Site}?{query}");
        var row = Page.Locator(".figures tbody tr").Nth(bucket).Locator("a");
        var (label, address) = (await row.TextContentAsync(), await row.GetAttributeAsync("href"));
        Assert.That(address, Does.Contain(opened));
        var (x, y) = await PlaceAsync(bucket, buckets);
        var (other, _) = await PlaceAsync(buckets / 2, buckets);
        await Page.Mouse.MoveAsync(other, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.UpAsync();
        await Expect(Page.Locator(".graph-tip .what").First).ToHaveTextAsync(label!);
        await Page.Mouse.ClickAsync(x, y);
        await Expect(Page).ToHaveURLAsync(At(address!));
        await Expect(Page.Locator(".intervals [aria-current]").First).ToHaveTextAsync(opened.Contains("month", StringComparison.Ordinal) ? "Days" : "Hours");
        await Page.GoBackAsync();
        await Expect(Page).ToHaveURLAsync(At($"{Site}?{query}"));
        await Expect(Page.Locator(".figures tbody tr")).ToHaveCountAsync(buckets);
        await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Tap_tells_of_a_day_and_another_opens_it()
    {
        await OpenAsync($"{Site}?period=7d", isPhone: true);
        var address = await Page.Locator(".figures tbody a").Nth(3).GetAttributeAsync("href");
        var (x, y) = await PlaceAsync(3, 7);
        await Page.Touchscreen.TapAsync(x, y);
        await Expect(Page.Locator(".graph-tip")).ToContainTextAsync("Tap again to open");
        await Expect(Page).ToHaveURLAsync(At($"{Site}?period=7d"));
        await Page.Touchscreen.TapAsync(x, y);
        await Expect(Page).ToHaveURLAsync(At(address!));
        await Expect(Page.Locator("#graph .opens")).ToHaveCountAsync(0);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_two_quick_clicks_the_last_holds_whichever_is_answered_first(bool inOrder)
    {
        await OpenAsync($"{Site}?period=91d");
        foreach (var (link, held, last, page) in new[]
        {
            ("#card-sources .value", "f=is,source", "#tab-pages-Exit-pages", "pages=exit"), ("#card-pages .value", "f=is,exit_page", "#card-devices .value", "f=is,browser"),
            (".chip a", @"devices=browser_versions$", "#tile-Page-views", "metric=pageviews"),
        })
        {
            var (first, second) = (await HoldAsync(held), await HoldAsync(page));
            await Page.Locator(link).First.ClickAsync();
            await Page.Locator(last).First.ClickAsync();
            foreach (var answer in inOrder ? new[] { first, second } : [second, first])
            {
                answer.SetResult();
                await Task.Delay(700);
            }

            await Page.UnrouteAllAsync();
            await Expect(Page).ToHaveURLAsync(new Regex(page));
            await Expect(Page.Locator("#dashboard[aria-busy]")).ToHaveCountAsync(0);
            await SameAsOpenedAsync();
        }
    }

    [Test]
    public async Task Details_and_Back_hold_against_what_was_clicked_before()
    {
        await OpenAsync($"{Site}?period=91d");
        var filter = await HoldAsync("f=is,source");
        await Page.Locator("#card-sources .value").First.ClickAsync();
        await Page.ClickAsync("#details-pages");
        await Expect(Page.Locator("#sheet .value").First).ToBeVisibleAsync();
        filter.SetResult();
        await Task.Delay(700);
        await Expect(Page.Locator("#sheet .value").First).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("period=91d$"));
        await Page.Keyboard.PressAsync("Escape");
        await Page.UnrouteAllAsync();

        await Page.ClickAsync("#tab-pages-Exit-pages");
        await Expect(Page).ToHaveURLAsync(new Regex("pages=exit"));
        filter = await HoldAsync("f=is,source");
        await Page.Locator("#card-sources .value").First.ClickAsync();
        await Page.EvaluateAsync("history.back()");
        await Expect(Page.Locator("#tab-pages-Top-pages")).ToHaveAttributeAsync("aria-current", "true");
        filter.SetResult();
        await Task.Delay(700);
        await Page.UnrouteAllAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("period=91d$"));
        await SameAsOpenedAsync();

        await Page.ClickAsync("#tab-pages-Exit-pages");
        await Expect(Page).ToHaveURLAsync(new Regex("pages=exit"));
        var before = await HoldAsync("period=91d$");
        await Page.EvaluateAsync("history.back()");
        await Expect(Page).ToHaveURLAsync(new Regex("period=91d$"));
        await Page.ClickAsync("#tab-pages-Entry-pages");
        await Expect(Page).ToHaveURLAsync(new Regex("pages=entry"));
        before.SetResult();
        await Task.Delay(700);
        await Page.UnrouteAllAsync();
        await SameAsOpenedAsync();
    }

    [Test]
    public async Task Search_loses_no_letter_to_an_answer_that_comes_late()
    {
        await OpenAsync($"{Site}?period=91d");
        await Page.ClickAsync("#details-pages");
        await Expect(Page.Locator("#sheet .value")).ToHaveCountAsync(12);
        var first = await HoldAsync("search=b$");
        await Page.FocusAsync("#details-search");
        var asked = Page.WaitForRequestAsync(new Regex("search=b$"));
        await Page.Keyboard.TypeAsync("b");
        await asked;
        await Page.Keyboard.TypeAsync("lo");
        first.SetResult();
        await Task.Delay(100);
        await Page.Keyboard.TypeAsync("g");
        await Expect(Page.Locator("#sheet .value")).ToHaveCountAsync(4);
        await Expect(Page.Locator("#details-search")).ToHaveValueAsync("blog");
        await Expect(Page.Locator("#details-search")).ToBeFocusedAsync();
    }

    /// <summary>Holds answers back until it is said.</summary>
    private async Task<TaskCompletionSource> HoldAsync(string address)
    {
        var said = new TaskCompletionSource();
        await Page.RouteAsync(new Regex(address), async route =>
        {
            await said.Task;
            await route.ContinueAsync();
        });
        return said;
    }

    /// <summary>Whoever opens the address sees the same.</summary>
    private async Task SameAsOpenedAsync()
    {
        var other = await Context.NewPageAsync();
        await other.GotoAsync(Page.Url);
        foreach (var part in new[] { ".tiles", "#pick-period", "#card-pages .tabs", "#card-pages ol", "#card-devices ol" })
        {
            await Expect(Page.Locator(part)).ToHaveTextAsync(await other.Locator(part).InnerTextAsync(), new() { UseInnerText = true });
        }

        await Expect(Page.Locator(".chip")).ToHaveTextAsync([.. await other.Locator(".chip").AllTextContentsAsync()]);
        await other.CloseAsync();
    }

    /// <summary>Where a bucket of the graph stands on the screen.</summary>
    private async Task<(float X, float Y)> PlaceAsync(int bucket, int buckets)
    {
        await Expect(Page.Locator("#graph .u-over")).ToBeVisibleAsync();
        await Page.Locator("#graph").ScrollIntoViewIfNeededAsync();
        var box = (await Page.Locator("#graph .u-over").BoundingBoxAsync())!;
        return (box.X + (box.Width * bucket / (buckets - 1)) - (bucket == buckets - 1 ? 2 : 0), box.Y + (box.Height / 2));
    }
}
