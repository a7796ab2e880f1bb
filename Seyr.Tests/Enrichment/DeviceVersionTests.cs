using System.Text.RegularExpressions;
using Seyr.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Enrichment;

/// <summary>
/// Versions against uap-core's test data, as its predecessor's package has it: where name and data still agree, so must the
/// version. The data is older than the patterns, so a few differ by right.
/// </summary>
public sealed class DeviceVersionTests
{
    private const string Folder = "Seyr.Modules/Enrichment/node_modules/ua-parser/test_resources/";

    private static readonly DeviceParser Parser = new();

    [TestCase("test_user_agent_parser.yaml", 150)]
    [TestCase("firefox_user_agent_strings.yaml", 200)]
    [TestCase("pgts_browser_list.yaml", 3_000)]
    public void Browsers_have_their_main_version(string file, int atLeast) =>
        Compare(file, atLeast, static entry => entry["major"], static device => (device.Browser, device.BrowserVersion));

    [TestCase("test_user_agent_parser_os.yaml", 150)]
    [TestCase("additional_os_tests.yaml", 20)]
    public void Systems_have_the_first_two_numbers(string file, int atLeast) => Compare(
        file, atLeast,
        static entry => entry["minor"].Length > 0 ? $"{entry["major"]}.{entry["minor"]}" : entry["major"],
        static device => (device.System == "macOS" ? "Mac OS X" : device.System, device.SystemVersion));

    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "131", "10")]
    [TestCase("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "18", "10.15")]
    [TestCase("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", "18", "18.1")]
    [TestCase("Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0", "133", "14")]
    [TestCase("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "133", "")]
    [TestCase("Nothing", "", "")]
    public void Browser_of_today_has_both(string agent, string browser, string system)
    {
        var device = Parser.Parse(agent);
        Assert.That((device.BrowserVersion, device.SystemVersion), Is.EqualTo((browser, system)));
    }

    [Test]
    public void Version_that_somebody_made_up_is_none()
    {
        var device = Parser.Parse("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/" + new string('9', 300) + ".0 Safari/537.36");
        Assert.That(device.BrowserVersion, Is.Empty);
    }

    private static void Compare(string file, int atLeast, Func<Dictionary<string, string>, string> expected, Func<Device, (string Name, string Version)> of)
    {
        var (compared, different) = (0, new List<string>());
        foreach (var entry in Entries(file))
        {
            var (name, version) = of(Parser.Parse(entry["user_agent_string"]));
            if (name.Length == 0 || name != entry["family"])
            {
                continue;
            }

            compared++;
            if (version != expected(entry))
            {
                different.Add($"{entry["user_agent_string"]}: '{version}', not '{expected(entry)}'");
            }
        }

        TestContext.Out.WriteLine($"{compared - different.Count} of {compared} versions agree\n{string.Join('\n', different.Take(20))}");
        Assert.That(compared, Is.GreaterThan(atLeast));
        Assert.That(different.Count / (double)compared, Is.LessThanOrEqualTo(0.01));
    }

    private static List<Dictionary<string, string>> Entries(string file)
    {
        var entries = new List<Dictionary<string, string>>();
        foreach (var line in File.ReadAllLines(Path.Combine(Repository.Root, Folder, file)))
        {
            var match = Regex.Match(line, "^(?<begin>[- ]*)(?<key>user_agent_string|family|major|minor): *(?<quote>['\"]?)(?<text>.*?)\\k<quote>\\s*$");
            if (!match.Success)
            {
                continue;
            }

            if (match.Groups["begin"].Value.Contains('-', StringComparison.Ordinal))
            {
                entries.Add(new Dictionary<string, string>(StringComparer.Ordinal) { ["user_agent_string"] = "", ["family"] = "", ["major"] = "", ["minor"] = "" });
            }

            entries[^1][match.Groups["key"].Value] = match.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal);
        }

        return entries;
    }
}
