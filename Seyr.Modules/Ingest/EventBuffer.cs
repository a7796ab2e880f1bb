using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>
/// Gathers rows in segments on the disk and brings the segments to the event store, in order. A row is in its segment's
/// file before anybody is told that it was accepted; a segment is named once and never regrouped, so that it counts once
/// however often it is sent. While the store is away, segments wait up to a bound; past it, or when the disk is full,
/// events are dropped and counted. Whoever adds a row never waits for the store.
/// </summary>
internal sealed partial class EventBuffer(
    EventStore store, Spool spool, VisitRecovery recovery, QuotaKeeper quota, IngestOptions options, IngestCounters counters, TimeProvider clock, ILogger<EventBuffer> log)
    : BackgroundService
{
    /// <summary>A segment's room for rows: at 20,000 rows of the usual size it is not half full.</summary>
    private const int RowBytes = 8 * 1024 * 1024;

    /// <summary>How long the last segments may take when the server stops; what is left then waits for the next start.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    /// <summary>After the disk refused a segment it is left alone for so long.</summary>
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Queue<Waiting> waiting = new();
    private readonly SemaphoreSlim full = new(0, 1);

    /// <summary>One flush at a time: the timer's and a stop's may come together.</summary>
    private readonly SemaphoreSlim sending = new(1);

    private readonly GroupSync? groups = options.Sync ? new GroupSync() : null;

    private readonly SegmentSender sender = new(store, spool, quota, counters, clock, log);
    private readonly SpareSegment spare = new(spool, options.FlushEvents, RowBytes);

    /// <summary>Held while segments are sealed, so that they wait in order.</summary>
    private readonly Lock sealing = new();

    private readonly Queue<SegmentWriter> closed = new();
    private readonly SemaphoreSlim rolled = new(0, 1);

    private SegmentWriter? open;

    /// <summary>How much the last segment held.</summary>
    private int usualBytes;

    private volatile bool isStopping;
    private Task keeping = Task.CompletedTask;

    private long waitingBytes;
    private long diskAgainAt;

    /// <summary>
    /// Whether an event can be taken now; if not, it is counted as dropped. Asked before anything of the event is
    /// remembered, so that a dropped one leaves no trace in its visit.
    /// </summary>
    public bool TryMakeRoom()
    {
        lock (gate)
        {
            if (open is { HasRoom: true } || Roll() is not { } reason)
            {
                return true;
            }

            counters.CountDropped(reason, 1);
            return false;
        }
    }

    /// <summary>Adds a row of an organisation's. It is in the file when this returns.</summary>
    /// <returns>False: there was no room any more; it is counted as dropped.</returns>
    public bool TryAdd(ReadOnlySpan<byte> row, uint organisation)
    {
        lock (gate)
        {
            if (open?.TryAdd(row, organisation) != true)
            {
                if (Roll() is { } reason)
                {
                    counters.CountDropped(reason, 1);
                    return false;
                }

                open!.TryAdd(row, organisation);
            }

            if (open.Rows >= options.FlushEvents)
            {
                Signal(full);
            }

            return true;
        }
    }

    /// <summary>Ends when the disk has what was added so far; at once, where that isn't asked for.</summary>
    public Task SyncAsync() => groups?.WaitAsync() ?? Task.CompletedTask;

    /// <summary>Brings everything that was added so far to the store.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            Close();
        }

        SealClosed();
        await SendWaitingAsync(cancel);
    }

    /// <summary>Takes up what an earlier process left, before the first request is served.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await recovery.FromStoreAsync(cancellationToken);
        foreach (var path in spool.Found())
        {
            await TakeUpAsync(path, cancellationToken);
        }

        groups?.Start(() => Volatile.Read(ref open), LogDisk);
        keeping = KeepAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SendWaitingAsync(stoppingToken);
            await quota.CheckAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await full.WaitAsync(options.FlushInterval, stoppingToken);
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest goes in StopAsync.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(StopPatience, clock);
        try
        {
            await FlushAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            LogLeft(counters.Waiting);
        }

        await (groups?.StopAsync() ?? Task.CompletedTask);
        isStopping = true;
        lock (gate)
        {
            Signal(rolled);
        }

        await keeping;
        spare.Dispose();
    }

    public override void Dispose()
    {
        // First, so that no flush begins any more; and one that has begun must not find the segment that is closed here.
        base.Dispose();
        lock (gate)
        {
            open?.Dispose();
            open = null;
        }

        SealClosed();
        spare.Dispose();
    }

    /// <summary>Seals what was closed and makes the next segment, beside the requests.</summary>
    private async Task KeepAsync()
    {
        while (!isStopping)
        {
            await rolled.WaitAsync();
            SealClosed();
            spare.TryMake(usualBytes);
        }
    }

    /// <summary>Under the gate: it may be released once.</summary>
    private static void Signal(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount == 0)
        {
            semaphore.Release();
        }
    }

    private async Task TakeUpAsync(string path, CancellationToken cancel)
    {
        using var segment = sender.OpenOrSetAside(path, rows: 0);
        if (segment is null)
        {
            return;
        }

        if (segment.Rows == 0)
        {
            // It was only just begun.
            File.Delete(path);
            return;
        }

        Spool.Cut(path, segment.Length);
        recovery.FromSegment(segment);
        await quota.RecoverAsync(segment.Name, segment.Use(), cancel);
        counters.CountReplayed(segment.Rows);
        waiting.Enqueue(new Waiting(path, segment.Rows, segment.Length));
        waitingBytes += segment.Length;
    }

    /// <returns>Null: there is a segment with room. Else why not.</returns>
    private Dropped? Roll()
    {
        if (waitingBytes + (open?.Length ?? 0) + RowBytes > options.MaxWaitingMegabytes * 1024L * 1024L)
        {
            return Dropped.BufferFull;
        }

        if (clock.GetTimestamp() < diskAgainAt)
        {
            return Dropped.DiskFull;
        }

        try
        {
            var next = spare.Take();
            Close();
            open = next;
            Signal(rolled);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diskAgainAt = clock.GetTimestamp() + (long)(DiskPause.TotalSeconds * clock.TimestampFrequency);
            LogDisk(e.GetType().Name);
            return Dropped.DiskFull;
        }
    }

    /// <summary>Closes the open segment, if it has rows. From here on it counts as one that waits.</summary>
    private void Close()
    {
        if (open is not { Rows: > 0 } segment)
        {
            return;
        }

        open = null;
        usualBytes = segment.Length;
        waitingBytes += segment.Length;
        if (options.Sync)
        {
            // At once: whoever waits for the disk must not wait for the next segment instead.
            Seal(segment);
        }
        else
        {
            closed.Enqueue(segment);
        }
    }

    /// <summary>Seals what was closed. It is sealed here and not when it is sent, so that what waits takes no memory.</summary>
    private void SealClosed()
    {
        lock (sealing)
        {
            while (NextClosed() is { } segment)
            {
                Seal(segment);
            }
        }
    }

    private void Seal(SegmentWriter segment)
    {
        try
        {
            segment.Seal(options.Sync);
        }
        catch (IOException e)
        {
            LogDisk(e.GetType().Name);
        }

        lock (gate)
        {
            waiting.Enqueue(new Waiting(segment.Path, segment.Rows, segment.Length));
        }
    }

    private SegmentWriter? NextClosed()
    {
        lock (gate)
        {
            return closed.TryDequeue(out var segment) ? segment : null;
        }
    }

    private Waiting? Next()
    {
        lock (gate)
        {
            return waiting.TryPeek(out var next) ? next : null;
        }
    }

    private async Task SendWaitingAsync(CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        try
        {
            while (Next() is { } next)
            {
                await SendAsync(next, cancel);
            }
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task SendAsync(Waiting next, CancellationToken cancel)
    {
        await sender.SendAsync(next.Path, next.Rows, cancel);
        lock (gate)
        {
            waiting.Dequeue();
            waitingBytes -= next.Bytes;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event store did not answer before the stop: {Events} events wait on the disk for the next start.")]
    private partial void LogLeft(long events);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool's disk doesn't take what it is given ({Error}); while it doesn't, events are dropped.")]
    private partial void LogDisk(string error);

    private sealed record Waiting(string Path, int Rows, long Bytes);
}
