using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Seyr.Tests.Support;

namespace Seyr.Tests.Chaos;

/// <summary>
/// The program as a service manager keeps it: killed and started again on one data directory, at one address. Two
/// organisations have a site each.
/// </summary>
internal sealed class KeptSeyr : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private const string MetricsToken = "for-the-scraper";

    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SeyrProcess? process;

    private KeptSeyr(string data, IPEndPoint address)
    {
        Data = data;
        Address = address;
        Settings = new()
        {
            ["Listen"] = $"http://{address}",
            ["TrustedProxies"] = "127.0.0.0/8",
            ["MetricsToken"] = MetricsToken,
        };
    }

    public string Data { get; }

    public string Spool => Path.Combine(Data, "spool");

    public IPEndPoint Address { get; }

    public Dictionary<string, string> Settings { get; }

    /// <summary>Each domain's key, with which its organisation's programs send events.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    public string Log => process?.Log ?? "";

    public bool HasEnded => process is null || process.HasEnded;

    public int Starts { get; private set; }

    /// <summary>Makes the data directory with its two sites.</summary>
    /// <param name="data">An empty directory.</param>
    /// <param name="events">The connection string of the event store; empty: the engine inside.</param>
    public static async Task<KeptSeyr> NewAsync(string data, string events = "")
    {
        var seyr = new KeptSeyr(data, FreeAddress());
        seyr.Settings["Storage__Events"] = events;
        foreach (var domain in Person.Domains)
        {
            var name = domain[..domain.IndexOf('.')];
            var made = await SeyrProcess.RunAsync(data, seyr.Settings, Password, "provision", "--email", $"{name}@{domain}", "--organisation", name, "--domain", domain);
            Assert.That(made.ExitCode, Is.Zero, made.Error);
            using var line = JsonDocument.Parse(made.Output);
            seyr.Keys[domain] = line.RootElement.GetProperty("apiKey").GetString()!;
        }

        return seyr;
    }

    public static string NewData() => Directory.CreateTempSubdirectory("seyr-chaos-").FullName;

    public void Flush(TimeSpan interval, int events)
    {
        Settings["Ingest__FlushInterval"] = interval.ToString("c", CultureInfo.InvariantCulture);
        Settings["Ingest__FlushEvents"] = events.ToString(CultureInfo.InvariantCulture);
    }

    public void Launch()
    {
        Starts++;
        process = SeyrProcess.Launch(Data, Settings);
    }

    /// <summary>Waits until it answers.</summary>
    /// <param name="again">Whether a start that fails is tried again, as a service manager would: its store may be away.</param>
    public async Task ReadyAsync(bool again = false)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                await process!.ReadyAsync();
                return;
            }
            catch (InvalidOperationException) when (again && TimeProvider.System.GetUtcNow() < until)
            {
                await process!.DisposeAsync();
                await Task.Delay(StartPause);
                Launch();
            }
        }
    }

    public async Task StartAsync(bool again = false)
    {
        Launch();
        await ReadyAsync(again);
    }

    public async Task KillAsync()
    {
        Assert.That(process!.HasEnded, Is.False, () => $"It ended by itself: {Tail()}");
        await process.KillAsync();
        await process.DisposeAsync();
        process = null;
    }

    public async Task StopAsync()
    {
        Assert.That(await process!.StopAsync(), Is.Zero, Tail);
        await process.DisposeAsync();
        process = null;
    }

    public Visitor NewVisitor() => new(new Uri($"http://{Address}"));

    /// <summary>The counters, while no event is under way. A batch may be between two of them, so they are read until they agree.</summary>
    public async Task<Books> BalancedBooksAsync()
    {
        Books books = null!;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            books = await BooksAsync();
            if (books.Balance)
            {
                return books;
            }

            await Task.Delay(20);
        }

        throw new InvalidOperationException($"The books don't balance: {books}");
    }

    /// <summary>Waits until no event waits for the store.</summary>
    public async Task<Books> SettledBooksAsync()
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            if ((await BooksAsync()).Waiting == 0)
            {
                return await BalancedBooksAsync();
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Events still wait for the store: {await BooksAsync()}\n{Tail()}");
    }

    public async Task<Books> BooksAsync()
    {
        using var scraper = NewVisitor();
        return Books.Of(await scraper.CountersAsync(MetricsToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>An address that no other test of the machine has, so that a client never meets somebody else's server.</summary>
    private static IPEndPoint FreeAddress()
    {
        var address = new IPAddress([127, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(256), (byte)Random.Shared.Next(1, 255)]);
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private string Tail()
    {
        const int Characters = 2_000;
        return Log.Length > Characters ? Log[^Characters..] : Log;
    }
}
