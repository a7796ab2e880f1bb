using System.Globalization;

namespace Seyr.Host;

/// <summary>What the process has taken, under the names that Prometheus' and OpenTelemetry's users know.</summary>
internal static class ProcessMetrics
{
    /// <summary>In Prometheus' text format.</summary>
    public static string ToPrometheus() => string.Create(CultureInfo.InvariantCulture, $"""
        # HELP process_resident_memory_bytes Memory that the process has in use, mapped files included.
        # TYPE process_resident_memory_bytes gauge
        process_resident_memory_bytes {Environment.WorkingSet}
        # HELP process_cpu_seconds_total Processor time, of the user and the system.
        # TYPE process_cpu_seconds_total counter
        process_cpu_seconds_total {Environment.CpuUsage.TotalTime.TotalSeconds}
        # HELP dotnet_gc_heap_total_allocated_bytes_total Bytes allocated on the managed heap so far.
        # TYPE dotnet_gc_heap_total_allocated_bytes_total counter
        dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes(precise: true)}

        """);
}
