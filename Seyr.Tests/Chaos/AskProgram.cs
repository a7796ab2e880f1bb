using System.Diagnostics;
using System.Globalization;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Storage.Engine;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Chaos;

/// <summary>
/// Reads a stopped server's event store in a process of its own: the engine inside the tests has a directory already,
/// and a process can open one only.
/// </summary>
internal static class AskProgram
{
    private const string InsertCommand = "insert";
    private const string MergeCommand = "merge";
    private const string ServeCommand = "serve";
    private const string FillCommand = "fill";
    private const string AnswersCommand = "answers";
    private const string PagesCommand = "pages";

    private static readonly EngineOptions Options = new() { MemoryMegabytes = 4_000, QueryMemoryMegabytes = 3_000 };

    /// <param name="arguments">
    /// The data directory; then the command to fill it for a benchmark, or to run that or the one of pages; to serve at a port, as a ClickHouse server does; or a
    /// question, the token under which three rows are inserted, or the command to merge.
    /// </param>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is [var path, ServeCommand, var port])
        {
            using var engine = EmbeddedEngine.Open(path, new EngineOptions());
            await using var socket = EngineSocket.Start(engine, int.Parse(port, CultureInfo.InvariantCulture));
            await Task.Delay(Timeout.Infinite);
        }

        if (arguments is [var directory, (FillCommand or AnswersCommand) and var command, .. var millions])
        {
            await BenchmarkAsync(directory, command == FillCommand ? int.Parse(millions[0], CultureInfo.InvariantCulture) : 0);
            return 0;
        }

        if (arguments is [var filled, PagesCommand])
        {
            await using var table = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
            await new Browser.PageFigures(filled, table).RunAsync();
            return 0;
        }

        using var data = DataDirectory.Open(arguments[0]);
        await using var store = EventStore.Open(new StorageOptions { Engine = Options }, data);
        if (arguments is [_, InsertCommand, var token])
        {
            await new EventMigrations(store).ApplyAsync(CancellationToken.None);
            await store.InsertAsync("events", EventRow.Columns, new[] { 1, 2, 3 }.SelectMany(static number => TestRows.Row(number)).ToArray(), token, CancellationToken.None);
            return 0;
        }

        if (arguments is [_, MergeCommand])
        {
            await new FullDiskMerges(store, arguments[0]).RunAsync();
            return 0;
        }

        await using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var line in await store.QueryAsync(arguments[1], [], static row => row.GetString(0), CancellationToken.None))
        {
            await output.WriteAsync(line + "\n");
        }

        return 0;
    }

    /// <summary>Fills a store for the benchmark of answers, or, with 0, asks it within the bounds that an engine usually has.</summary>
    private static async Task BenchmarkAsync(string directory, int millions)
    {
        using var data = DataDirectory.Open(directory);
        var options = millions > 0 ? new StorageOptions { Engine = Options } : new StorageOptions();
        await using var store = EventStore.Open(options, data);
        await using var relational = RelationalStore.Open(options, data);
        await Schemas.MigrateAsync(relational, store, CancellationToken.None);
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var benchmark = new Stats.AnswersBenchmark(store, relational, output);
        await (millions > 0 ? benchmark.FillAsync(millions) : benchmark.RunAsync());
    }

    /// <summary>Asks the store in a data directory whose server has stopped.</summary>
    public static AskEvents Of(string data) => sql => RunAsync(data, sql);

    /// <summary>Inserts three rows under a token.</summary>
    public static Task InsertAsync(string data, string token) => RunAsync(data, InsertCommand, token);

    /// <summary>Merges parts while the disk that has the data directory fills up, and ends with an error where that harmed one.</summary>
    /// <returns>What it says.</returns>
    public static Task<List<string>> MergeAsync(string data) => RunAsync(data, MergeCommand);

    private static async Task<List<string>> RunAsync(params string[] arguments)
    {
        var program = new ProcessStartInfo("dotnet", [typeof(AskProgram).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(program)!;
        var error = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? lines : throw new InvalidOperationException(await error);
    }

    /// <summary>Asks a store that a client can reach.</summary>
    public static AskEvents Of(EventStore store) => sql => store.QueryAsync(sql, [], static row => row.GetString(0), CancellationToken.None);
}
