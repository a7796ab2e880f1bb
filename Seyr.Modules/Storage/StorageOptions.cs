namespace Seyr.Storage;

/// <summary>Where the two stores are. Keys of <c>Storage</c> in <c>seyr.example.json</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>A PostgreSQL connection string; empty: SQLite in the data directory.</summary>
    public string Relational { get; set; } = "";

    /// <summary>A ClickHouse connection string; empty: the engine inside this process, in the data directory.</summary>
    public string Events { get; set; } = "";

    /// <summary>The engine inside this process.</summary>
    public EngineOptions Engine { get; set; } = new();
}

/// <summary>Bounds of the embedded event store; the defaults suit a server with 1 GB.</summary>
public sealed class EngineOptions
{
    /// <summary>What all of the engine's work may take together, in MB.</summary>
    public int MemoryMegabytes { get; set; } = 450;

    /// <summary>What one question may take, in MB; also sent to a ClickHouse server.</summary>
    public int QueryMemoryMegabytes { get; set; } = 250;

    /// <summary>How long one question may take; also sent to a ClickHouse server.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many million rows one question may read; also sent to a ClickHouse server.</summary>
    public int QueryMillionRows { get; set; } = 2_000;

    /// <summary>Questions answered at the same time; more wait.</summary>
    public int Readers { get; set; } = 3;

    /// <summary>Cache of the marks of column files, in MB.</summary>
    public int MarkCacheMegabytes { get; set; } = 32;

    /// <summary>Threads that merge parts in the background.</summary>
    public int MergeThreads { get; set; } = 2;

    /// <summary>What is wrong, as "key: what is expected"; empty when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (MemoryMegabytes is < 200 or > 1_000_000)
        {
            yield return "Storage:Engine:MemoryMegabytes: 200 to 1000000";
        }

        if (QueryMemoryMegabytes < 50 || QueryMemoryMegabytes > MemoryMegabytes)
        {
            yield return "Storage:Engine:QueryMemoryMegabytes: 50 to the value of MemoryMegabytes";
        }

        if (QueryTimeout < TimeSpan.FromSeconds(1) || QueryTimeout > TimeSpan.FromHours(1))
        {
            yield return "Storage:Engine:QueryTimeout: 00:00:01 to 01:00:00";
        }

        if (QueryMillionRows is < 1 or > 1_000_000)
        {
            yield return "Storage:Engine:QueryMillionRows: 1 to 1000000";
        }

        if (Readers is < 1 or > 64)
        {
            yield return "Storage:Engine:Readers: 1 to 64";
        }

        if (MarkCacheMegabytes is < 1 or > 100_000)
        {
            yield return "Storage:Engine:MarkCacheMegabytes: 1 to 100000";
        }

        if (MergeThreads is < 1 or > 64)
        {
            yield return "Storage:Engine:MergeThreads: 1 to 64";
        }
    }
}
