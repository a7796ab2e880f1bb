using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Seyr.Billing.Pdf;

/// <summary>A font that travels inside the binary.</summary>
internal sealed class DocumentFont : IDisposable
{
    private readonly Face face;
    private readonly Font font;

    /// <param name="name">Of the resource.</param>
    public unsafe DocumentFont(string name)
    {
        // Read where the program lies in memory, which stays there. Blob.FromStream would give HarfBuzz an array that the collector moves.
        var stream = (UnmanagedMemoryStream)typeof(DocumentFont).Assembly.GetManifestResourceStream(name)!;
        using var blob = new Blob((nint)stream.PositionPointer, (int)stream.Length, MemoryMode.ReadOnly);
        face = new Face(blob, 0);
        font = new Font(face);
    }

    /// <summary>Whether it has all letters of a text. Such as only shape others are left to those.</summary>
    public bool Has(string text) => text.EnumerateRunes().All(rune => font.TryGetNominalGlyph((uint)rune.Value, out _) || IsJoiner(rune));

    /// <summary>Sets a text that is written with this font alone.</summary>
    public ShapedText Shape(string text, float size)
    {
        using var buffer = new Buffer();
        var bytes = Encoding.UTF8.GetBytes(text);
        buffer.AddUtf8(bytes);
        buffer.GuessSegmentProperties();
        font.Shape(buffer);
        var scale = size / face.UnitsPerEm;
        var infos = buffer.GetGlyphInfoSpan();
        var places = buffer.GetGlyphPositionSpan();
        var (glyphs, clusters, positions) = (new ushort[infos.Length], new uint[infos.Length], new SKPoint[infos.Length]);
        var x = 0f;
        for (var i = 0; i < infos.Length; i++)
        {
            (glyphs[i], clusters[i]) = ((ushort)infos[i].Codepoint, infos[i].Cluster);
            positions[i] = new SKPoint(x + (places[i].XOffset * scale), -places[i].YOffset * scale);
            x += places[i].XAdvance * scale;
        }

        return new ShapedText(this, size, bytes, glyphs, clusters, positions, x);
    }

    /// <summary>The font as a document carries it: with what these texts show of it.</summary>
    public SKTypeface Cut(IReadOnlyList<ShapedText> texts)
    {
        using var data = Subsetter.Cut(
            face, texts.SelectMany(static text => text.Glyphs),
            texts.SelectMany(static text => Encoding.UTF8.GetString(text.Bytes).EnumerateRunes()).Select(static rune => (uint)rune.Value));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException("A font that was cut down can't be read.");
    }

    public void Dispose()
    {
        font.Dispose();
        face.Dispose();
    }

    /// <summary>Zero width (non-)joiner.</summary>
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;
}
