using System.Text;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class LanguageTests
{
    [TestCase("en-US,en;q=0.9", "en-US")]
    [TestCase("en-us", "en-US")]
    [TestCase(" DE ;q=0.5", "de")]
    [TestCase("zh-hant-tw", "zh-Hant-TW")]
    [TestCase("es-419,es;q=0.9", "es-419")]
    [TestCase("sr-Latn-RS-x-private", "sr-Latn-RS")]
    [TestCase("de-1996", "de")]
    [TestCase("i-klingon", "")]
    [TestCase("*", "")]
    [TestCase("", "")]
    [TestCase("e", "")]
    [TestCase("12-US", "")]
    [TestCase("en-<b>", "en")]
    [TestCase("ünde", "")]
    [TestCase("abcdefghi", "")]
    public void First_language_is_told_in_the_standards_spelling(string header, string language) => Assert.That(First(header), Is.EqualTo(language));

    [Test]
    public void Endless_tag_is_cut() => Assert.That(First("en" + string.Concat(Enumerable.Repeat("-ab", 10_000))), Has.Length.LessThanOrEqualTo(Language.MaxLength).And.StartsWith("en-AB"));

    private static string First(string header) => Encoding.UTF8.GetString(Language.First(header, new byte[Language.MaxLength]));
}
