using System.Text;

namespace Seyr.Tests.Ingest;

public sealed class TextTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [TestCase("plain", "plain")]
    [TestCase("  around  ", "around")]
    [TestCase("a\0b\tc\r\nd\u007Fe\u0085f\u009Fg", "a b c  d e f g")]
    [TestCase("\0 \n", "")]
    [TestCase("", "")]
    [TestCase("<script>alert('x')</script> &amp; \"q\"", "<script>alert('x')</script> &amp; \"q\"")]
    [TestCase("'; drop table events; --", "'; drop table events; --")]
    [TestCase("ক খ 漢 é 😀", "ক খ 漢 é 😀")]
    public void Control_characters_become_spaces_and_all_else_stays_text(string source, string clean)
    {
        Assert.That(Clean(Encoding.UTF8.GetBytes(source), 100), Is.EqualTo(clean));
        Assert.That(CleanOrSame(Encoding.UTF8.GetBytes(source), 100), Is.EqualTo(clean));
    }

    [TestCase(new byte[] { 0x61, 0xFF, 0x62 }, "a\uFFFDb")]
    [TestCase(new byte[] { 0xE0, 0xA6 }, "\uFFFD")]
    [TestCase(new byte[] { 0xC0, 0x80 }, "\uFFFD\uFFFD")]
    [TestCase(new byte[] { 0xED, 0xA0, 0x80 }, "\uFFFD\uFFFD\uFFFD")]
    [TestCase(new byte[] { 0xF4, 0x90, 0x80, 0x80 }, "\uFFFD\uFFFD\uFFFD\uFFFD")]
    public void What_is_no_UTF_8_is_replaced(byte[] source, string clean) => Assert.That(Clean(source, 100), Is.EqualTo(clean));

    [TestCase("aé", 2, "a")]
    [TestCase("aé", 3, "aé")]
    [TestCase("😀😀", 7, "😀")]
    [TestCase("😀", 3, "")]
    [TestCase("ab  cd", 4, "ab")]
    [TestCase("abc", 0, "")]
    public void Cut_falls_between_two_characters(string source, int max, string clean)
    {
        Assert.That(Clean(Encoding.UTF8.GetBytes(source), max), Is.EqualTo(clean));
        Assert.That(CleanOrSame(Encoding.UTF8.GetBytes(source), max), Is.EqualTo(clean));
    }

    [Test]
    public void Ten_thousand_characters_are_cut_to_the_bound([Values("a", "é", "ক", "😀", "\0", "\u0085")] string character, [Values(1, 255, 2_000)] int max)
    {
        var source = Encoding.UTF8.GetBytes("." + string.Concat(Enumerable.Repeat(character, 10_000)));
        var clean = Encoding.UTF8.GetByteCount(Clean(source, max));
        Assert.That(clean, Is.LessThanOrEqualTo(max));
        Assert.That(clean, char.IsControl(character[0]) ? Is.EqualTo(1) : Is.GreaterThan(max - Encoding.UTF8.GetByteCount(character)));
    }

    [Test]
    public void Cleaning_any_bytes_gives_UTF_8_within_the_bound_and_again_the_same()
    {
        const int Seed = 1_999;
        var random = new Random(Seed);
        for (var number = 0; number < 20_000; number++)
        {
            var source = new byte[random.Next(40)];
            random.NextBytes(source);
            var max = random.Next(50);
            var clean = Clean(source, max);
            var bytes = Encoding.UTF8.GetBytes(clean);
            if (bytes.Length > max || clean.Any(char.IsControl) || Clean(bytes, max) != clean || CleanOrSame(source, max) != clean)
            {
                Assert.Fail($"seed {Seed}, case {number}: {Convert.ToHexString(source)} to {max}");
            }
        }
    }

    [Test]
    public void Only_one_leading_www_goes()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Without("www.shop.example"), Is.EqualTo("shop.example"));
            Assert.That(Without("www.www.example"), Is.EqualTo("www.example"));
            Assert.That(Without("wwwshop.example"), Is.EqualTo("wwwshop.example"));
            Assert.That(Without("shop.www.example"), Is.EqualTo("shop.www.example"));
        });
        static string Without(string host) => Encoding.UTF8.GetString(Seyr.Ingest.Text.WithoutWww(Encoding.UTF8.GetBytes(host)));
    }

    private static string Clean(byte[] source, int max) => Strict.GetString(Seyr.Ingest.Text.Clean(source, new byte[2_000], max));

    private static string CleanOrSame(byte[] source, int max) => Strict.GetString(Seyr.Ingest.Text.CleanOrSame(source, new byte[2_000], max));
}
