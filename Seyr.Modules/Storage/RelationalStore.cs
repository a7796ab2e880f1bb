using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Seyr.Storage;

/// <summary>
/// The store of people, organisations, sites: SQLite in the data directory, or PostgreSQL. One SQL text serves both;
/// what differs between them stands in this file and nowhere else.
/// </summary>
public sealed class RelationalStore : IAsyncDisposable
{
    internal const string FileName = "seyr.db";

    /// <summary>A statement waits this long for another process's write before it fails.</summary>
    private const int BusyTimeoutSeconds = 15;

    private readonly NpgsqlDataSource? postgres;

    private RelationalStore(string connectionString, NpgsqlDataSource? postgres)
    {
        ConnectionString = connectionString;
        this.postgres = postgres;
    }

    /// <summary>Whether it is PostgreSQL.</summary>
    public bool IsPostgres => postgres is not null;

    internal string ConnectionString { get; }

    /// <summary>Makes the store's factory; nothing is opened yet.</summary>
    /// <exception cref="StartException">The connection string is wrong.</exception>
    public static RelationalStore Open(StorageOptions options, DataDirectory data)
    {
        if (options.Relational.Length == 0)
        {
            var builder = new SqliteConnectionStringBuilder
            {
                DataSource = data.File(FileName),
                ForeignKeys = true,
                DefaultTimeout = BusyTimeoutSeconds,
            };
            return new RelationalStore(builder.ConnectionString, null);
        }

        try
        {
            var source = new NpgsqlSlimDataSourceBuilder(options.Relational).EnableArrays().EnableTransportSecurity().Build();
            return new RelationalStore(options.Relational, source);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new StartException("Storage:Relational: this is not a PostgreSQL connection string (Host=…;Username=…;Password=…;Database=…).");
        }
    }

    /// <summary>Opens a connection; the caller disposes it.</summary>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancel)
    {
        if (postgres is not null)
        {
            return await postgres.OpenConnectionAsync(cancel);
        }

        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    /// <summary>Whether a statement failed because a value that must be unique exists already, or another transaction was faster.</summary>
    public static bool IsConflict(DbException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure } => true,
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } => true,
        _ => false,
    };

    /// <summary>Whether the store answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        try
        {
            await using var connection = await OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "select 1";
            await command.ExecuteScalarAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// Holds the lock under which schemas are changed. SQLite's is the data directory's own; PostgreSQL may be shared
    /// by several processes, so there it is an advisory lock, of a transaction, since a pooled connection would keep it.
    /// </summary>
    internal async Task<IAsyncDisposable> LockSchemaAsync(CancellationToken cancel)
    {
        var connection = await OpenAsync(cancel);
        if (IsPostgres)
        {
            await connection.BeginTransactionAsync(cancel);
        }

        await using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = IsPostgres ? "select pg_advisory_xact_lock(7305737)" : "pragma journal_mode = wal";
        await command.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
        else
        {
            SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        }
    }
}
