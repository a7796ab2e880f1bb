using System.Formats.Tar;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>
/// Two UTC days of the whole server under a clock that stands still: a visit across midnight, a restart on each day,
/// copies made while it runs and events wait.
/// </summary>
internal sealed class TwoDays : IAsyncDisposable
{
    public const string Marker = "TheEventThatMustBeFound4c1b";
    public const string Agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.17.7177.717 Safari/537.36 DistinctiveAgent/7.17";
    private const int SaltRecord = sizeof(int) + DailySalt.Bytes;
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Noon);
    private readonly string database = TestEngine.NewDatabaseName();
    private readonly string shared = Directory.CreateDirectory($"/dev/shm/seyr-days-{Guid.NewGuid():N}").FullName;
    private List<string> eventPaths = [];
    private WholeServer server = null!;

    public static IReadOnlyList<string> Addresses { get; } = ["203.0.113.217", "198.51.100.171", "8.8.217.171", "2001:db8:aced:77::beef", "2a01:4f8:beef:17::1"];

    /// <summary>Holds all that is not the event store's.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("seyr-days-").FullName;

    public LogList Log { get; } = new();

    /// <summary>The two days' salts.</summary>
    public List<byte[]> Salts { get; } = [];

    /// <summary>The salt's file on the first day.</summary>
    public byte[] FirstSaltFile { get; private set; } = [];

    /// <summary>The first visitor's id on the first day.</summary>
    public ulong FirstId { get; private set; }

    /// <summary>What the server says to those who may ask.</summary>
    public string Told { get; private set; } = "";

    /// <summary>All values of all tables of events, a row each, as text's bytes in hexadecimal: files hide them by compression.</summary>
    public List<string> Rows { get; private set; } = [];

    public string SaltPath => Directory.GetFiles(shared, "*.salt").Single();

    /// <summary>The present day, as the salt's file counts it.</summary>
    public int Day => (int)(clock.GetUtcNow().ToUnixTimeSeconds() / 86_400);

    public async Task LiveAsync()
    {
        await StartAsync();
        FirstSaltFile = await File.ReadAllBytesAsync(SaltPath);
        Salts.Add(Salt(FirstSaltFile, 0));
        FirstId = VisitorId.Compute(server.Services.GetRequiredService<DailySalt>(), IPAddress.Parse(Addresses[0]), Agent, WholeServer.Domain).Today;
        await SendAllAsync();
        await RestartAsync();
        Assert.That(Salt(await File.ReadAllBytesAsync(SaltPath), 0), Is.EqualTo(Salts[0]), "the day goes on");

        // Across midnight: for half an hour there are two salts.
        await SendAllAsync(Noon.AddHours(11).AddMinutes(50));
        await SendAllAsync(Noon.AddHours(12).AddMinutes(10));
        Assert.That(Salt(await File.ReadAllBytesAsync(SaltPath), 1), Is.EqualTo(Salts[0]), "yesterday's is kept for visits under way");
        Salts.Add(Salt(await File.ReadAllBytesAsync(SaltPath), 0));
        await RestartAsync();
        await SendAllAsync(Noon.AddHours(12).AddMinutes(29));

        await SendAllAsync(Noon.AddHours(12).AddMinutes(31));
        await RestartAsync();
        await SendAllAsync(Noon.AddHours(24));
        await CopyAsync();
        await server.FlushAsync();
        await LookAsync();
    }

    /// <summary>All files that outlive the process: the data, the copies, the events.</summary>
    public IEnumerable<string> Kept() => eventPaths.Where(Directory.Exists).Append(Root).SelectMany(static path => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(Root, recursive: true);
        Directory.Delete(shared, recursive: true);
    }

    private async Task StartAsync()
    {
        var options = new SeyrOptions { DataDirectory = Path.Combine(Root, "data"), Listen = "http://127.0.0.1:0", TrustedProxies = "127.0.0.1", MetricsToken = "for-the-scraper" };
        options.Ingest.SaltDirectory = shared;
        server = await WholeServer.StartAsync(options, database, clock, Log);
    }

    private async Task RestartAsync()
    {
        await server.DisposeAsync();
        await StartAsync();
    }

    private Task SendAllAsync(DateTimeOffset time)
    {
        clock.SetUtcNow(time);
        return SendAllAsync();
    }

    /// <summary>Good beacons of each visitor, and those that end at each of the other places.</summary>
    private async Task SendAllAsync()
    {
        using var visitor = new Visitor(server.Address);
        foreach (var address in Addresses.Append($"::ffff:{Addresses[0]}"))
        {
            Task SendAsync(string body, string agent = Agent) => visitor.SendAsync(body, agent, ("X-Forwarded-For", address), ("Cookie", "a=b"), ("Referer", "https://ann.test/"));
            await SendAsync($$"""{"n":"{{Marker}}","u":"https://{{WholeServer.Domain}}/page","p":{"a":"b"} }""");
            await SendAsync("""{"n":"x","u":"https://nobody.test/"}""");
            await SendAsync("""{"n":"broken""");
            await SendAsync(new string(' ', Beacon.MaxBodyBytes + 1));
            await SendAsync($$"""{"n":"x","u":"https://{{WholeServer.Domain}}/"}""", "Googlebot/2.1 " + Agent);
        }
    }

    /// <summary>What an operator copies while the server runs and events wait for the store.</summary>
    private async Task CopyAsync()
    {
        var data = Path.Combine(Root, "data");
        Assert.That(Directory.GetFiles(Path.Combine(data, "spool")), Is.Not.Empty, "events wait");
        await using (var tar = new TarWriter(File.Create(Path.Combine(Root, "copy.tar"))))
        {
            foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
            {
                using var content = new MemoryStream(Traces.Read(file));
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, Path.GetRelativePath(data, file)) { DataStream = content });
            }
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "seyr.db")};Pooling=False");
        await connection.OpenAsync();
        await using var vacuum = connection.CreateCommand();
        vacuum.CommandText = $"vacuum into '{Path.Combine(Root, "copy.db")}'";
        await vacuum.ExecuteNonQueryAsync();
    }

    private async Task LookAsync()
    {
        using (var visitor = new Visitor(server.Address))
        {
            Told = string.Join('\n', await visitor.CountersAsync("for-the-scraper"));
            Assert.That((int)(await visitor.SignInAsync("ann@ann.test", "correct horse battery")).StatusCode, Is.EqualTo(303));
            Told += await visitor.GetTextAsync($"/sites/{WholeServer.Domain}?period=30d");
        }

        Task<List<string>> AskAsync(string sql) => server.Events.QueryAsync(sql, [], static row => row.GetString(0), CancellationToken.None);
        foreach (var table in await AskAsync("select name from system.tables where database = currentDatabase() and engine like '%MergeTree'"))
        {
            Rows.AddRange(await AskAsync($"select hex(toString(tuple(*))) from `{table}`"));
        }

        eventPaths = await AskAsync("select arrayJoin(data_paths) from system.tables where database in (currentDatabase(), 'system') and notEmpty(data_paths)");
    }

    private static byte[] Salt(byte[] file, int record) => file[((record * SaltRecord) + sizeof(int))..((record + 1) * SaltRecord)];
}
