namespace Seyr.Ingest;

/// <summary>The next segment, made before it is needed: what the file system takes for that, no request waits for.</summary>
internal sealed class SpareSegment(Spool spool, int capacity, int rowRoom) : IDisposable
{
    /// <summary>Held while a segment is begun: names sort in the order in which segments are used.</summary>
    private readonly Lock making = new();

    private SegmentWriter? made;
    private bool isDisposed;

    /// <summary>The segment that was made, or one that is made now.</summary>
    /// <exception cref="IOException">The disk is full, or doesn't work.</exception>
    public SegmentWriter Take()
    {
        lock (making)
        {
            var taken = made ?? spool.Begin(capacity, rowRoom);
            made = null;
            return taken;
        }
    }

    /// <summary>Makes it, if there is none and the disk allows.</summary>
    /// <param name="usualBytes">How much of it is likely to be written.</param>
    public void TryMake(int usualBytes)
    {
        lock (making)
        {
            if (made is not null || isDisposed)
            {
                return;
            }

            try
            {
                made = spool.Begin(capacity, rowRoom);
                made.Populate(usualBytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Whoever takes one will try again, and hear why there is none.
            }
        }
    }

    public void Dispose()
    {
        lock (making)
        {
            isDisposed = true;
            made?.Dispose();
        }
    }
}
