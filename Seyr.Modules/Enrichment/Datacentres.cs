using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace Seyr.Enrichment;

/// <summary>
/// Tells whether an address is in a datacentre's network, by a database of autonomous systems and a list of the numbers of
/// those that are datacentres'; both are files that the operator gives, read anew when they change. For any number of threads.
/// </summary>
public sealed class Datacentres : IDisposable
{
    private readonly WatchedFile<MmdbFile>? networks;
    private readonly WatchedFile<FrozenSet<long>>? numbers;

    /// <param name="database">The database; empty: there is none, and no network is a datacentre's.</param>
    /// <param name="list">The list: a number a line, with or without AS before it.</param>
    /// <param name="directory">Where there is room for a copy of the database, for as long as it is open.</param>
    /// <param name="clock">Tells when to look whether one has changed.</param>
    /// <param name="complain">Is told the path and what is wrong, once, when one can't be read.</param>
    public Datacentres(string database, string list, string directory, TimeProvider clock, Action<string, string>? complain = null)
    {
        if (database.Length > 0 && list.Length > 0)
        {
            networks = new(database, path => Open(path, Path.Combine(directory, "asn.mmdb")), clock, complain);
            numbers = new(list, ReadNumbers, clock, complain);
        }
    }

    /// <summary>Whether an address is in such a network; private ones never are.</summary>
    public bool Contains(IPAddress address)
    {
        if (networks?.Current is not { } file || numbers?.Current is not { } known)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !ReservedNetworks.Contains(plain) && file.Find<AsnRecord>(plain, out _)?.Number is { } number && known.Contains(number);
    }

    /// <summary>Reads what has changed.</summary>
    internal void Look()
    {
        networks?.Look();
        numbers?.Look();
    }

    /// <summary>Closes the database.</summary>
    public void Dispose()
    {
        networks?.Dispose();
        numbers?.Dispose();
    }

    private static MmdbFile Open(string path, string copy)
    {
        var file = MmdbFile.Open(path, copy);
        if (file.Has<AsnRecord>(static entry => entry.Number is not null))
        {
            return file;
        }

        file.Dispose();
        throw new InvalidDataException("no database of autonomous systems");
    }

    private static FrozenSet<long> ReadNumbers(string path) => LineList.Read(path).Select(Number).ToFrozenSet();

    private static long Number(string line) =>
        uint.TryParse(line.StartsWith("as", StringComparison.Ordinal) ? line.AsSpan(2) : line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException("a line without the number of an autonomous system");
}
