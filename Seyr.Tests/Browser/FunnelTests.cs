using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>Funnels in a real Chromium: made of goals, looked at, changed, removed, brought back; also without scripts.</summary>
[Category("Published")]
internal sealed class FunnelTests : DemoFixture
{
    [Test]
    public async Task A_funnel_is_made_shown_filtered_changed_removed_and_brought_back()
    {
        await OpenAsync(Site + "/funnels", scripts: false);
        await Expect(Page.Locator("main")).ToContainTextAsync("Add goals first");
        await GoalAsync("page", "/blog*", "Reads the blog");
        await GoalAsync("page", "/pricing", "Sees prices");
        await GoalAsync("event", "Signup", "Signs up");
        await Page.GotoAsync(At(Site + "?behaviour=funnels"));
        await Page.Locator("#card-behaviour").GetByRole(AriaRole.Link, new() { Name = "Make a funnel" }).ClickAsync();

        await Page.FillAsync("#name", "To sign up");
        await Page.SelectOptionAsync("#step0", new SelectOptionValue { Label = "Reads the blog" });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make a funnel" }).ClickAsync();
        await Expect(Page.Locator(".error")).ToContainTextAsync("2 to 8 goals");
        ForgetRefusal();
        await Page.SelectOptionAsync("#step3", new SelectOptionValue { Label = "Sees prices" });
        await Page.GetByRole(AriaRole.Button, new() { Name = "See its numbers" }).ClickAsync();
        await Expect(Page.Locator(".preview .funnel li")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".preview")).ToContainTextAsync("came to the end");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make a funnel" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToContainTextAsync("Reads the blog → Sees prices");

        await Page.GetByRole(AriaRole.Link, new() { Name = "To sign up", Exact = true }).ClickAsync();
        var card = Page.Locator("#card-behaviour");
        await Expect(card.Locator(".funnel .value")).ToHaveTextAsync(["Reads the blog", "Sees prices"]);
        await Expect(card.Locator(".funnel .rate").First).ToHaveTextAsync("100%");
        await Expect(card.Locator(".left").Last).ToContainTextAsync("left (");
        Assert.That(Page.Url, Does.Match(@"\?behaviour=funnels&funnel=\d+-to-sign-up$"));
        var all = await card.Locator(".funnel .count").First.GetAttributeAsync("title");
        await Page.GotoAsync(Page.Url + "&f=is,device,Mobile");
        Assert.That(await card.Locator(".funnel .count").First.GetAttributeAsync("title"), Is.Not.EqualTo(all), "the filter counts here too");
        await card.Locator(".funnel .value").Last.ClickAsync();
        await Expect(Page.Locator(".chip")).ToContainTextAsync(["Device is Mobile", "Goal is Sees prices"]);

        await Page.GotoAsync(At(Site + "/funnels"));
        await Page.GetByRole(AriaRole.Link, new() { Name = "Change To sign up" }).ClickAsync();
        await Expect(Page.Locator(".preview .funnel li")).ToHaveCountAsync(2);
        await Page.SelectOptionAsync("#step2", new SelectOptionValue { Label = "Signs up" });
        await Page.ClickAsync("main button.main");
        await Expect(Page.Locator(".keys li")).ToContainTextAsync("Reads the blog → Sees prices → Signs up");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove To sign up" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(1);

        await Context.DisposeAsync();
        await OpenAsync(Site + "?behaviour=funnels");
        await LookAsync("funnels-dashboard", Site + "?behaviour=funnels", ".funnel li");
        await LookAsync("funnels", Site + "/funnels", ".keys li");
        var change = await Page.GetByRole(AriaRole.Link, new() { Name = "Change" }).GetAttributeAsync("href");
        await LookAsync("funnel", change!, ".preview .funnel li");
    }

    private async Task GoalAsync(string kind, string target, string name)
    {
        await Page.GotoAsync(At(Site + "/goals"));
        await Page.CheckAsync($"[value={kind}]");
        await Page.FillAsync("#target", target);
        await Page.FillAsync("#name", name);
        await Page.ClickAsync("main form.card button");
        await Expect(Page.Locator(".keys")).ToContainTextAsync(name);
    }
}
