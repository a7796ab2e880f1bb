namespace Seyr.Storage;

/// <summary>Reads a piece of memory as a stream, without a copy.</summary>
internal sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> memory) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => memory.Length;

    public override long Position
    {
        get => position;
        set => position = checked((int)value);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, memory.Length - position);
        memory.Span.Slice(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        if (destination is MemorySink sink && position == 0)
        {
            sink.Give(memory);
            position = memory.Length;
            return Task.CompletedTask;
        }

        return base.CopyToAsync(destination, bufferSize, cancellationToken);
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => memory.Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Takes what is copied into it; from a <see cref="ReadOnlyMemoryStream"/>, however it is wrapped, the memory itself.</summary>
internal sealed class MemorySink : MemoryStream
{
    private ReadOnlyMemory<byte>? given;

    public ReadOnlyMemory<byte> Memory => given ?? GetBuffer().AsMemory(0, (int)Length);

    public void Give(ReadOnlyMemory<byte> memory) => given = memory;
}
