using System.Collections.Frozen;

namespace Seyr.Enrichment;

/// <summary>
/// Hosts that send visits which never were, so that somebody looks them up: a file that the operator gives, with a domain a
/// line. Read anew when it changes; while it can't be read, what was read last holds. For any number of threads.
/// </summary>
public sealed class ReferrerSpam
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string? path;
    private readonly TimeProvider clock;
    private FrozenSet<string> domains = FrozenSet<string>.Empty;
    private DateTime written;
    private long lookAt;

    /// <param name="path">The file; empty: there is none, and nothing is spam.</param>
    /// <param name="clock">Tells when to look whether it has changed.</param>
    public ReferrerSpam(string path, TimeProvider clock)
    {
        this.path = path.Length == 0 ? null : path;
        this.clock = clock;
        if (this.path is not null)
        {
            Look();
        }
    }

    /// <summary>Whether a host, or a domain above it, is on the list.</summary>
    /// <param name="host">In lower case.</param>
    public bool Contains(ReadOnlySpan<char> host)
    {
        if (path is null)
        {
            return false;
        }

        var due = Volatile.Read(ref lookAt);
        var now = clock.GetTimestamp();
        if (now >= due && Interlocked.CompareExchange(ref lookAt, Next(now), due) == due)
        {
            // Beside the request.
            _ = Task.Run(Look);
        }

        var names = Volatile.Read(ref domains).GetAlternateLookup<ReadOnlySpan<char>>();
        for (var domain = host; ; domain = domain[(domain.IndexOf('.') + 1)..])
        {
            if (names.Contains(domain))
            {
                return true;
            }

            if (!domain.Contains('.'))
            {
                return false;
            }
        }
    }

    /// <summary>Reads the file if it has changed.</summary>
    internal void Look()
    {
        Volatile.Write(ref lookAt, Next(clock.GetTimestamp()));
        try
        {
            var changed = File.GetLastWriteTimeUtc(path!);
            if (changed != written)
            {
                var lines = File.ReadLines(path!).Select(static line => line.Trim().ToLowerInvariant());
                Volatile.Write(ref domains, lines.Where(static line => line.Length > 0 && line[0] != '#').ToFrozenSet(StringComparer.Ordinal));
                written = changed;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being replaced, or gone.
        }
    }

    private long Next(long now) => now + (long)(Patience.TotalSeconds * clock.TimestampFrequency);
}
