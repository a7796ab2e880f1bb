using System.Text.RegularExpressions;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>A click that changes a part of a site's page asks for that part, and leaves a page that is the same as one that was opened at its address.</summary>
[Category("Published")]
internal sealed class DashboardPartTests : DemoFixture
{
    private const string Filtered = "?period=91d&f=is,source,Google&sources=referrers&behaviour=properties";

    /// <summary>Where each link and form leads, and with what.</summary>
    private const string Addresses =
        """
        () => [...document.querySelectorAll('#dashboard :is(a, form, input, [data-map])')].filter((each) => each.name !== '__form')
          .map((each) => [each.localName, each.getAttribute('href') ?? each.getAttribute('action') ?? each.dataset.map ?? each.name, each.value ?? '', each.ariaCurrent ?? ''].join(' '))
        """;

    [TestCase("", "#tile-Page-views", "overview", "metric=pageviews")]
    [TestCase("?metric=pageviews", "#tile-Visitors", "overview", "demo.example$")]
    [TestCase("?period=7d&compare=off", "#interval-Hours", "overview", "interval=hour")]
    [TestCase("?period=7d&interval=hour", "#interval-Days", "overview", "period=7d$")]
    [TestCase(Filtered, "[aria-keyshortcuts=x]", "overview", "compare=off")]
    [TestCase("?match_weekday=true&metric=visits", "[aria-keyshortcuts=x]", "overview", "compare=off")]
    [TestCase(Filtered, "#tab-pages-Exit-pages", "card-pages", "pages=exit")]
    [TestCase(Filtered, "#tab-behaviour-Custom-events", "card-behaviour", "behaviour=events")]
    [TestCase("?period=91d&behaviour=properties", "#card-behaviour .properties a", "card-behaviour", "property=")]
    [TestCase("?locations=cities", "#tab-locations-Map", "card-locations", "locations=map")]
    [TestCase("", "#tab-locations-Countries", "card-locations", "locations=countries")]
    [TestCase("?period=12mo&devices=screens", "#tab-sources-Referrers", "card-sources", "sources=referrers")]
    public async Task Only_the_part_that_changes_is_asked_for_and_the_rest_leads_to_it(string query, string link, string part, string address)
    {
        await OpenAsync(Site + query);
        await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
        await Expect(Page.Locator("div.map")).ToHaveCountAsync(0);
        var kept = part == "overview" ? "#card-pages" : "#overview";
        await Page.EvaluateAsync("(kept) => { document.querySelector(kept).kept = true; window.graph = document.querySelector('#graph canvas'); }", kept);
        var asked = new List<string>();
        Page.Request += (_, request) =>
        {
            // The icon is asked for again, or not, with each new address.
            if (!request.Url.Contains("/assets/", StringComparison.Ordinal))
            {
                asked.Add($"{request.Headers.GetValueOrDefault("seyr-part")} {new Uri(request.Url).PathAndQuery}");
            }
        };
        // It may lie hidden, as what only a key finds does.
        await Page.Locator(link).First.DispatchEventAsync("click");
        await Expect(Page).ToHaveURLAsync(new Regex(address));
        await Expect(Page.Locator("#said")).Not.ToBeEmptyAsync();

        Assert.That(asked, Is.EqualTo(new[] { $"{part} {new Uri(Page.Url).PathAndQuery}" }));
        Assert.That(await Page.EvaluateAsync<bool>("(kept) => document.querySelector(kept).kept === true", kept), Is.True, "the rest stays");
        Assert.That(await Page.EvaluateAsync<bool>("graph.isConnected"), Is.EqualTo(part != "overview"), "the graph stays with another tab, and is drawn with other numbers");
        await SameAsOpenedAsync();
        await Page.GoBackAsync();
        await Expect(Page).ToHaveURLAsync(At(Site + query));
        await SameAsOpenedAsync();
    }

    [Test]
    public async Task Parts_that_change_one_after_the_other_add_up()
    {
        await OpenAsync($"{Site}?period=91d");
        foreach (var (link, address) in new[]
        {
            ("#tile-Visits", "metric=visits"), ("#tab-pages-Entry-pages", "pages=entry"), ("#interval-Weeks", "interval=week"), ("#tab-devices-Systems", "devices=systems"),
            ("#card-devices .value", "f=is,os"), ("#tile-Bounce-rate", "metric=bounce_rate"), ("#tab-pages-Exit-pages", "pages=exit"),
        })
        {
            await Page.Locator(link).First.ClickAsync();
            await Expect(Page).ToHaveURLAsync(new Regex(address));
            await SameAsOpenedAsync();
        }

        await Page.ClickAsync("#pick-period");
        await Page.FillAsync("#custom-from", "2026-01-05");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("period=custom&.*metric=bounce_rate&.*pages=exit&.*from=2026-01-05"));
        await SameAsOpenedAsync();
    }

    [Test]
    public async Task Whoever_was_signed_out_comes_to_the_page_to_sign_in_and_then_to_what_was_clicked()
    {
        await OpenAsync(Site);
        await Context.ClearCookiesAsync();
        await Page.ClickAsync("#tile-Page-views");
        await Expect(Page.Locator("#password")).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("sign-in.*pageviews"));
    }

    private async Task SameAsOpenedAsync()
    {
        var other = await Context.NewPageAsync();
        await other.GotoAsync(Page.Url);
        await Expect(other.Locator("div.map")).ToHaveCountAsync(0);
        var expected = await other.EvaluateAsync<string[]>(Addresses);
        await Assert.ThatAsync(() => Page.EvaluateAsync<string[]>(Addresses), Is.EqualTo(expected).After(10_000, 100));
        await other.CloseAsync();
    }
}
