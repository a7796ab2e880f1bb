using System.Text.Json;
using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Architecture;

/// <summary>What keeps the source readable and safe, checked on every file.</summary>
public sealed class TidyTests
{
    private const int MaxFileLines = 400;
    private const int MaxMedianLines = 80;
    private const int MaxLineLength = 180;

    /// <summary>Tests quote what the world sends.</summary>
    private const int MaxTestLineLength = 220;

    private static readonly (string Pattern, string Why, string[] Allowed)[] Banned =
    [
        (@"DateTime(Offset)?\.(Utc)?Now", "time comes from TimeProvider", []),
        (@"Environment\.TickCount|Stopwatch\.", "time comes from TimeProvider", []),
        (@"Thread\.Sleep", "nothing sleeps on a thread", []),
        (@"\bConsole\.", "only the program's commands speak to a terminal", ["Seyr.Host/"]),
        (@"new HttpClient\(", "outbound calls have three places",
            ["Seyr.Modules/Storage/EventStore.cs", "Seyr.Modules/Billing/GatewayHttp.cs", "Seyr.Modules/Web/Outbound.cs"]),
        (@"#pragma warning disable|SuppressMessage", "a suppression stands in the project, with its reason", []),
        (@"\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)", "nothing blocks on a task", []),
        (@"\bdynamic\b|Activator\.CreateInstance|Type\.GetType\(", "Native AOT has no late binding", []),
        (@"Guid\.NewGuid\(\)\.ToString\(\)", "a token is 128 random bits or more", []),
    ];

    [Test]
    public void Files_and_lines_have_a_length_that_a_reader_can_hold()
    {
        var lengths = new List<int>();
        Assert.Multiple(() =>
        {
            foreach (var path in Repository.Files(".cs"))
            {
                var lines = Repository.Lines(path);
                lengths.Add(lines.Length);
                Assert.That(lines, Has.Length.AtMost(MaxFileLines), path);
                var longest = path.StartsWith("Seyr.Tests", StringComparison.Ordinal) ? MaxTestLineLength : MaxLineLength;
                Assert.That(lines.Select(static (line, i) => (Number: i + 1, line.Length)).Where(line => line.Length > longest), Is.Empty, path);
            }

            foreach (var path in Repository.Files(".sql").Concat(Repository.Files(".cshtml")))
            {
                Assert.That(Repository.Lines(path), Has.Length.AtMost(MaxFileLines), path);
            }
        });
        lengths.Sort();
        Assert.That(lengths[lengths.Count / 2], Is.AtMost(MaxMedianLines));
    }

    [Test]
    public void Banned_calls_are_not_made() => Assert.Multiple(() =>
    {
        foreach (var path in Repository.Files(".cs", "Seyr.Modules").Concat(Repository.Files(".cs", "Seyr.Host")))
        {
            foreach (var (pattern, why, allowed) in Banned.Where(rule => !rule.Allowed.Any(place => path.StartsWith(place, StringComparison.Ordinal))))
            {
                Assert.That(Repository.Lines(path).Where(line => Regex.IsMatch(line, pattern)), Is.Empty, $"{path}: {why}");
            }
        }
    });

    [Test]
    public void Every_statement_in_a_file_of_its_own_is_used()
    {
        foreach (var path in Repository.Files(".sql", "Seyr.Modules"))
        {
            var module = Path.GetDirectoryName(path)!;
            var use = $"Sql.Read(\"{Path.GetFileNameWithoutExtension(path)}\")";
            Assert.That(Repository.Files(".cs", module).Any(code => Repository.Text(code).Contains(use, StringComparison.Ordinal)), Is.True, path);
        }
    }

    [Test]
    public void Values_reach_sql_as_parameters()
    {
        foreach (var path in Repository.Files(".cs", "Seyr.Modules"))
        {
            var interpolated = Regex.Matches(Repository.Text(path), "\\$\"+\\s*(select|insert into|update|delete from) ", RegexOptions.IgnoreCase);
            Assert.That(interpolated.Count, Is.LessThanOrEqualTo(path.EndsWith("EventMigrations.cs", StringComparison.Ordinal) ? 1 : 0), path);
        }
    }

    [Test]
    public void Lock_files_name_no_place_to_download_from()
    {
        var locks = Repository.Files("package-lock.json").ToList();
        Assert.That(locks, Is.Not.Empty);
        foreach (var path in locks)
        {
            Assert.That(Repository.Text(path), Does.Not.Contain("\"resolved\""), path);
        }
    }

    [Test]
    public void The_example_configuration_has_every_key_with_its_default()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var example = JsonDocument.Parse(Repository.Text("seyr.example.json"), options);

        Assert.That(Flatten("", example.RootElement), Is.EquivalentTo(Keys("", new global::Seyr.Host.SeyrOptions())));
    }

    private static IEnumerable<string> Flatten(string prefix, JsonElement element) => element.EnumerateObject().SelectMany(property =>
        property.Value.ValueKind == JsonValueKind.Object ? Flatten(prefix + property.Name + ":", property.Value) : [$"{prefix}{property.Name}={property.Value}"]);

    private static IEnumerable<string> Keys(string prefix, object options) => options.GetType().GetProperties()
        .Where(property => property.CanWrite || property.GetValue(options) is System.Collections.ICollection).SelectMany(property =>
        property.PropertyType.Namespace!.StartsWith("Seyr", StringComparison.Ordinal)
            ? Keys(prefix + property.Name + ":", property.GetValue(options)!)
            : property.GetValue(options) is System.Collections.ICollection { Count: 0 } ? [$"{prefix}{property.Name}=[]"]
            : [$"{prefix}{property.Name}={Convert.ToString(property.GetValue(options), System.Globalization.CultureInfo.InvariantCulture)}"]);
}
