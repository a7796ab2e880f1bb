namespace Seyr.Enrichment;

/// <summary>
/// What a file that the operator gives says; read anew when it changes. While it is gone, or makes no sense, what was read
/// last holds, and it is said once. For any number of threads.
/// </summary>
internal sealed class WatchedFile<T> : IDisposable
    where T : class
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly string path;
    private readonly Func<string, T> read;
    private readonly TimeProvider clock;
    private readonly Action<string, string>? complain;
    private readonly Lock looking = new();
    private T? current;
    private State? tried;
    private bool hasComplained;
    private long lookAt;

    /// <summary>Reads the file for the first time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads it; an <see cref="InvalidDataException"/> says that it makes no sense. What it gives is disposed of once another takes its place.</param>
    /// <param name="clock">Tells when to look whether it has changed.</param>
    /// <param name="complain">Is told the path and what is wrong.</param>
    public WatchedFile(string path, Func<string, T> read, TimeProvider clock, Action<string, string>? complain)
    {
        (this.path, this.read, this.clock, this.complain) = (path, read, clock, complain);
        Look();
    }

    /// <summary>What was read last; null: nothing yet. Looks whether the file has changed, beside the caller, when it is time.</summary>
    public T? Current
    {
        get
        {
            var due = Volatile.Read(ref lookAt);
            var now = clock.GetTimestamp();
            if (now >= due && Interlocked.CompareExchange(ref lookAt, Next(now), due) == due)
            {
                _ = Task.Run(Look);
            }

            return Volatile.Read(ref current);
        }
    }

    /// <summary>Reads the file if it has changed.</summary>
    internal void Look()
    {
        if (!looking.TryEnter())
        {
            return;
        }

        try
        {
            Volatile.Write(ref lookAt, Next(clock.GetTimestamp()));
            var state = State.Of(path);
            if (state != tried)
            {
                Replace(state);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being replaced, or gone: that may be over the next time.
            Complain(e);
        }
        finally
        {
            looking.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (Interlocked.Exchange(ref current, null) as IDisposable)?.Dispose();

    private void Replace(State state)
    {
        try
        {
            var before = Interlocked.Exchange(ref current, read(path));
            hasComplained = false;
            (before as IDisposable)?.Dispose();
        }
        catch (InvalidDataException e)
        {
            // Half of a file, perhaps: worth another try once it has changed again.
            Complain(e);
        }

        tried = state;
    }

    private void Complain(Exception why)
    {
        if (!hasComplained)
        {
            hasComplained = true;
            complain?.Invoke(path, why is InvalidDataException ? why.Message : why.GetType().Name);
        }
    }

    private long Next(long now) => now + (long)(LookEvery.TotalSeconds * clock.TimestampFrequency);

    /// <summary>By what a changed file is known: one that was put in its place was made at another time.</summary>
    private sealed record State(DateTime Made, DateTime Written, long Length)
    {
        public static State Of(string path)
        {
            var file = new FileInfo(path);
            return new State(file.CreationTimeUtc, file.LastWriteTimeUtc, file.Length);
        }
    }
}
