using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

/// <summary>What client hints tell beyond the user agent; <see cref="RealHintsTests"/> has those of real browsers.</summary>
[NonParallelizable]
public sealed class ClientHintsTests
{
    private const string Blink = "AppleWebKit/537.36 (KHTML, like Gecko)";
    private const string OnWindows = $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Blink} Chrome/131.0.0.0 Safari/537.36";
    private const string OnMac = $"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Blink} Chrome/131.0.0.0 Safari/537.36";
    private const string OnPhone = $"Mozilla/5.0 (Linux; Android 10; K) {Blink} Chrome/131.0.0.0 Mobile Safari/537.36";
    private const string OnTablet = $"Mozilla/5.0 (Linux; Android 10; K) {Blink} Chrome/131.0.0.0 Safari/537.36";
    private const string Grease = "\"Not(A:Brand\";v=\"99\"";
    private const string Chrome = $"\"Google Chrome\";v=\"131\", \"Chromium\";v=\"131\", {Grease}";

    private static readonly DeviceParser Parser = new();

    [TestCase(Chrome, "Chrome 131")]
    [TestCase($"{Grease}, \"Brave\";v=\"131\", \"Chromium\";v=\"131\"", "Brave 131")]
    [TestCase($"\"Opera\";v=\"115\", {Grease}, \"Chromium\";v=\"130\"", "Opera 115")]
    [TestCase("\"Google Chrome\";v=\"131\", \"Chromium\";v=\"131\", \"Vivaldi\";v=\"7.9\"", "Vivaldi 7", Description = "it says Chrome too")]
    [TestCase("\"Vivaldi\";v=\"7.9\", \"Google Chrome\";v=\"131\"", "Vivaldi 7")]
    [TestCase($"\"Chromium\";v=\"131\", {Grease}", "Chrome 131", Description = "no brand of its own")]
    [TestCase("\"Somebody's Own Browser\";v=\"1\"", "Chrome 131", Description = "what no list knows is no name")]
    [TestCase("\"Brave\"", "Brave ", Description = "Chrome's version is not Brave's")]
    [TestCase("\"Brave", "Chrome 131")]
    [TestCase("Brave;v=1", "Chrome 131")]
    [TestCase("\"\\\"Brave\";v=\"1\"", "Chrome 131")]
    [TestCase("\"Brave\";v=\"12345678\"", "Brave ")]
    [TestCase("\"Brave\";v=\"<b>\"", "Brave ")]
    public void Brand_tells_the_browser(string brands, string expected)
    {
        var device = Parser.Parse(OnWindows, new ClientHints(brands, "?0", "\"Windows\"", null, null, null));
        Assert.That($"{device.Browser} {device.BrowserVersion}", Is.EqualTo(expected));
    }

    [Test]
    public void User_agent_that_names_its_browser_is_believed()
    {
        var device = Parser.Parse($"{OnWindows} OPR/115.0.0.0", new ClientHints(Chrome, "?0", "\"Windows\"", null, null, null));
        Assert.That(device.Browser, Is.EqualTo("Opera"));
    }

    [Test]
    public void Full_versions_go_before_the_brands()
    {
        var hints = new ClientHints("\"Brave\";v=\"131\"", "?0", "\"Windows\"", null, $"{Grease}, \"Brave\";v=\"132.1.2.3\"", null);
        Assert.That(Parser.Parse(OnWindows, hints).BrowserVersion, Is.EqualTo("132"));
    }

    /// <summary>The versions of Windows: learn.microsoft.com, "Detect Windows 11 and CPU architecture using User-Agent Client Hints".</summary>
    [TestCase(OnWindows, "Windows", "15.0.0", "Windows 11")]
    [TestCase(OnWindows, "Windows", "13.0.0", "Windows 11")]
    [TestCase(OnWindows, "Windows", "10.0.0", "Windows 10")]
    [TestCase(OnWindows, "Windows", "1.0.0", "Windows 10")]
    [TestCase(OnWindows, "Windows", "0.3.0", "Windows 8.1")]
    [TestCase(OnWindows, "Windows", "0.2", "Windows 8")]
    [TestCase(OnWindows, "Windows", "0.1.0", "Windows 7")]
    [TestCase(OnWindows, "Windows", null, "Windows 10")]
    [TestCase(OnWindows, "Windows", "-13", "Windows 10")]
    [TestCase(OnWindows, "Windows", "99999999999999", "Windows 10")]
    [TestCase(OnMac, "macOS", "15.1.0", "macOS 15.1")]
    [TestCase(OnMac, "macOS", "26", "macOS 26")]
    [TestCase(OnMac, "macOS", "", "macOS 10.15")]
    [TestCase(OnPhone, "Android", "14.0.0", "Android 14")]
    [TestCase(OnPhone, "Android", "8.1.0", "Android 8.1")]
    [TestCase(OnMac, "Linux", "6.5.0", "Linux ", Description = "whose desktop pages were asked for; a kernel's version is no system's")]
    [TestCase(OnMac, "TempleOS", "5.3", "macOS 10.15")]
    [TestCase("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Linux", null, "Ubuntu ")]
    public void Platform_tells_the_system(string agent, string platform, string? version, string expected)
    {
        var device = Parser.Parse(agent, new ClientHints(Chrome, "?0", $"\"{platform}\"", version is null ? null : $"\"{version}\"", null, null));
        Assert.That($"{device.System} {device.SystemVersion}", Is.EqualTo(expected));
    }

    [TestCase(OnPhone, "Android", "?1", null, "Mobile")]
    [TestCase(OnTablet, "Android", "?1", null, "Mobile")]
    [TestCase(OnPhone, "Android", "?0", null, "Tablet")]
    [TestCase(OnTablet, "Android", "?0", "SM-X700", "Tablet")]
    [TestCase(OnTablet, "Android", "?0", "BRAVIA 4K VH2 TV", "")]
    [TestCase(OnTablet, "Android", "1", null, "Tablet")]
    [TestCase(OnWindows, "Windows", "?1", null, "Desktop")]
    [TestCase(OnPhone, "Windows", "?0", null, "Desktop")]
    public void Mobile_tells_a_phone_from_a_tablet(string agent, string platform, string mobile, string? model, string expected) =>
        Assert.That(Parser.Parse(agent, new ClientHints(Chrome, mobile, $"\"{platform}\"", null, null, $"\"{model}\"")).Type, Is.EqualTo(expected));

    [Test]
    public void Headless_browser_that_calls_itself_Chrome_is_a_bot()
    {
        var hints = new ClientHints($"\"HeadlessChrome\";v=\"131\", \"Chromium\";v=\"131\", {Grease}", "?0", "\"Linux\"", null, null, null);
        Assert.That(Parser.Parse(OnWindows, hints).Bot, Is.EqualTo(BotKind.Program));
        Assert.That(Parser.Parse(OnWindows).Bot, Is.EqualTo(BotKind.None));
    }

    [Test]
    public void Crawler_stays_one_whatever_it_hints() =>
        Assert.That(Parser.Parse(UserAgents.Robots[1].Text, new ClientHints(Chrome, "?1", "\"Android\"", null, null, null)).Bot, Is.EqualTo(BotKind.Crawler));

    [Test]
    public void Same_hints_are_answered_from_memory_without_allocating_and_each_hint_counts()
    {
        var hints = new ClientHints(Chrome, "?0", "\"Windows\"", "\"15.0.0\"", Chrome, "\"\"");
        var device = Parser.Parse(OnWindows, hints);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = Parser.Parse(OnWindows, hints);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(again, Is.SameAs(device));
        Assert.That(Parser.Parse(OnWindows, hints with { PlatformVersion = "\"10.0.0\"" }).SystemVersion, Is.EqualTo("10"));
        Assert.That(Parser.Parse(OnWindows, hints with { Platform = hints.PlatformVersion, PlatformVersion = hints.Platform }).SystemVersion, Is.EqualTo("10"));
    }

    [Test]
    public void Memory_of_hinted_results_is_bounded()
    {
        const int GenerationSize = 100;
        var parser = new DeviceParser(usesLiterals: true, DeviceParser.TimeLimit, GenerationSize);
        for (var number = 0; number < 5 * GenerationSize; number++)
        {
            parser.Parse(OnWindows, new ClientHints(Chrome, "?0", "\"Windows\"", $"\"{number}.0\"", null, null));
        }

        Assert.That(parser.CacheCount, Is.InRange(GenerationSize, 2 * GenerationSize));
    }

    [Test]
    public void Any_text_as_a_hint_gives_a_device_of_known_names()
    {
        var random = new Random(20_260_105);
        var names = UserAgents.Visitors.SelectMany(static visitor => new[] { visitor.Browser, visitor.System }).ToHashSet();
        string Any()
        {
            const string Letters = "\"\"\"\\\\;=,,v?01 9.\u0000\u007fÀ\ud83d\udca9Braveé<";
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)])]);
            return random.Next(20) == 0 ? text.PadRight(100_000, '"') : text;
        }

        for (var round = 0; round < 20_000; round++)
        {
            var device = Parser.Parse(UserAgents.Visitors[round % UserAgents.Visitors.Length].Text, new ClientHints(Any() + " ", Any(), Any(), Any(), Any(), Any()));
            Assert.That(names, Does.Contain(device.Browser).Or.Contain("Brave"));
            Assert.That(names, Does.Contain(device.System));
            Assert.That(device.BrowserVersion.Length + device.SystemVersion.Length, Is.LessThanOrEqualTo(30));
        }
    }
}
