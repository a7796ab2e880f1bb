using System.Text.RegularExpressions;
using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

/// <summary>The data that build.mjs makes, and that passing over patterns by their literals changes no result.</summary>
public sealed class DevicePatternTests
{
    private static readonly DeviceData Data = DeviceData.Load();

    private static IEnumerable<Pattern> Patterns =>
        new[] { Data.Browsers, Data.Systems, Data.Devices, Data.Crawlers, Data.Suspects }.SelectMany(list => list.Patterns);

    [Test]
    public void Every_pattern_is_there_and_compiles()
    {
        Assert.That(Data.Browsers.Patterns, Has.Count.GreaterThan(300));
        Assert.That(Data.Systems.Patterns, Has.Count.GreaterThan(150));
        Assert.That(Data.Devices.Patterns, Has.Count.GreaterThan(500));
        Assert.That(Data.Crawlers.Patterns, Has.Count.GreaterThan(1_000));
        Assert.That(Data.Suspects.Patterns, Has.Count.GreaterThan(150));
        Assert.That(() => Patterns.Select(pattern => pattern.Regex).ToList(), Throws.Nothing);
    }

    [Test]
    public void Nearly_every_pattern_has_a_literal_to_pass_it_over_by() =>
        Assert.That(Patterns.Count(pattern => pattern.Clauses.Count == 0), Is.LessThan(15));

    [Test]
    public void Literals_are_lower_case_ASCII_of_two_characters_at_least() =>
        Assert.That(Data.Literals, Has.All.Match("^[ -@\\[-~]{2,}$"));

    [Test]
    public void Names_refer_to_groups_that_exist() =>
        Assert.That(Patterns.Where(pattern => Regex.Matches(pattern.Name + pattern.Version, @"\$(.?)").Any(reference => !HasGroup(pattern, reference.Groups[1].Value))), Is.Empty);

    [Test]
    public void Devices_are_told_apart_by_kind_alone() =>
        Assert.That(
            Data.Devices.Patterns.Select(pattern => pattern.Name).Distinct(),
            Is.EquivalentTo(new[] { DeviceKind.Robot, DeviceKind.Tablet, DeviceKind.Phone, "" }));

    [Test]
    public void Passing_over_patterns_by_their_literals_changes_no_result()
    {
        var with = new DeviceParser(usesLiterals: true, TimeSpan.FromMinutes(1), DeviceParser.CacheGenerationSize);
        var without = new DeviceParser(usesLiterals: false, TimeSpan.FromMinutes(1), DeviceParser.CacheGenerationSize);
        var random = new Random(20_260_101);

        Assert.Multiple(() =>
        {
            foreach (var text in UserAgents.All.Concat(Enumerable.Range(0, 300).Select(_ => Compose(random))))
            {
                Assert.That(with.Read(text), Is.EqualTo(without.Read(text)), text);
            }
        });
    }

    [Test]
    public void Folding_covers_all_that_a_pattern_which_ignores_case_takes_for_a_letter()
    {
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            var regex = new Regex(letter.ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            var taken = Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(character => regex.IsMatch([character])).ToArray();
            var folded = new byte[taken.Length];
            LiteralScanner.Fold(taken, folded);
            Assert.That(folded, Has.All.EqualTo((byte)letter));
        }
    }

    [Test]
    public void Scanner_finds_literals_at_both_ends_and_inside_one_another()
    {
        var scanner = new LiteralScanner(["chrome/", "chrom", "me/", "ab", "zz", "rome"]);
        var found = new ulong[scanner.Words];
        var folded = new byte["Chrome/1 AB".Length];
        LiteralScanner.Fold("Chrome/1 AB", folded);
        scanner.Find(folded, found);

        Assert.That(found, Is.EqualTo(new[] { 0b101111UL }));
    }

    /// <summary>Parts of real user agents with literals strewn in: much of it makes no sense, and much of it matches.</summary>
    private static string Compose(Random random)
    {
        var words = UserAgents.All.ElementAt(random.Next(UserAgents.All.Count())).Split(' ').ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var literal = Data.Literals[random.Next(Data.Literals.Length)];
            words.Insert(random.Next(words.Count), random.Next(3) switch
            {
                0 => literal,
                1 => literal.ToUpperInvariant() + "/1.2",
                _ => char.ToUpperInvariant(literal[0]) + literal[1..] + "/3.4.5;",
            });
        }

        var text = string.Join(' ', words);
        return text.Length > DeviceParser.MaxUserAgentLength ? text[..DeviceParser.MaxUserAgentLength] : text;
    }

    private static bool HasGroup(Pattern pattern, string number) =>
        int.TryParse(number, out var group) && pattern.Regex.GetGroupNumbers().Contains(group);
}
