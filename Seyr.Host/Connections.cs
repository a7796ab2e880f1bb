using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Seyr.Host;

/// <summary>What a sender may hold, and for how long: bounds on connections, headers and bodies.</summary>
internal static class Connections
{
    /// <summary>
    /// Open at a time, on each address that Seyr listens on: one that only the owners can reach stays free when the
    /// public one is full. An idle one takes about 5 KB. Past it, a new connection is closed before it is read.
    /// </summary>
    public const int Most = 16_384;

    /// <summary>No page takes more; ingest and forms have smaller bounds of their own.</summary>
    private const long MaxBodyBytes = 1024 * 1024;

    /// <summary>
    /// What is read ahead for a connection whose requests are not answered yet. Kestrel's own megabyte, times all
    /// connections, would be more than the machine has; the largest beacon and its headers fit into this.
    /// </summary>
    private const int MaxReadAheadBytes = 128 * 1024;

    /// <summary>The largest beacon may take half a minute, and nothing that is slower is waited for.</summary>
    private const int MinBodyBytesPerSecond = 2_184;

    /// <summary>Files that the stores may need beside the connections.</summary>
    private const int FilesForStores = 2_048;

    /// <summary>A beacon's body comes in one packet or two; a slow start is forgiven for this long.</summary>
    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>From the first byte of a request to the end of its headers.</summary>
    private static readonly TimeSpan HeadersPatience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Longer than the two minutes for which proxies keep a connection at most: when the server closes first, a proxy's
    /// next request may be lost on the way.
    /// </summary>
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(130);

    public static void Bound(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostWith(ProcessLimits.OpenFiles);
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestBufferSize = MaxReadAheadBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(MinBodyBytesPerSecond, BodyGrace);
        limits.RequestHeadersTimeout = HeadersPatience;
        limits.KeepAliveTimeout = IdlePatience;
    }

    /// <summary>
    /// The connections that a process with this many files may have open: without a file the stores can't work, and
    /// Kestrel would try in vain to accept.
    /// </summary>
    internal static long MostWith(long openFiles) => Math.Min(Most, Math.Max(openFiles / 2, openFiles - FilesForStores));
}
