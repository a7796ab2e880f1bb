using System.Data.Common;
using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Parameters;
using Seyr.Storage.Engine;

namespace Seyr.Storage;

/// <summary>
/// The store of events: ClickHouse's engine in this process, or a ClickHouse server; one driver, one dialect for both.
/// Every question has a bound on its time and memory.
/// </summary>
public sealed class EventStore : IAsyncDisposable
{
    internal const string DefaultDatabase = "seyr";

    /// <summary>An insert may have to wait for a merge; past this it is tried again with the same token.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(2);

    /// <summary>What changes many rows may take longer than a question; the request's own limit is a little more.</summary>
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromSeconds(110);

    /// <summary>
    /// ClickHouse's codes for rows that aren't in the format: they can't be parsed, end too early, or have sizes that can't be.
    /// </summary>
    private static readonly HashSet<int> RowErrors = [27, 32, 33, 117, 128, 131];

    private readonly ClickHouseClient client;
    private readonly HttpClient http;
    private readonly EmbeddedEngine? engine;
    private readonly QueryOptions limits;
    private readonly QueryOptions changeLimits;
    private readonly SemaphoreSlim heavyTurns;

    /// <summary>An error comes instead of the answer, not somewhere in it.</summary>
    private readonly Dictionary<string, object> wholeAnswers;

    private EventStore(ClickHouseClientSettings settings, HttpClient http, EmbeddedEngine? engine, EngineOptions options)
    {
        http.Timeout = RequestTimeout;
        this.http = http;
        this.engine = engine;
        heavyTurns = new SemaphoreSlim(engine is null ? options.Readers : 1);
        Database = settings.Database;
        client = new ClickHouseClient(new ClickHouseClientSettings(settings) { HttpClient = http, UseCompression = false });
        limits = new QueryOptions { CustomSettings = LimitSettings(options) };
        wholeAnswers = new Dictionary<string, object>(LimitSettings(options)) { ["wait_end_of_query"] = 1 };
        changeLimits = new QueryOptions
        {
            CustomSettings = new Dictionary<string, object>(LimitSettings(options)) { ["max_execution_time"] = (int)ChangeTimeout.TotalSeconds, ["max_threads"] = 1 },
        };
    }

    internal string Database { get; }

    /// <summary>Opens the engine in the data directory, or the client of the configured server.</summary>
    /// <exception cref="StartException">The engine or its directory can't be opened, or the connection string is wrong.</exception>
    public static EventStore Open(StorageOptions options, DataDirectory data)
    {
        if (options.Events.Length > 0)
        {
            return OverSocket(options.Events, options.Engine);
        }

        var engine = EmbeddedEngine.Open(data.Subdirectory("events"), options.Engine);
        return OverEngine(engine, DefaultDatabase, options.Engine, ownsEngine: true);
    }

    /// <summary>Opens a ClickHouse server; its database is the connection string's, or <c>seyr</c>.</summary>
    internal static EventStore OverSocket(string connectionString, EngineOptions options)
    {
        try
        {
            var settings = new ClickHouseClientSettings(connectionString);
            if (!connectionString.Contains("database", StringComparison.OrdinalIgnoreCase))
            {
                settings = new ClickHouseClientSettings(settings) { Database = DefaultDatabase };
            }

            return new EventStore(settings, new HttpClient(new SocketsHttpHandler()), null, options);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new StartException("Storage:Events: this is not a ClickHouse connection string (Host=…;Port=…;Username=…;Password=…;Database=…).");
        }
    }

    /// <summary>Opens a database of an engine; several stores may share one.</summary>
    internal static EventStore OverEngine(EmbeddedEngine engine, string database, EngineOptions options, bool ownsEngine) =>
        new(
            new ClickHouseClientSettings { Host = "localhost", Database = database },
            new HttpClient(new EngineHandler(engine)),
            ownsEngine ? engine : null,
            options);

    /// <summary>Asks a question. Values come as parameters, by name; the types stand in the SQL: <c>{site:UInt32}</c>.</summary>
    /// <returns>The rows, each made by <paramref name="row"/>.</returns>
    /// <exception cref="DbException">The store refused, or a limit was reached.</exception>
    public Task<List<T>> QueryAsync<T>(
        string sql, IReadOnlyList<KeyValuePair<string, object>> parameters, Func<DbDataReader, T> row, CancellationToken cancel) =>
        QueryAsync(sql, parameters, isHeavy: false, row, cancel);

    /// <summary>The same.</summary>
    /// <param name="sql">The question.</param>
    /// <param name="parameters">Its values.</param>
    /// <param name="isHeavy">
    /// Whether it may read many events. One takes all cores and much memory, so inside this process one is asked after the other:
    /// together they would take as long, and more memory than there is, and inserts would wait for them.
    /// </param>
    /// <param name="row">Makes a row of the answer.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="DbException">The store refused, or a limit was reached.</exception>
    public async Task<List<T>> QueryAsync<T>(
        string sql, IReadOnlyList<KeyValuePair<string, object>> parameters, bool isHeavy, Func<DbDataReader, T> row, CancellationToken cancel)
    {
        if (!isHeavy)
        {
            return await ReadAsync(sql, parameters, row, cancel);
        }

        await heavyTurns.WaitAsync(cancel);
        try
        {
            return await ReadAsync(sql, parameters, row, cancel);
        }
        finally
        {
            heavyTurns.Release();
        }
    }

    private async Task<List<T>> ReadAsync<T>(string sql, IReadOnlyList<KeyValuePair<string, object>> parameters, Func<DbDataReader, T> row, CancellationToken cancel)
    {
        using var reader = await client.ExecuteReaderAsync(sql, Bind(parameters), limits, cancel);
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>
    /// Asks a question whose answer is bytes in the format that it names at its end, and copies them. Its values are numbers and
    /// times: for such answers the driver binds nothing itself.
    /// </summary>
    /// <exception cref="DbException">The store refused, or a limit was reached; nothing was copied.</exception>
    public async Task CopyAsync(string sql, IReadOnlyList<KeyValuePair<string, object>> parameters, Stream to, CancellationToken cancel)
    {
        var settings = new Dictionary<string, object>(wholeAnswers);
        foreach (var (name, value) in parameters)
        {
            settings["param_" + name] = value switch
            {
                DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                uint or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture)!,
                _ => throw new ArgumentException("Numbers and times.", nameof(parameters)),
            };
        }

        using var answer = await client.ExecuteRawResultAsync(sql, new QueryOptions { CustomSettings = settings }, cancel);
        await using var bytes = await answer.ReadAsStreamAsync();
        await bytes.CopyToAsync(to, cancel);
    }

    /// <summary>
    /// Runs a statement that changes what is stored: it makes rows of rows, or deletes some. It may take longer than a question, but
    /// only one thread, so that questions and inserts go on beside it.
    /// </summary>
    /// <exception cref="DbException">The store refused, or a limit was reached.</exception>
    public async Task ChangeAsync(string sql, IReadOnlyList<KeyValuePair<string, object>> parameters, CancellationToken cancel) =>
        await client.ExecuteNonQueryAsync(sql, Bind(parameters), changeLimits, cancel);

    /// <summary>Inserts rows in ClickHouse's RowBinary format.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, in the order of the values in each row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="token">The batch's name: a second insert under it adds nothing, neither here nor in a rollup.</param>
    /// <param name="cancel">Gives up waiting; the rows may be stored all the same.</param>
    /// <exception cref="RowsRefusedException">The store can't read the rows, and never will.</exception>
    /// <exception cref="DbException">The store refused; nothing was stored.</exception>
    public async Task InsertAsync(string table, IReadOnlyList<string> columns, ReadOnlyMemory<byte> rows, string token, CancellationToken cancel)
    {
        using var stream = new ReadOnlyMemoryStream(rows);
        var options = new QueryOptions
        {
            CustomSettings = new Dictionary<string, object>
            {
                ["insert_deduplication_token"] = token,
                ["insert_deduplicate"] = 1,
                ["deduplicate_blocks_in_dependent_materialized_views"] = 1,
                ["async_insert"] = 0,
                // One block a batch: the token names a block.
                ["max_insert_block_size"] = int.MaxValue,
                ["min_insert_block_size_rows"] = int.MaxValue,
                ["min_insert_block_size_bytes"] = int.MaxValue,
            },
        };
        try
        {
            using var answer = await client.InsertRawStreamAsync(table, stream, "RowBinary", columns, useCompression: false, options, cancel);
        }
        catch (ClickHouseServerException e) when (RowErrors.Contains(e.ErrorCode))
        {
            throw new RowsRefusedException(e);
        }
    }

    /// <summary>Deletes all of a site's rows from a table, also from the disk; safe to repeat. It takes as long as rewriting the parts that have some.</summary>
    /// <param name="table">The table's name: one of ours, never from outside.</param>
    /// <param name="siteId">The site.</param>
    /// <param name="cancel">Gives up waiting; the store goes on all the same.</param>
    /// <exception cref="DbException">The store refused.</exception>
    public Task DeleteSiteAsync(string table, long siteId, CancellationToken cancel)
    {
        var parameters = new ClickHouseParameterCollection { new ClickHouseDbParameter { ParameterName = "site", Value = (uint)siteId } };
        return client.ExecuteNonQueryAsync($"alter table {table} delete where site_id = {{site:UInt32}} settings mutations_sync = 1", parameters, null, cancel);
    }

    /// <summary>Deletes a site's rows of before a day (UTC) from a table, also from the disk; safe to repeat.</summary>
    /// <param name="table">The table's name: one of ours, never from outside.</param>
    /// <param name="time">The column that tells their time; the same holds for it.</param>
    /// <param name="siteId">The site.</param>
    /// <param name="before">The day.</param>
    /// <param name="cancel">Gives up waiting; the store goes on all the same.</param>
    /// <exception cref="DbException">The store refused.</exception>
    public Task DeleteBeforeAsync(string table, string time, long siteId, DateOnly before, CancellationToken cancel) => client.ExecuteNonQueryAsync(
        $"alter table {table} delete where site_id = {{site:UInt32}} and toDate({time}) < toDate({{before:String}}) settings mutations_sync = 1",
        Bind([new("site", (uint)siteId), new("before", before.ToString("O", CultureInfo.InvariantCulture))]), null, cancel);

    /// <summary>Whether the store answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        try
        {
            await client.ExecuteScalarAsync("select 1", null, null, cancel);
            return true;
        }
        catch (Exception e) when (e is DbException or HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        http.Dispose();
        engine?.Dispose();
        heavyTurns.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a statement of the schema, without the limits of a question.</summary>
    internal Task ExecuteAsync(string sql, string? database, CancellationToken cancel) =>
        client.ExecuteNonQueryAsync(sql, null, database is null ? null : new QueryOptions { Database = database }, cancel);

    private static ClickHouseParameterCollection Bind(IReadOnlyList<KeyValuePair<string, object>> parameters)
    {
        var bound = new ClickHouseParameterCollection();
        foreach (var (name, value) in parameters)
        {
            bound.Add(new ClickHouseDbParameter { ParameterName = name, Value = value });
        }

        return bound;
    }

    private static Dictionary<string, object> LimitSettings(EngineOptions options) => new()
    {
        ["max_execution_time"] = ((int)options.QueryTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        ["max_memory_usage"] = (options.QueryMemoryMegabytes * 1024L * 1024L).ToString(CultureInfo.InvariantCulture),
        ["max_rows_to_read"] = (options.QueryMillionRows * 1_000_000L).ToString(CultureInfo.InvariantCulture),
        ["max_threads"] = Environment.ProcessorCount,
    };
}
