using System.Text.Json;
using System.Text.RegularExpressions;
using Seyr.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Enrichment;

/// <summary>Bots and browsers as the lists' own packages have them: how many of either are taken for what they are.</summary>
[NonParallelizable]
public sealed class BotListTests
{
    private const string Packages = "Seyr.Modules/Enrichment/node_modules/";

    private static readonly DeviceParser Parser = new();

    [Test]
    public void Samples_of_the_crawler_list_are_bots()
    {
        var samples = Crawlers().SelectMany(static crawler => crawler.Samples).Distinct().ToList();
        Assert.That(samples, Has.Count.GreaterThan(2_000));
        Assert.That(Share("samples of crawler-user-agents that are taken for bots", samples, IsRefused), Is.GreaterThanOrEqualTo(0.99));
    }

    [Test]
    public void Samples_of_AI_crawlers_are_told_from_the_others()
    {
        var samples = Crawlers().Where(static crawler => crawler.IsAi).SelectMany(static crawler => crawler.Samples).Distinct().ToList();
        Assert.That(samples, Has.Count.GreaterThan(70));
        Assert.That(Share("samples of AI crawlers that are taken for such", samples, static text => Parser.Parse(text).Bot == BotKind.AiCrawler), Is.GreaterThanOrEqualTo(0.95));
    }

    [Test]
    public void Browsers_of_today_are_no_bots()
    {
        using var document = JsonDocument.Parse(Repository.Text(Packages + "user-agents/dist/user-agents.json"));
        var browsers = document.RootElement.EnumerateArray().Select(static entry => entry.GetProperty("userAgent").GetString()!).Distinct().ToList();
        Assert.That(browsers, Has.Count.GreaterThan(500));
        Assert.That(Share("browsers of user-agents that are taken for bots", browsers, IsRefused), Is.LessThanOrEqualTo(0.001));
        Assert.That(Share("… by the strict rule", browsers, static text => Parser.Parse(text).Bot != BotKind.None), Is.LessThanOrEqualTo(0.001));
    }

    /// <summary>The test data of uap-core that its predecessor's package still has: what calls itself a browser on a system, and no spider.</summary>
    [Test]
    public void Browsers_of_uap_cores_test_data_are_no_bots()
    {
        var spiders = DeviceData.Load().Devices.Patterns.Where(static pattern => pattern.Name == DeviceKind.Robot).Select(static pattern => pattern.Regex).ToList();
        var browsers = Directory.GetFiles(Path.Combine(Repository.Root, Packages, "ua-parser/test_resources"), "*.yaml")
            .SelectMany(File.ReadAllLines)
            .Select(static line => Regex.Match(line, "^[- ]*user_agent_string: *(?<quote>['\"]?)(?<text>.*)\\k<quote>\\s*$"))
            .Where(static match => match.Success)
            .Select(static match => match.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal))
            .Where(static text => Regex.IsMatch(text, "^(Mozilla|Opera)/") && Parser.Parse(text).System.Length > 0)
            .Where(text => !spiders.Any(spider => spider.IsMatch(text)))
            .Distinct().ToList();
        Assert.That(browsers, Has.Count.GreaterThan(10_000));
        Assert.That(Share("browsers of uap-core's test data that are taken for bots", browsers, IsRefused), Is.LessThanOrEqualTo(0.001));
        Share("… by the strict rule", browsers, static text => Parser.Parse(text).Bot != BotKind.None);
    }

    [Test]
    public void Unknown_user_agent_takes_microseconds()
    {
        var texts = Crawlers().SelectMany(static crawler => crawler.Samples).Concat(UserAgents.All).Select(static text => text[..Math.Min(text.Length, DeviceParser.MaxUserAgentLength)]).ToList();
        var parser = new DeviceParser();
        void ReadAll() => texts.ForEach(text => parser.Read(text));
        ReadAll();
        var begin = TimeProvider.System.GetTimestamp();
        ReadAll();
        var micros = TimeProvider.System.GetElapsedTime(begin).TotalMicroseconds / texts.Count;
        TestContext.Out.WriteLine($"{micros:F1} µs an unknown user agent");
        // The aim is 200; a debugger's build on a busy machine gets room.
        Assert.That(micros, Is.LessThan(2_000));
    }

    private static bool IsRefused(string text) => Parser.Parse(text).Bot is BotKind.Crawler or BotKind.AiCrawler or BotKind.Program;

    private static double Share(string what, List<string> texts, Func<string, bool> predicate)
    {
        var count = texts.Count(predicate);
        TestContext.Out.WriteLine($"{count} of {texts.Count} ({(double)count / texts.Count:P2}) {what}");
        return (double)count / texts.Count;
    }

    private static List<(string[] Samples, bool IsAi)> Crawlers()
    {
        using var document = JsonDocument.Parse(Repository.Text(Packages + "crawler-user-agents/crawler-user-agents.json"));
        return [.. document.RootElement.EnumerateArray().Select(static crawler => (
            crawler.GetProperty("instances").EnumerateArray().Select(static text => text.GetString()!).ToArray(),
            crawler.GetProperty("tags").EnumerateArray().Any(static tag => tag.ValueEquals("ai-crawler"))))];
    }
}
