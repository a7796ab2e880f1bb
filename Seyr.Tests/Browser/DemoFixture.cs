using Microsoft.Playwright;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>The demo in a real Chromium, looked at by its owner.</summary>
internal abstract class DemoFixture
{
    protected const string Site = "/sites/demo.example";

    private string data = null!;
    private SeyrProcess seyr = null!;

    /// <summary>The looks in which a page is kept as a picture, and goes through axe.</summary>
    protected static readonly (string Name, ColorScheme Scheme, bool IsPhone)[] Looks =
        [("light", ColorScheme.Light, false), ("dark", ColorScheme.Dark, false), ("phone", ColorScheme.Light, true), ("phone-dark", ColorScheme.Dark, true)];

    /// <summary>What the browser said of the page, which fails the test.</summary>
    protected List<string> Complaints { get; } = [];

    protected IBrowserContext Context { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-demo-").FullName;
        seyr = await SeyrProcess.StartAsync(data, null, "demo");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await seyr.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TearDown]
    public async Task Close()
    {
        await Context.DisposeAsync();
        Assert.That(Complaints, Is.Empty, "nothing breaks the policy, or at all");
    }

    protected string At(string path) => new Uri(seyr.Address, path).AbsoluteUri;

    /// <summary>Signs in, and opens a page.</summary>
    protected async Task OpenAsync(string path, bool scripts = true, string locale = "en-GB", bool isPhone = false)
    {
        Complaints.Clear();
        Context = await Chromium.NewContextAsync(isPhone: isPhone, scripts: scripts, locale: locale);
        Page = Watched(await Context.NewPageAsync());
        await Page.GotoAsync(At("/sign-in"));
        await Page.FillAsync("#email", "demo@demo.example");
        await Page.FillAsync("#password", await seyr.DemoPassword);
        await Page.ClickAsync("main button");
        await Expect(Page.Locator("nav[aria-label=Account]")).ToBeVisibleAsync();
        await Page.GotoAsync(At(path));
    }

    /// <summary>Keeps pictures of a page in every look, and lets axe see each.</summary>
    protected async Task LookAsync(string name, string path, string ready)
    {
        foreach (var (look, scheme, isPhone) in Looks)
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.SetViewportSizeAsync(isPhone ? 390 : 1280, isPhone ? 844 : 900);
            await Page.GotoAsync(At(path));
            await Expect(Page.Locator(ready).First).ToBeVisibleAsync();
            await Screenshots.KeepAsync(Page, $"{name}-{look}");
            await Axe.FindsNothingAsync(Page, $"{name} {look}");
            Assert.That(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, $"{name} {look} scrolls sideways");
        }
    }

    /// <summary>Forgets what the browser says of an answer that was refused.</summary>
    protected void ForgetRefusal() =>
        Assert.That(Complaints.RemoveAll(static complaint => complaint.Contains("422 (Unprocessable", StringComparison.Ordinal)), Is.EqualTo(1), "as the browser says of what was refused");

    private IPage Watched(IPage page)
    {
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        return page;
    }
}
