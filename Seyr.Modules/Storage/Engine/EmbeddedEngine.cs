using System.Collections.Concurrent;
using System.Globalization;

namespace Seyr.Storage.Engine;

/// <summary>
/// ClickHouse's engine inside this process: several connections for questions, one for inserts, so that a slow
/// question never holds up ingest. One directory a process; after <see cref="Dispose"/> the process can't open another.
/// </summary>
internal sealed class EmbeddedEngine : IDisposable
{
    /// <summary>Statements that may wait; past it a caller gets an error at once.</summary>
    private const int QueueLimit = 1_000;

    private readonly BlockingCollection<EngineWork> reads = new(QueueLimit);
    private readonly BlockingCollection<EngineWork> writes = new(QueueLimit);
    private readonly List<EngineConnection> connections = [];
    private bool disposed;

    private EmbeddedEngine()
    {
    }

    /// <summary>Opens the engine's directory, making it if needed.</summary>
    /// <exception cref="StartException">The library is missing or the directory can't be opened.</exception>
    public static EmbeddedEngine Open(string path, EngineOptions options)
    {
        Libchdb.EnsureLoaded();
        Libchdb.SetSignalHandlersEnabled(0);
        DeduplicationLogs.Repair(path);
        var engine = new EmbeddedEngine();
        var arguments = Arguments(path, options);
        engine.connections.Add(new EngineConnection(arguments, engine.writes, "events: insert"));
        for (var i = 0; i < options.Readers; i++)
        {
            engine.connections.Add(new EngineConnection(arguments, engine.reads, $"events: query {i}"));
        }

        return engine;
    }

    /// <summary>Runs a statement, or inserts rows; the answer is the result in the statement's format.</summary>
    /// <exception cref="EngineException">The engine refused.</exception>
    public Task<byte[]> RunAsync(EngineWork work)
    {
        var lane = work.Rows is null ? reads : writes;
        try
        {
            return lane.TryAdd(work) ? work.Done.Task : throw new EngineException("too many statements are waiting");
        }
        catch (InvalidOperationException e)
        {
            throw new EngineException($"the engine is shutting down: {e.Message}");
        }
    }

    /// <summary>Ends the work, closes every connection, shuts the engine down: in this order, or the process may crash at its end.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        EngineWrites.End();
        reads.CompleteAdding();
        writes.CompleteAdding();
        connections.ForEach(static connection => connection.Dispose());
        Libchdb.Shutdown();
    }

    private static string[] Arguments(string path, EngineOptions options) =>
    [
        "seyr",
        $"--path={path}",
        Setting("max_server_memory_usage", Megabytes(options.MemoryMegabytes)),
        Setting("mark_cache_size", Megabytes(options.MarkCacheMegabytes)),
        Setting("index_mark_cache_size", Megabytes(4)),
        Setting("uncompressed_cache_size", Megabytes(8)),
        Setting("background_pool_size", options.MergeThreads),
        Setting("background_schedule_pool_size", options.MergeThreads),
    ];

    private static long Megabytes(int count) => count * 1024L * 1024L;

    private static string Setting(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");
}
