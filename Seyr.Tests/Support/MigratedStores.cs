using Dapper;
using Npgsql;
using Seyr.Storage;

namespace Seyr.Tests.Support;

/// <summary>
/// A relational store of each kind with today's schema, made by the migrations once a run, of which every test that asks for one gets a copy:
/// what the migrations do is the same each time, and costs more than many a test.
/// </summary>
internal static class MigratedStores
{
    private static readonly Lazy<Task<byte[]>> Sqlite = new(MakeSqliteAsync);
    private static readonly Lazy<Task<string>> Postgres = new(MakePostgresAsync);

    /// <summary>A connection string to a database on PostgreSQL.</summary>
    public static async Task<string> NewPostgresAsync() => await PostgresServer.NewDatabaseAsync(await Postgres.Value);

    /// <summary>A file for SQLite in a data directory that has none.</summary>
    public static async Task AddSqliteAsync(DataDirectory data)
    {
        if (!File.Exists(data.File(RelationalStore.FileName)))
        {
            await File.WriteAllBytesAsync(data.File(RelationalStore.FileName), await Sqlite.Value);
        }
    }

    private static async Task<byte[]> MakeSqliteAsync()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("seyr-migrated-").FullName);
        await using (var store = RelationalStore.Open(new StorageOptions(), data))
        {
            await Schemas.MigrateAsync(store, data, CancellationToken.None);
            await using var connection = await store.OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync("pragma wal_checkpoint(truncate)");
        }

        var file = await File.ReadAllBytesAsync(data.File(RelationalStore.FileName));
        Directory.Delete(data.Path, recursive: true);
        return file;
    }

    private static async Task<string> MakePostgresAsync()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("seyr-migrated-").FullName);
        var database = new NpgsqlConnectionStringBuilder(await PostgresServer.NewDatabaseAsync()) { Pooling = false };
        await using (var store = RelationalStore.Open(new StorageOptions { Relational = database.ConnectionString }, data))
        {
            await Schemas.MigrateAsync(store, data, CancellationToken.None);
        }

        Directory.Delete(data.Path, recursive: true);
        return database.Database!;
    }
}
