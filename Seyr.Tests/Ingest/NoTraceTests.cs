using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>After traffic nothing that is kept, and nothing that is told, has an address, a user agent or yesterday's salt.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class NoTraceTests
{
    private const string Marker = "TheEventThatMustBeFound7f3a";
    private const string Four = "203.0.113.77";
    private const string Six = "2001:db8::77";
    private const string Agent = "Mozilla/5.0 (Windows NT 10.0; DistinctiveAgent; rv:7.77) Gecko/20100101 Firefox/133.0 Quirky/1.2.3";
    private static readonly DateTimeOffset Evening = new(2026, 3, 10, 23, 50, 0, TimeSpan.Zero);

    private readonly LogList log = new();
    private string shared = "";
    private string firstSalt = "";
    private WayIn way = null!;
    private string events = "";

    [OneTimeSetUp]
    public async Task SendTraffic()
    {
        shared = Directory.CreateDirectory($"/dev/shm/seyr-test-{Guid.NewGuid():N}").FullName;
        var saltFile = Path.Combine(shared, "seyr.salt");
        way = await WayIn.OpenAsync(EventStoreKind.Embedded, Evening, saltFile, log);
        firstSalt = Convert.ToHexString(File.ReadAllBytes(saltFile).AsSpan(sizeof(int), DailySalt.Bytes));
        var site = await way.AddSiteAsync();
        foreach (var minutes in new[] { 0, 5, 20, 60 })
        {
            way.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await SendAllAsync(site);
        }

        await way.Buffer.FlushAsync(CancellationToken.None);
        await FailAsync();
        events = (await way.Store.QueryAsync("select path from system.disks where name = 'default'", [], static row => row.GetString(0), CancellationToken.None)).Single();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await way.DisposeAsync();
        Directory.Delete(shared, recursive: true);
    }

    [Test]
    public void Search_finds_what_is_there()
    {
        Assert.That(FilesWith([events], Encoding.UTF8.GetBytes(Marker)), Is.Not.Empty);
        Assert.That(FilesWith([way.Database.Data.Path], "site1.example"u8.ToArray()), Is.Not.Empty);
        Assert.That(FilesWith([shared], File.ReadAllBytes(Path.Combine(shared, "seyr.salt"))[4..20]), Is.Not.Empty);
        Assert.That(log.Any("did not take a segment"), Is.True);
    }

    [Test]
    public void No_file_has_an_address_or_an_agent() => Assert.That(FilesWith([events, way.Database.Data.Path, shared], [.. Traces()]), Is.Empty);

    [Test]
    public async Task No_value_of_any_table_has_it()
    {
        // Columns are compressed: what the bytes of a file hide, the values show.
        var tables = await way.Store.QueryAsync("select name from system.tables where database = currentDatabase() and engine like '%MergeTree'", [], static row => row.GetString(0), CancellationToken.None);
        Assert.That(tables, Has.Count.GreaterThanOrEqualTo(3));
        var found = new List<string>();
        foreach (var table in tables)
        {
            found.AddRange(await way.Store.QueryAsync(
                $"select concat('{table} ', hex(toString(tuple(*)))) from `{table}`", [], static row => row.GetString(0), CancellationToken.None));
        }

        Assert.That(found.Where(static row => row.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(Marker)), StringComparison.Ordinal)), Is.Not.Empty);
        foreach (var trace in Traces().Select(Convert.ToHexString))
        {
            Assert.That(found.Where(row => row.Contains(trace, StringComparison.OrdinalIgnoreCase)), Is.Empty);
        }
    }

    [Test]
    public void No_log_and_no_metric_has_it()
    {
        var told = log + way.Counters.ToPrometheus();
        foreach (var text in new[] { Four, Six, "2001:0db8", "DistinctiveAgent", "Quirky", Marker })
        {
            Assert.That(told, Does.Not.Contain(text).IgnoreCase);
        }
    }

    [Test]
    public void Salt_of_yesterday_is_nowhere()
    {
        var salt = Convert.FromHexString(firstSalt);
        byte[][] traces =
        [
            salt, salt[..8], salt[^8..], Encoding.ASCII.GetBytes(firstSalt), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(salt)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(salt)[..40]),
        ];
        Assert.That(FilesWith([events, way.Database.Data.Path, shared], traces), Is.Empty);
    }

    private static IEnumerable<byte[]> Traces()
    {
        var six = IPAddress.Parse(Six).GetAddressBytes();
        var texts = new[]
        {
            Four, Six, "2001:0db8:0000:0000:0000:0000:0000:0077", "::ffff:203.0.113.77", "::ffff:cb00:714d", Convert.ToHexString(six), Convert.ToHexStringLower(six),
            Convert.ToBase64String(six)[..20], Agent, "DistinctiveAgent", "Quirky/1.2.3",
        };
        return [six, .. texts.Select(Encoding.UTF8.GetBytes), .. texts.Select(Encoding.Unicode.GetBytes)];
    }

    private async Task SendAllAsync(string site)
    {
        foreach (var address in new[] { Four, Six, $"::ffff:{Four}" })
        {
            await way.SendAsync($$"""{"n":"{{Marker}}","u":"https://{{site}}/","p":{"a":"b"} }""", address, Agent);
            await way.SendAsync($$"""{"n":"{{Marker}}","u":"https://nobody.example/"}""", address, Agent);
            await way.SendAsync("""{"n":"broken""", address, Agent);
            await way.SendAsync(new string(' ', Beacon.MaxBodyBytes + 1), address, Agent);
            await way.SendAsync($$"""{"n":"{{Marker}}","u":"https://{{site}}/"}""", address, $"{UserAgents.Robots[0].Text} {Agent}");
        }

        Assert.That((way.Counters.Refused(Refusal.Bot), way.Counters.Accepted), Is.Not.EqualTo((0L, 0L)));
    }

    /// <summary>A store that refuses, so that what is logged then is searched too.</summary>
    private async Task FailAsync()
    {
        await using var away = TestEngine.NewEmptyStore(EventStoreKind.Embedded);
        using var buffer = TestBuffer.New(away, new IngestOptions(), new IngestCounters(), log: log);
        buffer.TryAdd(TestRows.Row(1), 1);
        using var patience = new CancellationTokenSource();
        var flush = buffer.FlushAsync(patience.Token);
        await TestRows.EventuallyAsync(() => log.Any("did not take a segment"), "a failure in the log");
        await patience.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => flush);
    }

    private static List<string> FilesWith(string[] directories, params byte[][] traces)
    {
        var found = new List<string>();
        foreach (var file in directories.SelectMany(static directory => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)))
        {
            var bytes = Read(file);
            found.AddRange(traces.Where(trace => bytes.AsSpan().IndexOf(trace) >= 0).Select(trace => $"{file} has {Convert.ToHexString(trace)}"));
        }

        return found;
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (IOException) when (!File.Exists(file))
        {
            // Parts merge while we read.
            return [];
        }
        catch (IOException)
        {
            // Somebody holds its lock, which .NET minds and cat does not.
            using var cat = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
            using var memory = new MemoryStream();
            cat.StandardOutput.BaseStream.CopyTo(memory);
            return memory.ToArray();
        }
    }
}
