using System.Globalization;
using Seyr.Storage;
using Seyr.Storage.Engine;

namespace Seyr.Tests.Support;

/// <summary>
/// The engine of the test process: one directory a process, since the engine allows no more; a database of its own for
/// each fixture. Beside it, the same engine behind a real socket.
/// </summary>
internal static class TestEngine
{
    private static readonly EngineOptions Options = new() { MemoryMegabytes = 2_000, QueryMemoryMegabytes = 1_000 };
    private static readonly Lazy<EmbeddedEngine> Engine = new(() => EmbeddedEngine.Open(Directory.CreateDirectory(EnginePath).FullName, Options));
    private static readonly Lazy<EngineSocket> Socket = new(() => EngineSocket.Start(Engine.Value));
    private static readonly string Root = Directory.CreateTempSubdirectory("seyr-tests-").FullName;
    private static int databases;

    private static string EnginePath => Path.Combine(Root, "events");

    /// <summary>A migrated store on a database of its own.</summary>
    public static async Task<EventStore> NewStoreAsync(EventStoreKind kind)
    {
        var store = NewEmptyStore(kind);
        await new EventMigrations(store).ApplyAsync(CancellationToken.None);
        return store;
    }

    public static EventStore NewEmptyStore(EventStoreKind kind) => OpenStore(kind, NewDatabaseName());

    public static string NewDatabaseName() => string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");

    public static EventStore OpenStore(EventStoreKind kind, string database, EngineOptions? options = null) => kind == EventStoreKind.Embedded
        ? EventStore.OverEngine(Engine.Value, database, options ?? Options, ownsEngine: false)
        : EventStore.OverSocket(ServerConnectionString(database), options ?? Options);

    /// <summary>A ClickHouse connection string: the given server's, or the engine's behind a real socket.</summary>
    public static string ServerConnectionString(string database) =>
        (Environment.GetEnvironmentVariable("SEYR_TEST_CLICKHOUSE") is { Length: > 0 } given ? given : Socket.Value.ConnectionString)
        + $";Database={database}";

    public static async Task ShutDownAsync()
    {
        if (Socket.IsValueCreated)
        {
            await Socket.Value.DisposeAsync();
        }

        if (Engine.IsValueCreated)
        {
            Engine.Value.Dispose();
        }

        Directory.Delete(Root, recursive: true);
    }
}

/// <summary>The two kinds of event store; every test of the store runs on both.</summary>
public enum EventStoreKind
{
    Embedded,
    Socket,
}
