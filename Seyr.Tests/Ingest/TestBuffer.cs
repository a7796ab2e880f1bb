using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seyr.Ingest;
using Seyr.Storage;

namespace Seyr.Tests.Ingest;

/// <summary>Buffers, each with a spool of its own unless it is given one.</summary>
internal static class TestBuffer
{
    public static string NewSpool() => Directory.CreateTempSubdirectory("seyr-spool-").FullName;

    public static EventBuffer New(
        EventStore store, IngestOptions options, IngestCounters counters,
        TimeProvider? clock = null, ILogger<EventBuffer>? log = null, string? spool = null, Visits? visits = null)
    {
        var time = clock ?? TimeProvider.System;
        var recovery = new VisitRecovery(store, visits ?? new Visits(1_000), options, time, NullLogger<VisitRecovery>.Instance);
        return new EventBuffer(store, new Spool(spool ?? NewSpool()), recovery, options, counters, time, log ?? NullLogger<EventBuffer>.Instance);
    }
}
