using System.Text;

namespace Seyr.Tests.Ingest;

/// <summary>Reads texts of the RowBinary format with .NET's own reader, which shares nothing with the writer under test.</summary>
internal static class RowText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All of the texts; fails when they don't end where the bytes end, or are not UTF-8.</summary>
    public static List<string> All(ReadOnlySpan<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        using var reader = new BinaryReader(stream);
        var texts = new List<string>();
        while (stream.Position < stream.Length)
        {
            var length = reader.Read7BitEncodedInt();
            var text = reader.ReadBytes(length);
            Assert.That(text, Has.Length.EqualTo(length), "a text ends before its length says");
            texts.Add(Strict.GetString(text));
        }

        return texts;
    }

    /// <summary>The texts as pairs, in their order.</summary>
    public static List<(string Key, string Value)> Pairs(ReadOnlySpan<byte> bytes)
    {
        var texts = All(bytes);
        Assert.That(texts.Count % 2, Is.Zero, "a key without its value");
        return [.. texts.Chunk(2).Select(static pair => (pair[0], pair[1]))];
    }
}
