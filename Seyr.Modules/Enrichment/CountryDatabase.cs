using System.Net;
using MaxMind.Db;

namespace Seyr.Enrichment;

/// <summary>
/// Tells the country of an address, from the database inside this assembly (see README.md for its source).
/// For any number of threads.
/// </summary>
public sealed class CountryDatabase : IDisposable
{
    private readonly Reader reader;
    private readonly CountryCache cache = new();

    /// <summary>Opens the database: about 8 MB outside the managed heap.</summary>
    public CountryDatabase()
    {
        using var stream = Resource.Open("country.mmdb");
        reader = new Reader(stream);
    }

    /// <summary>
    /// The country in which the address is registered, as ISO 3166-1 alpha-2 ("BD"); empty for private addresses and
    /// those that nobody claims.
    /// </summary>
    public string Find(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (ReservedNetworks.Contains(plain))
        {
            return "";
        }

        var network = CountryCache.Network(plain);
        if (cache.Find(network) is { } known)
        {
            return known;
        }

        var country = reader.Find<CountryRecord>(plain, out var prefixLength)?.CountryCode ?? "";
        if (prefixLength <= CountryCache.PrefixLength(plain))
        {
            cache.Add(network, country);
        }

        return country;
    }

    /// <summary>Closes the database.</summary>
    public void Dispose() => reader.Dispose();
}
