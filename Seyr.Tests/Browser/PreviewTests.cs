using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>Rules in a real Chromium: what they would match is seen before they are saved, and what was saved or removed is brought back.</summary>
[Category("Published")]
internal sealed class PreviewTests : DemoFixture
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Settings_show_what_they_would_keep_out_and_are_taken_back(bool scripts)
    {
        await OpenAsync(Site + "/settings", scripts);
        await Page.EvaluateAsync("window.stays = true");
        await Page.FillAsync("#pages", "/blog/*\n/nowhere");
        await Page.FillAsync("#countries", "de");
        await Page.FillAsync("#addresses", "203.0.113.7");
        await Page.ClickAsync("#preview-button");
        var preview = Page.Locator(".preview");
        await Expect(preview).ToContainTextAsync("Would have been kept out in the last 28 days");
        await Expect(preview).ToContainTextAsync("Addresses are never stored");
        await Expect(preview.Locator("th[scope=row]").First).ToContainTextAsync("/blog/");
        await Expect(preview).ToContainTextAsync("Germany");
        Assert.That(await Page.EvaluateAsync<bool>("window.stays === true"), Is.EqualTo(scripts), "in place where there are scripts");
        await Expect(Page.Locator("#pages")).ToHaveValueAsync("/blog/*\n/nowhere");
        if (scripts)
        {
            await Page.FillAsync("#pages", "blog");
            await Page.ClickAsync("#preview-button");
            await Expect(Page.Locator("#pages-error")).ToContainTextAsync("each line is a path");
            ForgetRefusal();
            await Page.FillAsync("#pages", "/blog/*");
            await Page.ClickAsync("#preview-button");
            await Expect(preview).ToBeVisibleAsync();
            await LookHereAsync("settings-preview");
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Page.Locator(".notice")).ToContainTextAsync("Saved.");
        Assert.That((await Page.ReloadAsync())!.Request.Method, Is.EqualTo("GET"), "nothing is saved again");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator("#pages")).ToHaveValueAsync("");
        await Page.GotoAsync(At(Site + "/settings"));
        await Expect(Page.Locator("#countries")).ToHaveValueAsync("");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Goal_shows_what_reaches_it_and_comes_back_with_its_funnel(bool scripts)
    {
        await OpenAsync(Site + "/goals", scripts);
        await Page.CheckAsync("[value=page]");
        await Page.FillAsync("#target", "/blog/*");
        await Page.ClickAsync("#preview-button");
        await Expect(Page.Locator(".preview")).ToContainTextAsync("Reached ");
        await Expect(Page.Locator(".preview th[scope=row]").First).ToContainTextAsync("/blog/");
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(0);
        if (scripts)
        {
            await LookHereAsync("goals-preview");
            await Page.FillAsync("#target", "/nowhere");
            await Page.ClickAsync("#preview-button");
            await Expect(Page.Locator(".preview")).ToContainTextAsync("Nobody reached it.");
            await Page.FillAsync("#target", "/blog/*");
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".keys strong")).ToHaveTextAsync("Visit /blog/*");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove Visit /blog/*" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove Visit /blog/*" }).ClickAsync();
    }

    [Test]
    public async Task Link_and_key_come_back()
    {
        await OpenAsync(Site + "/sharing");
        await Page.FillAsync("#name", "For the client");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take the link For the client back" }).ClickAsync();
        await Expect(Page.Locator(".notice")).ToContainTextAsync("The link is taken back.");
        await LookHereAsync("sharing-undo");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".lines li")).ToContainTextAsync("For the client");

        await Page.GotoAsync(At("/settings/keys"));
        await Page.FillAsync("#name", "Nightly");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke Nightly" }).ClickAsync();
        await LookHereAsync("keys-undo");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".keys")).ToContainTextAsync("Nightly");
    }

    /// <summary>Keeps pictures of what is there now in every look, and lets axe see each.</summary>
    private async Task LookHereAsync(string name)
    {
        foreach (var (look, scheme, isPhone) in Looks)
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.SetViewportSizeAsync(isPhone ? 390 : 1280, isPhone ? 844 : 900);
            await Screenshots.KeepAsync(Page, $"{name}-{look}");
            await Axe.FindsNothingAsync(Page, $"{name} {look}");
            Assert.That(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{name} {look} scrolls sideways");
        }
    }
}
