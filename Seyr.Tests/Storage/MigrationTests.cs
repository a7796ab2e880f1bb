using System.Data.Common;
using Dapper;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Storage;

public sealed class MigrationTests
{
    [Test]
    public async Task Relational_migrations_run_once_whoever_starts_them_and_how_often([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewEmptyAsync(kind);

        await Task.WhenAll(Enumerable.Range(0, kind == RelationalKind.Postgres ? 4 : 1).Select(_ => Schemas.MigrateAsync(database.Store, database.Data, CancellationToken.None)));
        await Schemas.MigrateAsync(database.Store, database.Data, CancellationToken.None);

        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from sites"), Is.Zero);
        Assert.That(await connection.ExecuteScalarAsync<long>("""select count(*) from "VersionInfo" """), Is.EqualTo(26));
    }

    [Test]
    public async Task A_relational_schema_newer_than_the_binary_is_refused([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        await using (var connection = await database.Store.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("""insert into "VersionInfo" ("Version") values (999)""");
        }

        var refusal = Assert.ThrowsAsync<StartException>(() => Schemas.MigrateAsync(database.Store, database.Data, CancellationToken.None));
        Assert.That(refusal!.Message, Does.Contain("999"));
    }

    [Test]
    public async Task Event_migrations_are_safe_to_run_twice_and_after_a_crash_half_way([Values] EventStoreKind kind)
    {
        await using var store = await TestEngine.NewStoreAsync(kind);

        await new EventMigrations(store).ApplyAsync(CancellationToken.None);
        await store.ExecuteAsync("truncate table schema_migrations", null, CancellationToken.None);
        await store.ExecuteAsync("drop view events_daily_by_event", null, CancellationToken.None);
        await new EventMigrations(store).ApplyAsync(CancellationToken.None);

        Assert.That(await TablesAsync(store), Is.EquivalentTo(new[]
        {
            "event_touches", "event_touches_by_event", "events", "events_daily", "events_daily_by_event", "rolled_days", "rolled_months", "rollups", "schema_migrations",
        }));
    }

    [Test]
    public async Task An_event_schema_newer_than_the_binary_is_refused([Values] EventStoreKind kind)
    {
        await using var store = await TestEngine.NewStoreAsync(kind);
        await store.ExecuteAsync("insert into schema_migrations (version, name, hash) values (999, 'x', 'y')", null, CancellationToken.None);

        var refusal = Assert.ThrowsAsync<StartException>(() => new EventMigrations(store).ApplyAsync(CancellationToken.None));
        Assert.That(refusal!.Message, Does.Contain("999"));
    }

    [Test]
    public async Task An_applied_event_migration_must_not_change([Values] EventStoreKind kind)
    {
        await using var store = await TestEngine.NewStoreAsync(kind);
        await store.ExecuteAsync("truncate table schema_migrations", null, CancellationToken.None);
        await store.ExecuteAsync("insert into schema_migrations (version, name, hash) values (1, '0001_events', 'another')", null, CancellationToken.None);

        Assert.ThrowsAsync<StartException>(() => new EventMigrations(store).ApplyAsync(CancellationToken.None));
    }

    [Test]
    public void A_wrong_connection_string_is_named_by_its_key()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("seyr-data-").FullName);
        Assert.That(Assert.Throws<StartException>(() => RelationalStore.Open(new StorageOptions { Relational = "nonsense" }, data))!.Message, Does.StartWith("Storage:Relational"));
        Assert.That(Assert.Throws<StartException>(() => EventStore.Open(new StorageOptions { Events = "nonsense" }, data))!.Message, Does.StartWith("Storage:Events"));
    }

    [Test]
    public async Task A_server_that_is_away_is_named_by_its_key()
    {
        await using var database = await TestDatabase.NewAsync(RelationalKind.Sqlite);
        await using var nowhere = EventStore.Open(new StorageOptions { Events = "Host=127.0.0.1;Port=1" }, database.Data);

        var refusal = Assert.ThrowsAsync<StartException>(() => Schemas.MigrateAsync(database.Store, nowhere, CancellationToken.None));
        Assert.That(refusal!.Message, Does.Contain("Storage:Events"));
        Assert.That(await nowhere.IsReadyAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public void A_data_directory_has_one_owner()
    {
        var path = Directory.CreateTempSubdirectory("seyr-data-").FullName;
        using var first = DataDirectory.Open(path);

        Assert.That(Assert.Throws<StartException>(() => DataDirectory.Open(path))!.Message, Does.Contain("Another Seyr"));
        using var shared = DataDirectory.OpenShared(path);
        Assert.That(shared.IsOwned, Is.False);
    }

    private static Task<List<string>> TablesAsync(EventStore store) =>
        store.QueryAsync("select name from system.tables where database = currentDatabase()", [], static row => row.GetString(0), CancellationToken.None);
}
