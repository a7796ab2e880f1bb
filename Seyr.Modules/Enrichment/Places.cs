using System.Globalization;
using System.Net;

namespace Seyr.Enrichment;

/// <summary>
/// Tells where an address is: its country always, region and city where the operator gives a database of them, which is
/// opened anew when it changes. For any number of threads.
/// </summary>
public sealed class Places : IDisposable
{
    private readonly CountryDatabase countries;
    private readonly WatchedFile<CityFile>[] cities;

    /// <param name="countries">Tells the country where no city database does.</param>
    /// <param name="paths">City databases, with semicolons between them (some packages have one for each version of IP); the first that knows an address counts.</param>
    /// <param name="directory">Where there is room for copies of them, for as long as they are open.</param>
    /// <param name="clock">Tells when to look whether one has changed.</param>
    /// <param name="complain">Is told the path and what is wrong, once, when one can't be read.</param>
    public Places(CountryDatabase countries, string paths, string directory, TimeProvider clock, Action<string, string>? complain = null)
    {
        this.countries = countries;
        cities = [.. Paths(paths).Select((path, number) => new WatchedFile<CityFile>(
            path, file => CityFile.Open(file, Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"city-{number}.mmdb"))), clock, complain))];
    }

    /// <summary>The files that a list names.</summary>
    public static string[] Paths(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Where an address is; nowhere, for private addresses and those that nobody claims.</summary>
    public Place Find(IPAddress address)
    {
        if (cities.Length > 0)
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            if (ReservedNetworks.Contains(plain))
            {
                return new Place("", "", "");
            }

            foreach (var file in cities)
            {
                if (file.Current?.Find(plain) is { } place && (place.Country.Length > 0 || place.City.Length > 0 || place.Region.Length > 0))
                {
                    return place.Country.Length > 0 ? place : place with { Country = countries.Find(address) };
                }
            }
        }

        return new Place(countries.Find(address), "", "");
    }

    /// <summary>Opens what has changed.</summary>
    internal void Look()
    {
        foreach (var file in cities)
        {
            file.Look();
        }
    }

    /// <summary>Closes the city databases.</summary>
    public void Dispose()
    {
        foreach (var file in cities)
        {
            file.Dispose();
        }
    }
}
