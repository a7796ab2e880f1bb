using System.Runtime.InteropServices;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>A sealed segment: rows that go to the event store under one name, all or none, however often they are sent.</summary>
internal sealed class Segment : IDisposable
{
    private readonly MappedFile file;
    private readonly int rowsAt;
    private readonly int rowBytes;

    private Segment(string path, MappedFile file, Guid id, string columns, int rowsAt, int rows, int rowBytes)
    {
        Path = path;
        this.file = file;
        Name = id.ToString("N");
        Columns = columns.Split(',');
        this.rowsAt = rowsAt;
        Rows = rows;
        this.rowBytes = rowBytes;
    }

    public string Path { get; }

    /// <summary>The name under which the event store knows it.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    public int Rows { get; }

    /// <summary>The bytes of its file that mean something.</summary>
    public int Length => rowsAt + rowBytes;

    /// <summary>The rows, as the event store takes them.</summary>
    public ReadOnlyMemory<byte> Bytes => file.Memory.Slice(rowsAt, rowBytes);

    /// <summary>
    /// Opens and verifies a file. One that was not sealed, since the process was killed, is cut after its last whole row
    /// and sealed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="lost">Rows behind the first that isn't whole: only a machine that lost its power has any.</param>
    /// <exception cref="InvalidDataException">It is no segment, or a damaged one.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Segment Open(string path, out int lost)
    {
        var file = MappedFile.Open(path);
        try
        {
            return Verify(path, file, out lost);
        }
        catch
        {
            ((IDisposable)file).Dispose();
            throw;
        }
    }

    /// <summary>The row and its owner's organisation.</summary>
    public ReadOnlySpan<byte> Row(int number, out uint organisation)
    {
        var all = file.GetSpan();
        var begin = number == 0 ? 0 : (int)SegmentLayout.ReadEntry(all, number - 1).End;
        (var end, _, organisation) = SegmentLayout.ReadEntry(all, number);
        return all[(rowsAt + begin)..(rowsAt + (int)end)];
    }

    /// <summary>How many of its events count for which organisation and day; those that tell of engagement don't.</summary>
    public IReadOnlyList<UsageCount> Use()
    {
        var counts = new Dictionary<(uint Organisation, int Day), long>();
        for (var i = 0; i < Rows; i++)
        {
            var (time, isEngagement) = EventRow.ReadBegin(Row(i, out var organisation));
            if (isEngagement)
            {
                continue;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(counts, (organisation, Usage.DayOf(time)), out _)++;
        }

        return [.. counts.Select(static count => new UsageCount(count.Key.Organisation, count.Key.Day, count.Value))];
    }

    public void Dispose() => ((IDisposable)file).Dispose();

    private static Segment Verify(string path, MappedFile file, out int lost)
    {
        var all = file.GetSpan();
        if (!SegmentLayout.TryReadHeader(all, out var id, out var capacity, out var columns) || all.Length < SegmentLayout.RowsAt(capacity))
        {
            throw new InvalidDataException("This is no segment.");
        }

        var (rows, rowBytes, checksum) = Scan(all, capacity);
        lost = 0;
        if (SegmentLayout.ReadSeal(all) is not { } seal)
        {
            lost = Count(all, capacity) - rows;
            SegmentLayout.WriteSeal(all, rows, rowBytes, checksum);
        }
        else if (seal != (rows, rowBytes, checksum))
        {
            throw new InvalidDataException("The segment is damaged.");
        }

        return new Segment(path, file, id, columns, SegmentLayout.RowsAt(capacity), rows, rowBytes);
    }

    /// <summary>The whole rows, up to the first that isn't.</summary>
    private static (int Rows, int Bytes, uint Checksum) Scan(ReadOnlySpan<byte> all, int capacity)
    {
        var texts = all[SegmentLayout.RowsAt(capacity)..];
        var (rows, bytes, checksum) = (0, 0, 0u);
        for (; rows < capacity; rows++)
        {
            var entry = SegmentLayout.ReadEntry(all, rows);
            if (entry.End <= bytes || entry.End > texts.Length)
            {
                break;
            }

            var sum = SegmentLayout.Checksum(checksum, entry.Organisation, texts[bytes..(int)entry.End]);
            if (sum != entry.Checksum)
            {
                break;
            }

            (bytes, checksum) = ((int)entry.End, sum);
        }

        return (rows, bytes, checksum);
    }

    /// <summary>The rows that were ever begun to be noted.</summary>
    private static int Count(ReadOnlySpan<byte> all, int capacity)
    {
        var count = capacity;
        while (count > 0 && SegmentLayout.ReadEntry(all, count - 1).End == 0)
        {
            count--;
        }

        return count;
    }
}
