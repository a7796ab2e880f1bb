namespace Seyr.Ingest;

/// <summary>Bounds of the way in. Keys of <c>Ingest</c> in <c>seyr.example.json</c>.</summary>
public sealed class IngestOptions
{
    /// <summary>A batch goes to the store at this age at the latest.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A batch goes to the store at this many events at the latest.</summary>
    public int FlushEvents { get; set; } = 20_000;

    /// <summary>What may wait for the store, in MB; past it events are dropped and counted.</summary>
    public int MaxWaitingMegabytes { get; set; } = 64;

    /// <summary>Visits under way that are remembered; past it the oldest are forgotten, and would count anew.</summary>
    public int MaxVisits { get; set; } = 300_000;

    /// <summary>
    /// A directory on tmpfs for the day's visitor salt, so that a restart doesn't break the day. Empty: the service
    /// manager's runtime directory, else /dev/shm. <c>memory</c>: none; visitors count anew after a restart.
    /// </summary>
    public string SaltDirectory { get; set; } = "";

    /// <summary>What is wrong, as "key: what is expected"; empty when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (FlushInterval < TimeSpan.FromMilliseconds(50) || FlushInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Ingest:FlushInterval: 00:00:00.05 to 00:01:00";
        }

        if (FlushEvents is < 1 or > 1_000_000)
        {
            yield return "Ingest:FlushEvents: 1 to 1000000";
        }

        if (MaxWaitingMegabytes is < 1 or > 100_000)
        {
            yield return "Ingest:MaxWaitingMegabytes: 1 to 100000";
        }

        if (MaxVisits is < 1_000 or > 100_000_000)
        {
            yield return "Ingest:MaxVisits: 1000 to 100000000";
        }
    }
}
