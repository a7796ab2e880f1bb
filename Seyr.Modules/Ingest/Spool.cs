using System.Globalization;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>
/// The directory in which segments wait for the event store. Names sort in the order in which segments were begun.
/// A segment that can't be believed goes to <c>damaged/</c>, for a person to look at, and is never looked at again.
/// </summary>
internal sealed class Spool(string directory)
{
    /// <summary>Behind the name of a file that is being made: what isn't a segment yet has no segment's name.</summary>
    public const string Making = ".making";

    private const string Extension = ".segment";
    private const string DamagedDirectory = "damaged";
    private const int NumberDigits = 12;

    private long last;

    public Spool(DataDirectory data)
        : this(data.Subdirectory("spool"))
    {
    }

    /// <summary>The files that are there when the server starts, oldest first.</summary>
    public IReadOnlyList<string> Found()
    {
        // A kill left these; there is nothing in them.
        foreach (var making in Directory.GetFiles(directory, "*" + Extension + Making))
        {
            File.Delete(making);
        }

        var files = Directory.GetFiles(directory, "*" + Extension).Order(StringComparer.Ordinal).ToList();
        last = files.Count == 0 ? 0 : files.Max(static file => Number(file));
        return files;
    }

    /// <summary>Begins a segment.</summary>
    /// <exception cref="IOException">The disk is full, or doesn't work.</exception>
    public SegmentWriter Begin(int capacity, int rowRoom)
    {
        var id = Guid.NewGuid();
        var name = string.Create(CultureInfo.InvariantCulture, $"{last + 1:D12}-{id:N}{Extension}");
        var segment = SegmentWriter.Create(Path.Combine(directory, name), id, capacity, rowRoom, EventRow.ColumnList);
        last++;
        return segment;
    }

    /// <summary>Gives back the room behind a segment's end.</summary>
    public static void Cut(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.SetLength(length);
    }

    /// <summary>Puts a file where nobody tries it again.</summary>
    public void SetAside(string path)
    {
        var damaged = Directory.CreateDirectory(Path.Combine(directory, DamagedDirectory)).FullName;
        File.Move(path, Path.Combine(damaged, Path.GetFileName(path)), overwrite: true);
    }

    private static long Number(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return long.TryParse(name[..Math.Min(NumberDigits, name.Length)], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
