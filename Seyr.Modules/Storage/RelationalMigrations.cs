using System.Data.Common;
using System.Reflection;
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
        new M0007_Mail(), new M0008_Tokens(), new M0009_TwoFactor(), new M0010_People(), new M0011_Sharing(), new M0012_Segments(),
        new M0013_FunnelsUndo(), new M0014_Annotations(), new M0015_Undo(),
        new M0017_Plans(), new M0018_Billing(), new M0019_Reminders(), new M0020_Trials(),
        new M0021_UsageNotices(), new M0022_PlanLimits(), new M0023_Cycles(), new M0024_Subscriptions(),
        new M0025_Refunds(), new M0026_SettingsUndo(), new M0027_Cards(),
    ];

    /// <summary>Not every number has a migration, and one may come after a higher one.</summary>
    private static readonly long[] Versions = [.. All.Select(static migration => migration.GetType().GetCustomAttribute<MigrationAttribute>()!.Version)];

    /// <summary>The versions that the schema has; none when there is no schema.</summary>
    public async Task<IReadOnlyList<long>> AppliedAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        try
        {
            return (await connection.QueryAsync<long>("""select "Version" from "VersionInfo" """)).AsList();
        }
        catch (DbException)
        {
            return [];
        }
    }

    /// <summary>Whether nothing is to be done.</summary>
    /// <exception cref="StartException">The schema is newer than this binary.</exception>
    public async Task<bool> IsCurrentAsync(CancellationToken cancel)
    {
        var applied = await AppliedAsync(cancel);
        var (newest, known) = (applied.Count == 0 ? 0 : applied.Max(), Versions.Max());
        return newest <= known
            ? Versions.All(applied.Contains)
            : throw new StartException(
                $"The relational store's schema is version {newest}; this Seyr knows versions up to {known}. Run the newer Seyr, or restore a backup.");
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
