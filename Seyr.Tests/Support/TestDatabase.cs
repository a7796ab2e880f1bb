using Seyr.Storage;

// Tests are not published with Native AOT: plain Dapper is enough.
[module: Dapper.DapperAot(false)]

namespace Seyr.Tests.Support;

/// <summary>The two kinds of relational store; every test of the store runs on both.</summary>
public enum RelationalKind
{
    Sqlite,
    Postgres,
}

/// <summary>An empty relational store with a directory of its own.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(DataDirectory data, StorageOptions options)
    {
        Data = data;
        Options = options;
        Store = RelationalStore.Open(options, data);
    }

    public DataDirectory Data { get; }

    public StorageOptions Options { get; }

    public RelationalStore Store { get; }

    public static async Task<TestDatabase> NewEmptyAsync(RelationalKind kind) =>
        New(kind == RelationalKind.Postgres ? await PostgresServer.NewDatabaseAsync() : "");

    /// <summary>One with today's schema.</summary>
    public static async Task<TestDatabase> NewAsync(RelationalKind kind)
    {
        var database = New(kind == RelationalKind.Postgres ? await MigratedStores.NewPostgresAsync() : "");
        if (kind == RelationalKind.Sqlite)
        {
            await MigratedStores.AddSqliteAsync(database.Data);
        }

        return database;
    }

    private static TestDatabase New(string relational) =>
        new(DataDirectory.Open(Directory.CreateTempSubdirectory("seyr-data-").FullName), new StorageOptions { Relational = relational });

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Data.Dispose();
        Directory.Delete(Data.Path, recursive: true);
    }
}
