using System.Data.Common;
using Dapper;
using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors.Postgres;
using FluentMigrator.Runner.Processors.SQLite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Seyr.Storage.Relational;

[module: DapperAot]

namespace Seyr.Storage;

/// <summary>Brings the relational store's schema up to date.</summary>
internal sealed class RelationalMigrations(RelationalStore store)
{
    /// <summary>The list is written by hand: Native AOT has nothing to scan.</summary>
    private static readonly IMigration[] All =
    [
        new M0001_Accounts(), new M0002_Usage(), new M0003_Refusals(), new M0004_Shields(), new M0005_ApiKeys(), new M0006_Goals(),
        new M0007_Mail(), new M0008_Tokens(), new M0009_TwoFactor(), new M0010_People(), new M0011_Sharing(),
    ];

    /// <summary>Every version is one migration.</summary>
    private static readonly long Newest = All.Length;

    /// <summary>The schema's version; 0 when there is none.</summary>
    public async Task<long> VersionAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        try
        {
            return await connection.ExecuteScalarAsync<long?>("""select max("Version") from "VersionInfo" """) ?? 0;
        }
        catch (DbException)
        {
            return 0;
        }
    }

    /// <summary>Whether nothing is to be done.</summary>
    /// <exception cref="StartException">The schema is newer than this binary.</exception>
    public async Task<bool> IsCurrentAsync(CancellationToken cancel)
    {
        var version = await VersionAsync(cancel);
        return version <= Newest
            ? version == Newest
            : throw new StartException(
                $"The relational store's schema is version {version}; this Seyr knows versions up to {Newest}. Run the newer Seyr, or restore a backup.");
    }

    /// <summary>Applies what is missing; the caller holds the schema's lock.</summary>
    public async Task ApplyAsync(CancellationToken cancel)
    {
        if (await IsCurrentAsync(cancel))
        {
            return;
        }

        var services = new ServiceCollection()
            .AddLogging()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => (store.IsPostgres ? runner.AddPostgres15_0() : runner.AddSQLite()).WithGlobalConnectionString(store.ConnectionString))
            .AddSingleton<PostgresDbFactory, NpgsqlDbFactory>()
            .AddSingleton<SQLiteDbFactory, MicrosoftSqliteDbFactory>()
            .AddSingleton<IFilteringMigrationSource>(new KnownMigrations());
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
    }

    private sealed class KnownMigrations : IFilteringMigrationSource
    {
        public IEnumerable<IMigration> GetMigrations(Func<Type, bool> predicate) => All.Where(migration => predicate(migration.GetType()));
    }

    /// <summary>FluentMigrator would look its provider up by name, which Native AOT can't.</summary>
    private sealed class NpgsqlDbFactory(IServiceProvider services) : PostgresDbFactory(services)
    {
        protected override DbProviderFactory CreateFactory() => NpgsqlFactory.Instance;
    }

    /// <inheritdoc cref="NpgsqlDbFactory"/>
    private sealed class MicrosoftSqliteDbFactory(IServiceProvider services) : SQLiteDbFactory(services)
    {
        protected override DbProviderFactory CreateFactory() => SqliteFactory.Instance;
    }
}
