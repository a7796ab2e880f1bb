using SkiaSharp;

namespace Seyr.Billing.Pdf;

/// <summary>An invoice or a credit note as a file to keep and to send on. The same paper gives the same bytes.</summary>
internal static class PaperPdf
{
    private const float Left = 64;
    private const float Right = Document.Width - 64;
    private const float Middle = (Document.Width / 2) + 8;
    private const float Half = Right - Middle;
    private const float Large = 20;
    private const float Normal = 10.5f;
    private const float Small = 9;
    private const float Leading = 1.5f;

    private static readonly SKColor Ink = new(0x16, 0x20, 0x2b);
    private static readonly SKColor Soft = new(0x56, 0x62, 0x70);
    private static readonly SKColor Faint = new(0xd3, 0xd9, 0xdf);

    /// <summary>Whether there are fonts for all that stands on it.</summary>
    public static bool Can(Paper paper)
    {
        using var plain = Plain();
        return plain.Has(string.Join(' ', paper.Title, paper.Day, paper.Seller, paper.Buyer, paper.Line, paper.Amount, paper.Foot));
    }

    public static byte[] Write(Paper paper)
    {
        using var plain = Plain();
        using var bold = new FontChain(new DocumentFont("fonts/sans-bold"), new DocumentFont("fonts/bengali-bold"));
        var document = new Document();
        document.Down(Large);
        document.Text(bold.Set(paper.Title, Large), Left, Ink);
        document.TextUntil(plain.Set(paper.Day, Normal), Right, Ink);
        document.Down(40);
        var start = document.Place;
        Column(document, plain.Set("From", Small), plain.Wrap(paper.Seller, Normal, Half), Left);
        var end = document.Place;
        document.Place = start;
        Column(document, plain.Set("To", Small), plain.Wrap(paper.Buyer, Normal, Half), Middle);
        document.Place = end.CompareTo(document.Place) > 0 ? end : document.Place;
        document.Down(44);
        document.Text(plain.Set("What", Small), Left, Soft);
        document.TextUntil(plain.Set("Amount", Small), Right, Soft);
        document.Down(9);
        document.Rule(Left, Right, Faint);
        document.Down(6);
        var amount = plain.Set(paper.Amount, Normal);
        Lines(document, plain.Wrap(paper.Line, Normal, Right - Left - amount.Width - 24), Ink, amount);
        document.Down(10);
        document.Rule(Left, Right, Faint);
        document.Down(6);
        Lines(document, [bold.Set("Total", Normal)], Ink, bold.Set(paper.Amount, Normal));
        document.Down(24);
        Lines(document, plain.Wrap(paper.Foot, Small, Right - Left), Soft);
        return document.Write(paper.Title, paper.Seller.Split('\n')[0].Trim(), DateTimeOffset.FromUnixTimeMilliseconds(paper.IssuedAt));
    }

    private static FontChain Plain() => new(new DocumentFont("fonts/sans"), new DocumentFont("fonts/bengali"));

    /// <summary>Who it is, below what they are.</summary>
    private static void Column(Document document, TextLine title, IReadOnlyList<TextLine> lines, float x)
    {
        document.Text(title, x, Soft);
        foreach (var line in lines)
        {
            document.Down(Normal * Leading);
            document.Text(line, x, Ink);
        }
    }

    /// <summary>Lines, with an amount beside the first.</summary>
    private static void Lines(Document document, IReadOnlyList<TextLine> lines, SKColor color, TextLine? amount = null)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            document.Down(Normal * Leading);
            document.Text(lines[i], Left, color);
            if (i == 0 && amount is not null)
            {
                document.TextUntil(amount, Right, color);
            }
        }
    }
}
