using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Seyr.Ingest;

/// <summary>
/// How a segment lies in its file: a header (what it is, which columns its rows have, and once it is sealed how much it
/// holds), an index with an entry a row, then the rows, one right after the other, as the event store takes them.
/// The entry is written after the row, and its end last of all: an entry with an end stands for a whole row.
/// </summary>
internal static class SegmentLayout
{
    public const int HeaderBytes = 4096;
    public const int EntryBytes = 12;

    /// <summary>What says that a file is a segment, and of which layout.</summary>
    private const ulong Magic = 0x3130_4745_5352_5953;

    private const int IdAt = 8;
    private const int CapacityAt = 24;
    private const int ColumnsAt = 28;
    private const int SealAt = 2048;
    private const int SealBytes = 24;

    /// <summary>Where the rows begin in a segment of so many rows at the most: on a page of their own.</summary>
    public static int RowsAt(int capacity) => HeaderBytes + ((capacity * EntryBytes) + 4095) / 4096 * 4096;

    public static void WriteHeader(Span<byte> file, Guid id, int capacity, string columns)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(file, Magic);
        id.TryWriteBytes(file[IdAt..]);
        BinaryPrimitives.WriteInt32LittleEndian(file[CapacityAt..], capacity);
        var length = Encoding.UTF8.GetBytes(columns, file[(ColumnsAt + sizeof(ushort))..SealAt]);
        BinaryPrimitives.WriteUInt16LittleEndian(file[ColumnsAt..], (ushort)length);
    }

    /// <returns>False: this is no segment's header.</returns>
    public static bool TryReadHeader(ReadOnlySpan<byte> file, out Guid id, out int capacity, out string columns)
    {
        (id, capacity, columns) = (Guid.Empty, 0, "");
        if (file.Length < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(file) != Magic)
        {
            return false;
        }

        id = new Guid(file.Slice(IdAt, 16));
        capacity = BinaryPrimitives.ReadInt32LittleEndian(file[CapacityAt..]);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(file[ColumnsAt..]);
        if (capacity is < 1 or > IngestOptions.MaxFlushEvents || length > SealAt - ColumnsAt - sizeof(ushort))
        {
            return false;
        }

        columns = Encoding.UTF8.GetString(file.Slice(ColumnsAt + sizeof(ushort), length));
        return true;
    }

    /// <summary>Says how much the segment holds; from then on it never changes. The checksum stands for all of the file.</summary>
    public static void WriteSeal(Span<byte> file, int rows, int rowBytes, uint checksum)
    {
        var seal = file.Slice(SealAt, SealBytes);
        BinaryPrimitives.WriteInt32LittleEndian(seal[4..], rows);
        BinaryPrimitives.WriteInt32LittleEndian(seal[8..], rowBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(seal[12..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(seal[16..], Checksum(0, file[..SealAt]));
        BinaryPrimitives.WriteUInt32LittleEndian(seal[20..], Checksum(0, seal[4..20]));
        // The mark last: a seal with it is whole.
        Volatile.Write(ref MemoryMarshal.Cast<byte, uint>(seal)[0], 1);
    }

    /// <returns>Null: not sealed. Else what it holds; (−1, …) for a seal that is damaged.</returns>
    public static (int Rows, int RowBytes, uint Checksum)? ReadSeal(ReadOnlySpan<byte> file)
    {
        var seal = file.Slice(SealAt, SealBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(seal) == 0 && !seal.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        var isWhole = BinaryPrimitives.ReadUInt32LittleEndian(seal[20..]) == Checksum(0, seal[4..20])
            && BinaryPrimitives.ReadUInt32LittleEndian(seal[16..]) == Checksum(0, file[..SealAt]);
        return isWhole
            ? (BinaryPrimitives.ReadInt32LittleEndian(seal[4..]), BinaryPrimitives.ReadInt32LittleEndian(seal[8..]), BinaryPrimitives.ReadUInt32LittleEndian(seal[12..]))
            : BinaryPrimitives.ReadUInt32LittleEndian(seal) == 0 ? null : (-1, 0, 0);
    }

    public static Span<byte> Entry(Span<byte> file, int row) => file.Slice(HeaderBytes + (row * EntryBytes), EntryBytes);

    /// <summary>Writes a row's entry: its owner, the chain's checksum up to it, and its end as the last.</summary>
    public static void WriteEntry(Span<byte> entry, int end, uint checksum, uint organisation)
    {
        var words = MemoryMarshal.Cast<byte, uint>(entry);
        words[1] = checksum;
        words[2] = organisation;
        Volatile.Write(ref words[0], (uint)end);
    }

    public static (uint End, uint Checksum, uint Organisation) ReadEntry(ReadOnlySpan<byte> file, int row)
    {
        var words = MemoryMarshal.Cast<byte, uint>(file.Slice(HeaderBytes + (row * EntryBytes), EntryBytes));
        return (words[0], words[1], words[2]);
    }

    /// <summary>A row's checksum: CRC-32C of its owner and its bytes, after those of all rows before it.</summary>
    public static uint Checksum(uint before, uint organisation, ReadOnlySpan<byte> row) => Checksum(BitOperations.Crc32C(before, organisation), row);

    private static uint Checksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (var one in bytes[(bytes.Length & ~7)..])
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return checksum;
    }
}
