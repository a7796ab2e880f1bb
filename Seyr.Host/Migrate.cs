namespace Seyr.Host;

/// <summary><c>seyr migrate</c></summary>
internal static class Migrate
{
    public static async Task RunAsync(SeyrOptions options, CancellationToken cancel)
    {
        await using var stores = await Stores.OpenAsync(options, cancel);
        Console.WriteLine("Both stores are up to date.");
    }
}
