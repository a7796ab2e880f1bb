using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Host;

/// <summary><c>seyr serve</c></summary>
internal static class Serve
{
    public static async Task RunAsync(SeyrOptions options, CancellationToken cancel)
    {
        ForbidCoreDumps();
        await using var stores = await Stores.OpenAsync(options, cancel);
        await using var app = Server.Build(options, stores);
        await StartAsync(app, options, cancel);
        var address = AddressOf(app, options);
        Console.WriteLine($"Seyr is running: {address}");
        if (await app.Services.GetRequiredService<FirstRun>().PathAsync(cancel) is { } path)
        {
            Console.WriteLine($"Set it up here (this address works once): {new Uri(address, path)}");
        }

        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>Before there is anything in memory that no disk may ever have.</summary>
    public static void ForbidCoreDumps()
    {
        if (!ProcessLimits.ForbidCoreDumps())
        {
            Console.Error.WriteLine("Core dumps could not be forbidden: after a crash, one may hold the day's visitor salt.");
        }
    }

    /// <summary>Starts listening; an address that can't be had is said in a sentence.</summary>
    public static async Task StartAsync(WebApplication app, SeyrOptions options, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e)
        {
            throw new StartException($"Listen: {options.Listen} can't be used: {e.Message}", e);
        }
    }

    /// <summary>The address at which a person reaches the server: the configured one, else the one it listens on.</summary>
    public static Uri AddressOf(WebApplication app, SeyrOptions options) =>
        options.PublicAddress ?? Reachable(app.Urls.First());

    public static Uri Reachable(string listen) => new(
        listen.Split(';')[0].Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal).TrimEnd('/') + "/");
}
