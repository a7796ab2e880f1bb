using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Seyr.Ingest;

/// <summary>A file's bytes as memory. What is written there is the kernel's at once: it stays when the process is killed.</summary>
internal sealed unsafe partial class MappedFile : MemoryManager<byte>
{
    /// <summary>Linux' <c>MADV_POPULATE_WRITE</c>.</summary>
    private const int PopulateWrite = 23;

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

    /// <summary>
    /// Has the kernel make the first pages ready to be written, which it would else do one by one, and each time wait for
    /// the file system. Where it can't, nothing changes.
    /// </summary>
    public void Populate(int bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(first, (nuint)Math.Min(bytes, length), PopulateWrite);
        }
    }

    /// <summary>Waits until the disk has it all.</summary>
    public void Flush() => view.Flush();

    public override Span<byte> GetSpan() => new(first, length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);

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
