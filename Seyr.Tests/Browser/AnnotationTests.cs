using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>Notes on the graph in a real Chromium: as marks, as a list, and for whom.</summary>
[Category("Published")]
internal sealed class AnnotationTests : DemoFixture
{
    [Test]
    public async Task A_note_is_written_seen_changed_removed_and_brought_back()
    {
        var day = DateTimeOffset.UtcNow.AddDays(-6).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await OpenAsync(Site);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Add a note" }).ClickAsync();
        await Page.ClickAsync("main button.main");
        await Expect(Page.Locator("#note-error")).ToContainTextAsync("A line of 1 to 300");
        ForgetRefusal();
        await WriteAsync(day, "New <b>home</b> page");
        await WriteAsync(day, "A letter to readers", isPublic: true);

        await Page.GotoAsync(At(Site));
        await Expect(Page.Locator(".notes li")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".notes")).ToContainTextAsync("New <b>home</b> page");
        await Expect(Page.Locator(".mark")).ToHaveCountAsync(1);
        await Page.Locator(".mark").FocusAsync();
        await Expect(Page.Locator(".mark-text")).ToBeVisibleAsync();
        await Expect(Page.Locator(".mark-line")).ToContainTextAsync(["New <b>home</b> page", "A letter to readers"]);
        await Screenshots.KeepAsync(Page, "annotation-mark");
        await Axe.FindsNothingAsync(Page, "a mark that says what happened");
        foreach (var (query, marks) in new[] { ("?period=91d&interval=week", 1), ("?period=7d&interval=hour", 1), ("?period=day", 0) })
        {
            await Page.GotoAsync(At(Site + query));
            await Expect(Page.Locator("#graph canvas")).ToBeVisibleAsync();
            await Expect(Page.Locator(".mark")).ToHaveCountAsync(marks);
        }

        await LookAsync("annotations-dashboard", Site, ".mark");
        await LookAsync("annotations", Site + "/annotations", ".keys li");

        await Page.GotoAsync(At(Site + "/sharing"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make it public" }).ClickAsync();
        await Page.GotoAsync(At("/public/demo.example"));
        await Expect(Page.Locator(".notes li")).ToHaveTextAsync([new System.Text.RegularExpressions.Regex("A letter to readers\\s*$")]);
        Assert.That(await Page.ContentAsync(), Does.Not.Contain("home").And.Not.Contain("Add a note"));

        await Page.GotoAsync(At(Site + "/annotations"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove A letter to readers" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Page.Locator(".keys li")).ToHaveCountAsync(2);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Change A letter to readers" }).ClickAsync();
        await Page.FillAsync("#note", "A postcard");
        await Page.UncheckAsync("[name=public]");
        await Page.ClickAsync("main button.main");
        await Expect(Page.Locator(".keys")).ToContainTextAsync("A postcard");
        await Page.GotoAsync(At("/public/demo.example"));
        await Expect(Page.Locator(".notes li")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Without_scripts_the_list_tells_it()
    {
        await OpenAsync(Site + "/annotations", scripts: false);
        await Page.FillAsync("#note", "Launched");
        await Page.ClickAsync("main button.main");
        await Page.GotoAsync(At(Site + "?period=day"));
        await Expect(Page.Locator(".notes")).ToContainTextAsync("Launched");
    }

    private async Task WriteAsync(string day, string note, bool isPublic = false)
    {
        await Page.GotoAsync(At(Site + "/annotations"));
        await Page.FillAsync("#day", day);
        await Page.FillAsync("#note", note);
        if (isPublic)
        {
            await Page.CheckAsync("[name=public]");
        }

        await Page.ClickAsync("main button.main");
        await Expect(Page.Locator(".keys")).ToContainTextAsync(note);
    }
}
