using System.Buffers.Binary;

namespace Seyr.Ingest;

/// <summary>Writes values in ClickHouse's RowBinary format.</summary>
internal ref struct RowWriter(Span<byte> target)
{
    /// <summary>No text in a row is longer.</summary>
    public const int MaxTextBytes = 2_000;

    private readonly Span<byte> target = target;
    private int position;

    public readonly Span<byte> Written => target[..position];

    public void UInt8(byte value) => target[position++] = value;

    public void Int8(sbyte value) => target[position++] = (byte)value;

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target[position..], value);
        position += sizeof(uint);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[position..], value);
        position += sizeof(ulong);
    }

    /// <summary>A text from outside: made harmless and cut.</summary>
    public void Text(scoped ReadOnlySpan<byte> text, int max = MaxTextBytes)
    {
        Span<byte> memory = stackalloc byte[MaxTextBytes];
        Plain(Ingest.Text.CleanOrSame(text, memory, Math.Min(max, MaxTextBytes)));
    }

    /// <summary>A text of our own.</summary>
    public void Text(string text)
    {
        Span<byte> memory = stackalloc byte[MaxTextBytes];
        System.Text.Unicode.Utf8.FromUtf16(text, memory, out _, out var written);
        Plain(memory[..written]);
    }

    /// <summary>Values that are in the format already.</summary>
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[position..]);
        position += bytes.Length;
    }

    public void Count(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            target[position++] = (byte)(value | 0x80);
        }

        target[position++] = (byte)value;
    }

    private void Plain(scoped ReadOnlySpan<byte> text)
    {
        Count(text.Length);
        Raw(text);
    }
}
