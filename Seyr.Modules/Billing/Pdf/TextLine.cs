namespace Seyr.Billing.Pdf;

/// <summary>A line of text, one piece a font after the other.</summary>
internal sealed record TextLine(IReadOnlyList<ShapedText> Pieces)
{
    public float Width => Pieces.Sum(static piece => piece.Width);
}
