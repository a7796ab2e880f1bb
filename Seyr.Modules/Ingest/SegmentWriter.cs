namespace Seyr.Ingest;

/// <summary>
/// The segment to which rows are being added. Its owner adds one row at a time; what was added is in the file when
/// <see cref="TryAdd"/> returns, whatever becomes of the process.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly MappedFile file;
    private readonly int capacity;
    private readonly int rowsAt;
    private readonly Lock closing = new();
    private bool isClosed;
    private int rowBytes;
    private uint checksum;

    private SegmentWriter(string path, MappedFile file, int capacity)
    {
        Path = path;
        this.file = file;
        this.capacity = capacity;
        rowsAt = SegmentLayout.RowsAt(capacity);
    }

    public string Path { get; }

    public int Rows { get; private set; }

    /// <summary>Whether the largest row would still fit.</summary>
    public bool HasRoom => Rows < capacity && file.Memory.Length - rowsAt - rowBytes >= EventRow.MaxBytes;

    /// <summary>The bytes that the file will have when it is sealed.</summary>
    public int Length => rowsAt + rowBytes;

    /// <summary>Makes the file, with room for its rows. It has another name until it has its header.</summary>
    /// <exception cref="IOException">The disk is full, or doesn't work.</exception>
    public static SegmentWriter Create(string path, Guid id, int capacity, int rowRoom, string columns)
    {
        var file = MappedFile.Create(path + Spool.Making, SegmentLayout.RowsAt(capacity) + rowRoom);
        SegmentLayout.WriteHeader(file.GetSpan(), id, capacity, columns);
        File.Move(path + Spool.Making, path, overwrite: true);
        return new SegmentWriter(path, file, capacity);
    }

    /// <summary>Makes as much of it ready to be written as is likely to be.</summary>
    public void Populate(int bytes) => file.Populate(bytes);

    /// <returns>False: it is full.</returns>
    public bool TryAdd(ReadOnlySpan<byte> row, uint organisation)
    {
        var all = file.GetSpan();
        var at = rowsAt + rowBytes;
        if (Rows == capacity || all.Length - at < row.Length)
        {
            return false;
        }

        row.CopyTo(all[at..]);
        rowBytes += row.Length;
        checksum = SegmentLayout.Checksum(checksum, organisation, row);
        SegmentLayout.WriteEntry(SegmentLayout.Entry(all, Rows), rowBytes, checksum, organisation);
        Rows++;
        return true;
    }

    /// <summary>Waits until the disk has what was added.</summary>
    public void Flush()
    {
        lock (closing)
        {
            if (!isClosed)
            {
                file.Flush();
            }
        }
    }

    /// <summary>Seals it, and gives back the room that it didn't need.</summary>
    public void Seal(bool flush)
    {
        lock (closing)
        {
            SegmentLayout.WriteSeal(file.GetSpan(), Rows, rowBytes, checksum);
            if (flush)
            {
                file.Flush();
            }

            Close();
        }

        Spool.Cut(Path, Length);
    }

    /// <summary>Leaves it as it is, and the next start seals it; one without rows goes.</summary>
    public void Dispose()
    {
        lock (closing)
        {
            Close();
        }

        if (Rows > 0)
        {
            return;
        }

        try
        {
            File.Delete(Path);
        }
        catch (IOException)
        {
            // The next start deletes it: nothing is lost, and ending doesn't fail over it.
        }
    }

    private void Close()
    {
        if (!isClosed)
        {
            isClosed = true;
            ((IDisposable)file).Dispose();
        }
    }
}
