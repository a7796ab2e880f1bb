using System.Data.Common;
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
    private const string Table = "events";

    /// <summary>A segment's room for rows: at 20,000 rows of the usual size it is not half full.</summary>
    private const int RowBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

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

    private SegmentWriter? open;

    /// <summary>The last segment whose file is gone: nobody will send it again.</summary>
    private string? retired;

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

            if (open.Rows >= options.FlushEvents && full.CurrentCount == 0)
            {
                full.Release();
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
    }

    public override void Dispose()
    {
        open?.Dispose();
        base.Dispose();
    }

    private async Task TakeUpAsync(string path, CancellationToken cancel)
    {
        using var segment = OpenOrSetAside(path, rows: 0);
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
        Enqueue(new Waiting(path, segment.Rows, segment.Length));
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
            var next = spool.Begin(options.FlushEvents, RowBytes);
            Close();
            open = next;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diskAgainAt = clock.GetTimestamp() + (long)(DiskPause.TotalSeconds * clock.TimestampFrequency);
            LogDisk(e.GetType().Name);
            return Dropped.DiskFull;
        }
    }

    /// <summary>Seals the open segment. It is sealed here and not when it is sent, so that what waits takes no memory.</summary>
    private void Close()
    {
        if (open is not { Rows: > 0 } segment)
        {
            return;
        }

        open = null;
        try
        {
            segment.Seal(options.Sync);
        }
        catch (IOException e)
        {
            LogDisk(e.GetType().Name);
        }

        Enqueue(new Waiting(segment.Path, segment.Rows, segment.Length));
    }

    private void Enqueue(Waiting segment)
    {
        lock (gate)
        {
            waiting.Enqueue(segment);
            waitingBytes += segment.Bytes;
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
        using (var segment = OpenOrSetAside(next.Path, next.Rows))
        {
            if (segment is not null && await TryDeliverAsync(segment, cancel))
            {
                counters.CountStored(segment.Rows);
                File.Delete(next.Path);
                retired = segment.Name;
            }
        }

        lock (gate)
        {
            waiting.Dequeue();
            waitingBytes -= next.Bytes;
        }
    }

    /// <returns>False: the store will never take it.</returns>
    private async Task<bool> TryDeliverAsync(Segment segment, CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await store.InsertAsync(Table, segment.Columns, segment.Bytes, segment.Name, cancel);
                await quota.SentAsync(segment.Name, retired, segment.Use(), cancel);
                return true;
            }
            catch (RowsRefusedException e)
            {
                quota.Lost(segment.Use());
                SetAside(segment.Path, segment.Rows, e.InnerException!.GetType().Name);
                return false;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                LogAway(e is DbException { ErrorCode: var code } ? $"{e.GetType().Name} {code}" : e.GetType().Name, counters.Waiting);
                await Task.Delay(pause, clock, cancel);
            }
        }
    }

    private Segment? OpenOrSetAside(string path, int rows)
    {
        try
        {
            var segment = Segment.Open(path, out var lost);
            if (lost > 0)
            {
                LogTorn(Path.GetFileName(path), lost);
            }

            return segment;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            SetAside(path, rows, e.GetType().Name);
            return null;
        }
    }

    private void SetAside(string path, int rows, string error)
    {
        counters.CountDropped(Dropped.Damaged, rows);
        counters.CountDamaged();
        LogDamaged(Path.GetFileName(path), error);
        try
        {
            spool.SetAside(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogDisk(e.GetType().Name);
        }
    }

    // Not the exceptions themselves: a store may quote the rows that it didn't like.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The stores did not take a segment ({Error}); it is tried again. {Waiting} events wait.")]
    private partial void LogAway(string error, long waiting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event store did not answer before the stop: {Events} events wait on the disk for the next start.")]
    private partial void LogLeft(long events);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool's disk doesn't take what it is given ({Error}); while it doesn't, events are dropped.")]
    private partial void LogDisk(string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {File} can't be stored ({Error}); it was put into spool/damaged.")]
    private partial void LogDamaged(string file, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {File} was cut after its last whole row; {Rows} rows behind it are lost. The machine lost its power?")]
    private partial void LogTorn(string file, int rows);

    private sealed record Waiting(string Path, int Rows, long Bytes);
}
