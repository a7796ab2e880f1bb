using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Seyr.Ingest;

/// <summary>A file's bytes as memory. What is written there is the kernel's at once: it stays when the process is killed.</summary>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* first;
    private readonly int length;

    private MappedFile(FileStream stream, int length)
    {
        this.length = length;
        file = MemoryMappedFile.CreateFromFile(stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, length);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
    }

    /// <summary>
    /// Makes a file. Its room on the disk is taken at once: to write to a mapped page for which the disk has none would
    /// end the process.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or there is such a file.</exception>
    public static MappedFile Create(string path, int length) => new(
        new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, PreallocationSize = length, BufferSize = 0 }),
        length);

    /// <exception cref="IOException">It can't be opened, or is empty.</exception>
    public static MappedFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        if (stream.Length is > 0 and <= int.MaxValue)
        {
            return new MappedFile(stream, (int)stream.Length);
        }

        stream.Dispose();
        throw new InvalidDataException("The file is empty, or far too large.");
    }

    /// <summary>Waits until the disk has it all.</summary>
    public void Flush() => view.Flush();

    public override Span<byte> GetSpan() => new(first, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(first + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        }
    }
}
