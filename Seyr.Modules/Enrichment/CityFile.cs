using System.Net;

namespace Seyr.Enrichment;

/// <summary>A city database, in either shape, and what was asked of it lately.</summary>
internal sealed class CityFile : IDisposable
{
    /// <summary>Longer than any place's name.</summary>
    private const int MaxNameLength = 100;

    /// <summary>Networks remembered: at most about 8 MB with their names.</summary>
    private const int CachePlaces = 1 << 15;

    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const int HashBits = 64 - 15;

    private readonly MmdbFile file;
    private readonly bool isFlat;
    private readonly Entry?[] cache = new Entry?[CachePlaces];

    private CityFile(MmdbFile file, bool isFlat) => (this.file, this.isFlat) = (file, isFlat);

    /// <summary>Opens it.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static CityFile Open(string path, string copy)
    {
        var file = MmdbFile.Open(path, copy);
        var isFlat = file.Has<CountryRecord>(static entry => entry.CountryCode is not null);
        if (isFlat || file.Has<CityRecord>(static entry => entry.Country?.Code is not null || entry.City is not null || entry.Regions is not null))
        {
            return new CityFile(file, isFlat);
        }

        file.Dispose();
        throw new InvalidDataException("no database of cities");
    }

    /// <summary>Where an address is; empty strings for what it doesn't know.</summary>
    /// <param name="address">Public, and not an IPv4 address in the form of IPv6.</param>
    public Place Find(IPAddress address)
    {
        var network = CountryCache.Network(address);
        ref var remembered = ref cache[(network * Spread) >> HashBits];
        if (Volatile.Read(ref remembered) is { } entry && entry.Network == network)
        {
            return entry.Place;
        }

        var place = isFlat ? Flat(address, out var prefixLength) : Nested(address, out prefixLength);
        if (prefixLength <= CountryCache.PrefixLength(address))
        {
            Volatile.Write(ref remembered, new Entry(network, place));
        }

        return place;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private Place Flat(IPAddress address, out int prefixLength)
    {
        var found = file.Find<FlatCityRecord>(address, out prefixLength);
        return new Place(Country(found?.CountryCode), Name(found?.Region), Name(found?.City));
    }

    private Place Nested(IPAddress address, out int prefixLength)
    {
        var found = file.Find<CityRecord>(address, out prefixLength);
        var country = Country(found?.Country?.Code);
        var region = found?.Regions is [var first, ..] ? first : null;
        return new Place(country, Region(country, region), Name(found?.City?.Names?.English));
    }

    /// <summary>By ISO 3166-2 where the database has the code: "US-CA".</summary>
    private static string Region(string country, NamedPart? region) =>
        country.Length > 0 && region?.Code is { Length: >= 1 and <= 3 } code && code.All(char.IsAsciiLetterOrDigit) ? $"{country}-{code}" : Name(region?.Names?.English);

    private static string Country(string? code) => code is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] ? code : "";

    private static string Name(string? name) =>
        name is { Length: <= MaxNameLength } && !name.Any(static letter => char.IsControl(letter) || char.IsSurrogate(letter)) ? name.Trim() : "";

    private sealed record Entry(ulong Network, Place Place);
}
