using SkiaSharp;

namespace Seyr.Billing.Pdf;

/// <summary>A piece of text as it is drawn.</summary>
/// <param name="Font">With which font.</param>
/// <param name="Size">In points.</param>
/// <param name="Bytes">The text itself (UTF-8): what a reader finds and copies.</param>
/// <param name="Glyphs">What of the font is drawn.</param>
/// <param name="Clusters">At which of the bytes begins what each glyph stands for.</param>
/// <param name="Positions">Where, from the piece's beginning.</param>
/// <param name="Width">How far the next piece begins.</param>
internal sealed record ShapedText(DocumentFont Font, float Size, byte[] Bytes, ushort[] Glyphs, uint[] Clusters, SKPoint[] Positions, float Width)
{
    /// <summary>To be drawn with what a document carries of the font.</summary>
    public SKTextBlob Blob(SKTypeface typeface)
    {
        using var font = new SKFont(typeface, Size) { Subpixel = true, LinearMetrics = true, Hinting = SKFontHinting.None };
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocatePositionedTextRun(font, Glyphs.Length, Bytes.Length);
        run.SetGlyphs(Glyphs);
        run.SetPositions(Positions);
        run.SetText(Bytes);
        run.SetClusters(Clusters);
        return builder.Build()!;
    }
}
