using SkiaSharp;

namespace Seyr.Billing.Pdf;

/// <summary>
/// Sheets of A4 that are filled from the top. What stands on them is gathered first and drawn at the end, when it is known what of each
/// font is needed.
/// </summary>
internal sealed class Document
{
    public const float Width = 595.28f;
    private const float Height = 841.89f;
    private const float Top = 64;
    private const float Bottom = Height - 64;

    private readonly List<List<(ShapedText Text, float X, float Y, SKColor Color)>> texts = [[]];
    private readonly List<List<(float X, float ToX, float Y, SKColor Color)>> rules = [[]];

    /// <summary>Where the last line stands.</summary>
    public (int Sheet, float Y) Place { get; set; } = (0, Top);

    /// <summary>Goes down to where the next line stands: at the bottom, to the next sheet.</summary>
    public void Down(float points)
    {
        Place = Place.Y + points <= Bottom ? (Place.Sheet, Place.Y + points) : (Place.Sheet + 1, Top);
        if (Place.Sheet == texts.Count)
        {
            texts.Add([]);
            rules.Add([]);
        }
    }

    /// <summary>Text from here to the right.</summary>
    public void Text(TextLine line, float x, SKColor color)
    {
        foreach (var piece in line.Pieces)
        {
            texts[Place.Sheet].Add((piece, x, Place.Y, color));
            x += piece.Width;
        }
    }

    /// <summary>Text that ends here.</summary>
    public void TextUntil(TextLine line, float x, SKColor color) => Text(line, x - line.Width, color);

    /// <summary>A thin line across.</summary>
    public void Rule(float x, float toX, SKColor color) => rules[Place.Sheet].Add((x, toX, Place.Y, color));

    /// <summary>The file.</summary>
    public byte[] Write(string title, string author, DateTimeOffset made)
    {
        var typefaces = texts.SelectMany(static sheet => sheet).Select(static item => item.Text).GroupBy(static text => text.Font)
            .ToDictionary(static group => group.Key, static group => group.Key.Cut([.. group]));
        try
        {
            using var stream = new SKDynamicMemoryWStream();
            var metadata = new SKDocumentPdfMetadata
            {
                Title = title, Author = author, Creator = "Seyr", Producer = "Seyr", Creation = made.UtcDateTime, Modified = made.UtcDateTime,
            };
            using var pdf = SKDocument.CreatePdf(stream, metadata);
            for (var sheet = 0; sheet < texts.Count; sheet++)
            {
                Draw(pdf.BeginPage(Width, Height), sheet, typefaces);
                pdf.EndPage();
            }

            pdf.Close();
            using var data = stream.DetachAsData();
            return data.ToArray();
        }
        finally
        {
            foreach (var typeface in typefaces.Values)
            {
                typeface.Dispose();
            }
        }
    }

    private void Draw(SKCanvas canvas, int sheet, Dictionary<DocumentFont, SKTypeface> typefaces)
    {
        using var paint = new SKPaint { IsAntialias = true, StrokeWidth = 0.75f };
        foreach (var (x, toX, y, color) in rules[sheet])
        {
            paint.Color = color;
            canvas.DrawLine(x, y, toX, y, paint);
        }

        foreach (var (text, x, y, color) in texts[sheet])
        {
            paint.Color = color;
            using var blob = text.Blob(typefaces[text.Font]);
            canvas.DrawText(blob, x, y, paint);
        }
    }
}
