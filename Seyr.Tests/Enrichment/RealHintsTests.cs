using System.IO.Compression;
using System.Text.Json;
using Seyr.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Enrichment;

/// <summary>
/// Hints as real browsers gave them to fingerprint-generator, a package that is collected anew every month: what a page
/// reads in <c>navigator.userAgentData</c> is what the headers say.
/// </summary>
public sealed class RealHintsTests
{
    private const string Collected = "Seyr.Modules/Enrichment/node_modules/fingerprint-generator/data_files/fingerprint-network-definition.zip";
    private const string Marked = "*STRINGIFIED*";

    private static readonly DeviceParser Parser = new();
    private static readonly List<(string Agent, JsonElement Data)> Browsers = Read();

    [TestCase("Brave", "Brave", 100)]
    [TestCase("Microsoft Edge", "Edge", 50)]
    [TestCase("Google Chrome", "Chrome", 500)]
    public void Browser_is_its_brand(string brand, string browser, int atLeast) =>
        AssertAll(
            Browsers.Where(entry => Brands(entry.Data).Any(name => name == brand) && !Brands(entry.Data).Any(static name => name is "Vivaldi" or "HeadlessChrome")), atLeast,
            static device => device.Browser, _ => browser);

    [Test]
    public void Windows_11_is_told_from_10() =>
        AssertAll(On("Windows").Where(static entry => Major(entry.Data) > 0), 200, static device => device.SystemVersion, static data => Major(data) >= 13 ? "11" : "10");

    [Test]
    public void Version_of_macOS_is_the_real_one() =>
        AssertAll(
            On("macOS").Where(static entry => Text(entry.Data, "platformVersion").Split('.').Length > 1), 300,
            static device => device.SystemVersion, static data => string.Join('.', Text(data, "platformVersion").Split('.')[..2]));

    [TestCase("Windows", 300)]
    [TestCase("macOS", 500)]
    [TestCase("Android", 100)]
    [TestCase("Linux", 40)]
    [TestCase("Chrome OS", 5)]
    public void System_is_the_platform(string platform, int atLeast) =>
        // A Linux that names itself keeps its name.
        AssertAll(On(platform).Where(static entry => !entry.Agent.Contains("Ubuntu", StringComparison.Ordinal)), atLeast, static device => device.System, _ => platform);

    [Test]
    public void Phone_on_Android_is_mobile_and_what_is_none_a_tablet() =>
        AssertAll(On("Android"), 100, static device => device.Type, static data => data.GetProperty("mobile").GetBoolean() ? "Mobile" : "Tablet");

    [Test]
    public void Nobody_of_them_is_a_bot_but_headless_browsers()
    {
        foreach (var (agent, data) in Browsers)
        {
            var isHeadless = agent.Contains("Headless", StringComparison.Ordinal) || Brands(data).Contains("HeadlessChrome");
            var bot = Parser.Parse(agent, Hints(data)).Bot;
            Assert.That(bot is BotKind.Crawler or BotKind.Program, Is.EqualTo(isHeadless), $"{agent} {data}");
        }
    }

    private static void AssertAll(IEnumerable<(string Agent, JsonElement Data)> browsers, int atLeast, Func<Device, string> actual, Func<JsonElement, string> expected)
    {
        var count = 0;
        foreach (var (agent, data) in browsers.Where(static entry => !entry.Agent.Contains("Headless", StringComparison.Ordinal)))
        {
            count++;
            Assert.That(actual(Parser.Parse(agent, Hints(data))), Is.EqualTo(expected(data)), $"{agent} {data}");
        }

        TestContext.Out.WriteLine($"{count} browsers");
        Assert.That(count, Is.GreaterThanOrEqualTo(atLeast));
    }

    private static IEnumerable<(string Agent, JsonElement Data)> On(string platform) => Browsers.Where(entry => Text(entry.Data, "platform") == platform);

    private static int Major(JsonElement data) => int.TryParse(Text(data, "platformVersion").Split('.')[0], out var major) ? major : 0;

    private static string Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static List<string> Brands(JsonElement data) => [.. data.GetProperty("brands").EnumerateArray().Select(static brand => Text(brand, "brand"))];

    private static ClientHints Hints(JsonElement data) => new(
        List(data, "brands"), data.GetProperty("mobile").GetBoolean() ? "?1" : "?0", $"\"{Text(data, "platform")}\"", $"\"{Text(data, "platformVersion")}\"",
        List(data, "fullVersionList"), $"\"{Text(data, "model")}\"");

    private static string List(JsonElement data, string name) => data.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? string.Join(", ", list.EnumerateArray().Select(static brand => $"\"{Text(brand, "brand")}\";v=\"{Text(brand, "version")}\""))
        : "";

    /// <summary>Every user agent with the hints that came with it.</summary>
    private static List<(string Agent, JsonElement Data)> Read()
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Repository.Root, Collected));
        using var stream = zip.Entries.Single().Open();
        using var document = JsonDocument.Parse(stream);
        var node = document.RootElement.GetProperty("nodes").EnumerateArray().Single(static node => node.GetProperty("name").ValueEquals("userAgentData"));
        return [..
            from agent in node.GetProperty("conditionalProbabilities").GetProperty("deeper").EnumerateObject()
            from value in agent.Value.EnumerateObject()
            where value.Name.StartsWith(Marked, StringComparison.Ordinal)
            let data = JsonDocument.Parse(value.Name[Marked.Length..]).RootElement
            where data.ValueKind == JsonValueKind.Object && data.GetProperty("brands").GetArrayLength() > 0
            select (agent.Name, data)];
    }
}
