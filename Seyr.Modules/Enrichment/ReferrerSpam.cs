using System.Collections.Frozen;

namespace Seyr.Enrichment;

/// <summary>
/// Hosts that send visits which never were, so that somebody looks them up: a file that the operator gives, with a domain a
/// line. Read anew when it changes. For any number of threads.
/// </summary>
public sealed class ReferrerSpam
{
    private readonly WatchedFile<FrozenSet<string>>? list;

    /// <param name="path">The file; empty: there is none, and nothing is spam.</param>
    /// <param name="clock">Tells when to look whether it has changed.</param>
    /// <param name="complain">Is told the path and what is wrong, once, when it can't be read.</param>
    public ReferrerSpam(string path, TimeProvider clock, Action<string, string>? complain = null) =>
        list = path.Length == 0 ? null : new(path, static path => LineList.Read(path).ToFrozenSet(StringComparer.Ordinal), clock, complain);

    /// <summary>Whether a host, or a domain above it, is on the list.</summary>
    /// <param name="host">In lower case.</param>
    public bool Contains(ReadOnlySpan<char> host)
    {
        if (list?.Current is not { } domains)
        {
            return false;
        }

        var names = domains.GetAlternateLookup<ReadOnlySpan<char>>();
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
    internal void Look() => list?.Look();
}
