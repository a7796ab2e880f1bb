using System.Runtime.CompilerServices;
using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

[NonParallelizable]
public sealed class DeviceParserTests
{
    private static readonly DeviceParser Parser = new();

    [TestCaseSource(nameof(Visitors))]
    public void Browser_system_and_type_are_those_of_the_user_agent(string text, string browser, string system, string type) =>
        AssertVisitor(Parser.Parse(text), browser, system, type);

    [TestCaseSource(nameof(Robots))]
    public void Crawler_that_says_so_is_a_robot(string text, string browser)
    {
        var device = Parser.Parse(text);
        Assert.That((device.Bot is BotKind.Crawler or BotKind.AiCrawler, device.Browser), Is.EqualTo((true, browser)));
    }

    [TestCase("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", ExpectedResult = BotKind.AiCrawler)]
    [TestCase("SomethingOfItsOwn/1.0", ExpectedResult = BotKind.Program)]
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", ExpectedResult = BotKind.None)]
    [TestCase("Mozilla/4.0 (compatible; MSIE 6.0; Windows 98; Avant Browser [avantbrowser.com])", ExpectedResult = BotKind.Suspect)]
    [TestCase("", ExpectedResult = BotKind.Program)]
    public BotKind Kinds_of_bots_are_told_apart(string text) => Parser.Parse(text).Bot;

    [Test]
    public void Chrome_on_Android_without_Mobile_is_a_tablet() =>
        Assert.That(TypeOf("Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"), Is.EqualTo("Tablet"));

    [Test]
    public void App_on_Android_without_Mobile_is_not_taken_for_a_tablet() =>
        Assert.That(TypeOf("Dalvik/2.1.0 (Linux; U; Android 14; SM-S918B Build/UP1A.231005.007)"), Is.Not.EqualTo("Tablet"));

    [Test]
    public void Windows_with_its_tablet_components_is_a_desktop() =>
        Assert.That(TypeOf("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; Tablet PC 2.0)"), Is.EqualTo("Desktop"));

    [Test]
    public void Phone_whose_maker_has_bot_in_its_name_is_no_robot() =>
        Assert.That(Parser.Parse("Mozilla/5.0 (Linux; Android 10; CUBOT_X30 Build/QP1A.190711.020) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36").Bot, Is.EqualTo(BotKind.None));

    [Test]
    public void What_stands_beyond_the_limit_is_not_looked_at()
    {
        const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
        var start = Chrome.PadRight(DeviceParser.MaxUserAgentLength, 'x');

        Assert.That(Parser.Parse(start + " (compatible; Googlebot/2.1)"), Is.SameAs(Parser.Parse(start)));
    }

    [TestCaseSource(nameof(Hostile))]
    public void Any_text_gives_a_device_in_time(string text)
    {
        Parser.Parse(UserAgents.Visitors[0].Text);
        var start = TimeProvider.System.GetTimestamp();
        var device = Parser.Parse(text);

        Assert.That(device.Browser, Has.Length.LessThanOrEqualTo(Pattern.MaxNameLength));
        Assert.That(device.Browser.Concat(device.System), Has.None.Matches<char>(char.IsControl));
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(2 * DeviceParser.TimeLimit));
    }

    [Test]
    public void User_agent_that_takes_too_long_is_unknown_and_not_remembered()
    {
        var parser = new DeviceParser(usesLiterals: true, TimeSpan.FromSeconds(-1), DeviceParser.CacheGenerationSize);

        Assert.That(parser.Parse(UserAgents.Visitors[0].Text), Is.EqualTo(new Device("", "", "", "", "", BotKind.None)));
        Assert.That(parser.CacheCount, Is.Zero);
    }

    [Test]
    public void Name_that_a_sender_made_up_is_bounded()
    {
        var app = new string('a', Pattern.MaxNameLength);

        Assert.That(Parser.Parse($"{app}/1 CFNetwork/1474 Darwin/23.0.0").Browser, Is.EqualTo(app));
        Assert.That(Parser.Parse($"{app}a/1 CFNetwork/1474 Darwin/23.0.0").Browser, Is.Empty);
        Assert.That(Parser.Parse("A\u0007pp/1 CFNetwork/1474 Darwin/23.0.0").Browser, Is.Empty);
        Assert.That(Parser.Parse("$1$2/1 CFNetwork/1474 Darwin/23.0.0").Browser, Is.EqualTo("1 2"));
    }

    [Test]
    public void Same_user_agent_is_answered_from_memory_without_allocating()
    {
        var text = UserAgents.Visitors[0].Text;
        var device = Parser.Parse(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = Parser.Parse(text);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(again, Is.SameAs(device));
    }

    [Test]
    public void Memory_of_results_is_bounded()
    {
        const int GenerationSize = 100;
        var parser = new DeviceParser(usesLiterals: true, DeviceParser.TimeLimit, GenerationSize);
        for (var number = 0; number < 5 * GenerationSize; number++)
        {
            parser.Parse($"{UserAgents.Visitors[0].Text} {number}");
        }

        Assert.That(parser.CacheCount, Is.InRange(GenerationSize, 2 * GenerationSize));
    }

    [Test]
    public void No_user_agent_outlives_its_parsing()
    {
        var parsed = ParseFreshStrings();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(parsed, Has.None.Matches<WeakReference>(reference => reference.IsAlive));
    }

    [Test]
    public void Many_threads_get_the_same_answers()
    {
        var parser = new DeviceParser();
        Parallel.For(0, 2_000, round =>
        {
            var (text, browser, system, type) = UserAgents.Visitors[round % UserAgents.Visitors.Length];
            AssertVisitor(parser.Parse(text), browser, system, type);
        });
    }

    private static void AssertVisitor(Device device, string browser, string system, string type)
    {
        Assert.That((device.Browser, device.System, device.Type), Is.EqualTo((browser, system, type)));
        Assert.That(device.Bot, Is.EqualTo(BotKind.None).Or.EqualTo(BotKind.Suspect), "a person's, whatever isbot suspects");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> ParseFreshStrings()
    {
        var references = new List<WeakReference>();
        foreach (var text in UserAgents.All.Select(sample => $"{sample} fresh"))
        {
            Parser.Parse(text);
            references.Add(new WeakReference(text));
        }

        return references;
    }

    private static string TypeOf(string text) => Parser.Parse(text).Type;

    private static IEnumerable<TestCaseData> Visitors() =>
        UserAgents.Visitors.Select(sample => new TestCaseData(sample.Text, sample.Browser, sample.System, sample.Type));

    private static IEnumerable<TestCaseData> Robots() => UserAgents.Robots.Select(sample => new TestCaseData(sample.Text, sample.Browser));

    private static IEnumerable<TestCaseData> Hostile()
    {
        var texts = new (string Name, string Text)[]
        {
            ("empty", ""),
            ("one character", "M"),
            ("a megabyte", new string('M', 1 << 20)),
            ("control characters", string.Concat(Enumerable.Range(0, 32).Select(code => (char)code)) + " Chrome/1.2.3.4\0\r\n"),
            ("lone surrogates", "Mozilla/5.0 \uD800 Chrome/131.0 \uDFFF Safari/1"),
            ("surrogates cut in two", new string('x', DeviceParser.MaxUserAgentLength - 1) + "\U0001F600"),
            ("every character", string.Concat(Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code))),
        };
        string[] repeated = ["bot ", "xbot", "HTC ", "HTC_", "spide", "a ", "; a", "/a", " Android ", "; LG ", "1.", "iPhone", "Bot/ ", "CFNetwork Darwin/"];
        return texts
            .Concat(repeated.Select(part => ($"{part} repeated", string.Concat(Enumerable.Repeat(part, 600)) + " bot/1")))
            .Select(sample => new TestCaseData(sample.Item2).SetArgDisplayNames(sample.Item1));
    }
}
