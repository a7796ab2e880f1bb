using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>Buffers, each with a spool of its own unless it is given one.</summary>
internal static class TestBuffer
{
    /// <summary>For those who don't look at the usage.</summary>
    private static readonly Lazy<TestDatabase> Shared = new(static () => TestDatabase.NewAsync(RelationalKind.Sqlite).GetAwaiter().GetResult());

    public static string NewSpool() => Directory.CreateTempSubdirectory("seyr-spool-").FullName;

    public static EventBuffer New(
        EventStore store, IngestOptions options, IngestCounters counters,
        TimeProvider? clock = null, ILogger<EventBuffer>? log = null, string? spool = null, Visits? visits = null, TestDatabase? database = null, Quota? quota = null)
    {
        var time = clock ?? TimeProvider.System;
        var keeper = new QuotaKeeper(quota ?? new Quota(), new Usage((database ?? Shared.Value).Store, time), store, time, NullLogger<QuotaKeeper>.Instance);
        var recovery = new VisitRecovery(store, visits ?? new Visits(1_000), options, time, NullLogger<VisitRecovery>.Instance);
        return new EventBuffer(store, new Spool(spool ?? NewSpool()), recovery, keeper, options, counters, time, log ?? NullLogger<EventBuffer>.Instance);
    }
}
