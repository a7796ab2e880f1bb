using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>
/// Gathers rows into batches and brings the batches to the event store, in order. A batch is named once, when it is
/// closed, and never regrouped: however often it must be sent, it counts once. While the store is away, batches wait in
/// memory up to a bound; past it, events are dropped and counted. Whoever adds a row never waits for the store.
/// </summary>
internal sealed partial class EventBuffer(EventStore store, IngestOptions options, IngestCounters counters, TimeProvider clock, ILogger<EventBuffer> log)
    : BackgroundService
{
    private const string Table = "events";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>How long the last batches may take when the server stops.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    /// <summary>Names this process's batches apart from every other's.</summary>
    private readonly string run = Guid.NewGuid().ToString("N");

    private readonly Lock gate = new();
    private readonly ConcurrentQueue<Batch> waiting = new();
    private readonly SemaphoreSlim full = new(0);

    /// <summary>One flush at a time: the timer's and a stop's may come together.</summary>
    private readonly SemaphoreSlim sending = new(1);

    private Batch open = new(0, []);
    private long waitingBytes;
    private long batches;

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        lock (gate)
        {
            if (Interlocked.Read(ref waitingBytes) + open.Length + row.Length > options.MaxWaitingMegabytes * 1024L * 1024L)
            {
                counters.CountDropped(1);
                return;
            }

            open.Append(row);
            if (open.Events >= options.FlushEvents)
            {
                Close();
                if (full.CurrentCount == 0)
                {
                    full.Release();
                }
            }
        }
    }

    /// <summary>Brings everything that was added so far to the store.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            Close();
        }

        await sending.WaitAsync(cancel);
        try
        {
            while (waiting.TryPeek(out var batch))
            {
                await SendAsync(batch, cancel);
                waiting.TryDequeue(out _);
                Interlocked.Add(ref waitingBytes, -batch.Length);
                counters.CountStored(batch.Events);
                spare = batch.Memory;
            }
        }
        finally
        {
            sending.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
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
            LogLost(counters.Waiting);
        }
    }

    private byte[]? spare;

    private void Close()
    {
        if (open.Events == 0)
        {
            return;
        }

        waiting.Enqueue(open);
        Interlocked.Add(ref waitingBytes, open.Length);
        open = new Batch(++batches, Interlocked.Exchange(ref spare, null) ?? []);
    }

    private async Task SendAsync(Batch batch, CancellationToken cancel)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{run}-{batch.Number}");
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await store.InsertAsync(Table, EventRow.Columns, batch.Rows, token, cancel);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                LogAway(e.GetType().Name, counters.Waiting);
                await Task.Delay(pause, clock, cancel);
            }
        }
    }

    // Not the exception itself: a store may quote the rows that it didn't like.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The event store did not take a batch ({Error}); it is tried again. {Waiting} events wait.")]
    private partial void LogAway(string error, long waiting);

    [LoggerMessage(Level = LogLevel.Error, Message = "The event store did not answer before the stop: {Events} events are lost.")]
    private partial void LogLost(long events);

    private sealed class Batch(long number, byte[] memory)
    {
        private const int FirstBytes = 64 * 1024;

        public long Number => number;

        public byte[] Memory { get; private set; } = memory;

        public int Events { get; private set; }

        public int Length { get; private set; }

        public ReadOnlyMemory<byte> Rows => Memory.AsMemory(0, Length);

        public void Append(ReadOnlySpan<byte> row)
        {
            if (Memory.Length - Length < row.Length)
            {
                var larger = new byte[Math.Max(Math.Max(FirstBytes, Memory.Length * 2), Length + row.Length)];
                Rows.CopyTo(larger);
                Memory = larger;
            }

            row.CopyTo(Memory.AsSpan(Length));
            Length += row.Length;
            Events++;
        }
    }
}
