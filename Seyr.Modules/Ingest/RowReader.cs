using System.Buffers.Binary;

namespace Seyr.Ingest;

/// <summary>Reads values in ClickHouse's RowBinary format: what <see cref="RowWriter"/> wrote.</summary>
internal ref struct RowReader(ReadOnlySpan<byte> row)
{
    private ReadOnlySpan<byte> rest = row;

    public readonly ReadOnlySpan<byte> Rest => rest;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public int Count()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1)[0];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    public ReadOnlySpan<byte> Text() => Take(Count());

    public void SkipText() => Take(Count());

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
