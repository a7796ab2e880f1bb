using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>The rest of a site's page, walked in a real Chromium: each choice of each picker, each metric, interval, campaign and term, and what is rarely seen.</summary>
[Category("Published")]
internal sealed class DashboardWalkTests : DemoFixture
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Every_comparison_is_chosen_and_told(bool scripts)
    {
        await OpenAsync($"{Site}?period=7d", scripts);
        foreach (var (title, address, changes) in new[]
        {
            ("Year over year", "compare=year", 0), ("Match day of week", "compare=year&match_weekday=true", 0), ("Previous period", "period=7d&match_weekday=true$", 6), ("No comparison", "compare=off", 0),
        })
        {
            await PickAsync("#pick-comparison", title);
            await Expect(Page).ToHaveURLAsync(new Regex(address));
            await Expect(Page.Locator(".tiles .change")).ToHaveCountAsync(changes);
        }

        await Page.ClickAsync("#pick-comparison");
        await Page.FillAsync("[name=compare_from]", DaysAgo(40));
        await Page.FillAsync("[name=compare_to]", DaysAgo(34));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("compare=custom&.*compare_from=" + DaysAgo(40)));
        await Expect(Page.Locator(".tiles .change")).ToHaveCountAsync(6);
        await Page.ClickAsync("#figures");
        await Expect(Page.Locator(".figures tbody td")).ToHaveCountAsync(7 * 4);
    }

    [Test]
    public async Task Every_period_is_chosen_by_a_click()
    {
        await OpenAsync(Site);
        var titles = await Page.Locator("#pick-period + .menu li a span").AllTextContentsAsync();
        Assert.That(titles, Has.Count.EqualTo(14));
        foreach (var title in titles)
        {
            await PickAsync("#pick-period", title);
            await Expect(Page.Locator("#pick-period")).ToHaveTextAsync(title == "Last month" ? new Regex("^[A-Z][a-z]+ 20\\d\\d$") : new Regex($"^{title}$"));
            await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
        }
    }

    [TestCase("", 6)]
    [TestCase("&f=contains,page,/blog", 6)]
    [TestCase("&f=is,event,Signup", 4)]
    public async Task Every_metric_is_the_graphs_and_every_interval_its_own(string filter, int metrics)
    {
        await OpenAsync($"{Site}?period=7d{filter}");
        await Expect(Page.Locator(".tiles li")).ToHaveCountAsync(metrics);
        // The one that is shown comes last, so that each click changes something.
        foreach (var i in Enumerable.Range(1, metrics - 1).Append(0))
        {
            var name = await Page.Locator(".tiles .name").Nth(i).TextContentAsync();
            await Page.Locator(".tiles a").Nth(i).ClickAsync();
            await Expect(Page.Locator(".tiles [aria-current] .name")).ToHaveTextAsync(name!);
            await Expect(Page.Locator(".now-line")).ToHaveTextAsync(name!);
            await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
        }

        foreach (var (period, intervals) in new[] { ("7d", new[] { "Hours", "Days" }), ("91d", ["Weeks", "Months", "Days"]), ("day", ["Minutes", "Hours"]) })
        {
            await Page.GotoAsync(At($"{Site}?period={period}{filter}"));
            foreach (var interval in intervals)
            {
                await Page.ClickAsync($"#interval-{interval}");
                await Expect(Page.Locator(".intervals [aria-current]").First).ToHaveTextAsync(interval);
                await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
            }
        }
    }

    [Test]
    public async Task Every_campaign_tab_and_every_hidden_one_is_reached()
    {
        await OpenAsync($"{Site}?period=91d");
        foreach (var tab in new[] { "Medium", "Source", "Campaign", "Content", "Term" })
        {
            await Page.ClickAsync("#pick-campaigns");
            await Page.Locator("#card-sources .menu").GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
            await Expect(Page.Locator("#pick-campaigns")).ToHaveTextAsync(tab);
            await Expect(Page.Locator("#card-sources").Locator("li a.value, .empty").First).ToBeVisibleAsync();
        }

        foreach (var (tab, versions) in new[] { ("browsers", "browser_versions"), ("systems", "system_versions") })
        {
            await Page.GotoAsync(At($"{Site}?period=91d&devices={tab}"));
            await Page.Locator("#card-devices .value").First.ClickAsync();
            await Expect(Page).ToHaveURLAsync(new Regex("devices=" + versions));
            await Expect(Page.Locator("#card-devices .tabs > [aria-current]")).ToHaveTextAsync("Versions");
        }

        await Page.GotoAsync(At($"{Site}?period=91d&behaviour=properties"));
        var properties = Page.Locator("#card-behaviour .properties a");
        for (var i = 0; i < await properties.CountAsync(); i++)
        {
            var name = await properties.Nth(i).TextContentAsync();
            await properties.Nth(i).ClickAsync();
            await Expect(Page.Locator("#card-behaviour .properties [aria-current]")).ToHaveTextAsync(name!);
        }
    }

    [Test]
    public async Task Pickers_are_used_by_keyboard_alone_and_give_the_focus_back()
    {
        await OpenAsync(Site);
        foreach (var picker in new[] { "#pick-site", "#pick-filter", "#pick-period", "#pick-comparison", "#pick-campaigns" })
        {
            await Page.FocusAsync(picker);
            await Page.Keyboard.PressAsync("Enter");
            await Expect(Page.Locator($"details:has(> {picker})")).ToHaveAttributeAsync("open", "");
            await Page.Keyboard.PressAsync("Tab");
            Assert.That(await Page.EvaluateAsync<bool>("document.activeElement.closest('.menu') !== null"), Is.True, picker);
            await Axe.FindsNothingAsync(Page, picker);
            await Page.Keyboard.PressAsync("Escape");
            await Expect(Page.Locator(picker)).ToBeFocusedAsync();
            await Expect(Page.Locator("details[open] > .menu")).ToHaveCountAsync(0);
        }

        await Page.FocusAsync("#pick-period");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#pick-period")).ToHaveTextAsync("Today");
        await Page.ClickAsync(".keys-button");
        await Expect(Page.Locator("#keys")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#keys")).ToBeHiddenAsync();
        await Page.ClickAsync("#details-pages");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(Page.Locator("#sheet")).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("1");
        await Expect(Page).ToHaveURLAsync(At(Site));
    }

    [Test]
    public async Task A_page_that_takes_its_time_says_so_and_one_that_fails_does_too()
    {
        await OpenAsync(Site);
        var answered = new TaskCompletionSource();
        await Page.RouteAsync(new Regex(@"demo\.example\?period=7d$"), async route =>
        {
            await answered.Task;
            await route.ContinueAsync();
        });
        await PickAsync("#pick-period", "Last 7 days");
        await Expect(Page.Locator("#dashboard[aria-busy]")).ToBeVisibleAsync();
        await Task.Delay(400);
        await Screenshots.KeepAsync(Page, "dashboard-loading");
        answered.SetResult();
        await Expect(Page.Locator("#pick-period")).ToHaveTextAsync("Last 7 days");
        await Expect(Page.Locator("#said")).ToHaveTextAsync("Now shown: Last 7 days");

        await Page.RouteAsync(new Regex(@"demo\.example\?period=91d$"), static route => route.FulfillAsync(new() { Status = 503, ContentType = "text/html", Body = "<!doctype html><p>no" }));
        await PickAsync("#pick-period", "Last 91 days");
        await Expect(Page.Locator("#failed")).ToBeVisibleAsync();
        await Screenshots.KeepAsync(Page, "dashboard-failed");
        await Axe.FindsNothingAsync(Page, "failed");
        await Expect(Page.Locator("#pick-period")).ToHaveTextAsync("Last 7 days");
        Assert.That(Complaints.RemoveAll(static complaint => complaint.Contains("503", StringComparison.Ordinal)), Is.GreaterThan(0), "as the browser says of what failed");
    }

    [Test]
    public async Task Paper_has_the_numbers_and_no_buttons()
    {
        await OpenAsync(Site);
        await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
        await Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Light });
        await Expect(Page.Locator(".tiles")).ToBeVisibleAsync();
        await Expect(Page.Locator("#pick-period")).ToBeVisibleAsync();
        foreach (var hidden in new[] { "#pick-filter", "#pick-comparison", ".intervals", ".more", ".foot", ".top nav" })
        {
            await Expect(Page.Locator(hidden).First).ToBeHiddenAsync();
        }

        await Screenshots.KeepAsync(Page, "dashboard-print");
    }

    private async Task PickAsync(string picker, string title)
    {
        await Page.ClickAsync(picker);
        await Page.Locator($"{picker} + .menu").GetByRole(AriaRole.Link, new() { Name = title, Exact = false }).First.ClickAsync();
    }

    private static string DaysAgo(int days) => DateTimeOffset.UtcNow.AddDays(-days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
