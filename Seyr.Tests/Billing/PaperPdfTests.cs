using System.Globalization;
using System.Text.RegularExpressions;
using Seyr.Billing;
using Seyr.Billing.Pdf;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>Invoices as files, seen by another program. Alone, since the collector stops whoever else runs.</summary>
[NonParallelizable]
internal sealed class PaperPdfTests
{
    private const float Margin = 64;

    private static readonly Paper Paper = new(
        "Invoice 2026-000001", new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), "Seyr Analytics Ltd\nHouse 12, Road 7\n1209 Dhaka",
        "কক্ষ বাংলাদেশ প্রাইভেট লিমিটেড\nবাড়ি ৩, রোড ৭\n1207 ঢাকা", "Business, 23 November 2026 to 23 December 2026", "BDT 2,990.50", "Paid on 23 November 2026 by bKash.");

    [Test]
    public async Task All_of_it_can_be_read_and_copied()
    {
        var text = await Poppler.TextAsync(PaperPdf.Write(Paper));
        foreach (var line in new[] { Paper.Title, Paper.Line, Paper.Amount, Paper.Foot, "23 November 2026" }.Concat(Paper.Seller.Split('\n')).Concat(Paper.Buyer.Split('\n')))
        {
            Assert.That(text, Does.Contain(line));
        }
    }

    [Test]
    public async Task It_needs_no_font_of_its_readers_and_stays_small()
    {
        var pdf = PaperPdf.Write(Paper);
        var fonts = (await Poppler.FontsAsync(pdf)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        Assert.That(fonts, Has.Length.EqualTo(3).And.All.Match("Noto.+ yes yes yes "), "each embedded, cut down, and with its letters");
        Assert.That(pdf, Has.Length.LessThan(40_000));
        var facts = await Poppler.FactsAsync(pdf);
        Assert.That(facts, Does.Match("Title: +Invoice 2026-000001\n").And.Match("Author: +Seyr Analytics Ltd\n").And.Match(@"Pages: +1\n").And.Match(@"\(A4\)"));
    }

    [Test]
    public void The_same_paper_gives_the_same_file_whoever_else_asks_meanwhile()
    {
        var first = PaperPdf.Write(Paper);
        var all = new byte[40][];
        Parallel.For(0, all.Length, i =>
        {
            all[i] = PaperPdf.Write(Paper);
            GC.Collect();
        });
        Assert.That(all, Is.All.EqualTo(first));
    }

    [Test]
    public async Task What_is_long_stays_on_the_sheet_and_goes_on_upon_the_next()
    {
        var paper = Paper with
        {
            Seller = string.Join("\r\n", Enumerable.Range(1, 70).Select(static i => string.Create(CultureInfo.InvariantCulture, $"Line {i}"))),
            Buyer = new string('W', 200) + "\t" + string.Concat(Enumerable.Repeat("ক্ষ", 200)), Line = string.Join(' ', Enumerable.Repeat("word", 60)), Foot = new string('m', 200),
        };
        var pdf = PaperPdf.Write(paper);
        Assert.That(await Poppler.FactsAsync(pdf), Does.Match(@"Pages: +2\n"));
        var words = Regex.Matches(await Poppler.PlacesAsync(pdf), "xMin=\"([0-9.-]+)\" yMin=\"([0-9.-]+)\" xMax=\"([0-9.-]+)\" yMax=\"([0-9.-]+)\"")
            .Select(static word => Enumerable.Range(1, 4).Select(i => float.Parse(word.Groups[i].Value, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.That(words, Has.Count.GreaterThan(200));
        Assert.That(words.Select(static word => word[0]), Is.All.GreaterThan(Margin - 1));
        Assert.That(words.Select(static word => word[2]), Is.All.LessThan(Document.Width - Margin + 1));
        Assert.That(words.Select(static word => word[3]), Is.All.LessThan(800));
        Assert.That(await Poppler.TextAsync(pdf), Does.Contain("Line 70").And.Contain(Paper.Amount));
    }

    [Test]
    public void Letters_that_belong_together_are_one_glyph()
    {
        using var font = new DocumentFont("fonts/bengali");
        Assert.That(font.Shape("ক্ষ", 10).Glyphs, Has.Length.EqualTo(1));
        Assert.That(font.Shape("কি", 10).Clusters, Is.EqualTo(new[] { 0u, 0u }), "the vowel is drawn first");
    }

    [TestCase("Żółć, Ἀθῆναι, Москва, हिन्दी, বাংলা‌দেশ", true)]
    [TestCase("漢字", false)]
    [TestCase("عربي", false)]
    [TestCase("Ann 😀", false)]
    public void It_is_known_beforehand_whether_all_letters_are_there(string buyer, bool are) => Assert.That(PaperPdf.Can(Paper with { Buyer = buyer }), Is.EqualTo(are));
}
