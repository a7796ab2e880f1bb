namespace Seyr.Tests.Support;

/// <summary>Databases of cities and of autonomous systems that know of a few networks.</summary>
/// <param name="Directory">Where they are, with room for copies.</param>
/// <param name="Cities">In MaxMind's shape.</param>
/// <param name="Networks">The autonomous systems.</param>
/// <param name="Numbers">Those that are datacentres'.</param>
internal sealed record TestDatabases(string Directory, string Cities, string Networks, string Numbers)
{
    /// <summary>An address in a datacentre.</summary>
    public const string InDatacentre = "34.64.0.7";

    /// <summary>One in a network that isn't on the list.</summary>
    public const string NotInDatacentre = "81.2.69.142";

    public static TestDatabases New()
    {
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, $"databases-{Guid.NewGuid():N}")).FullName;
        var databases = new TestDatabases(
            directory, Path.Combine(directory, "cities.mmdb"), Path.Combine(directory, "networks.mmdb"), Path.Combine(directory, "numbers.txt"));
        File.WriteAllBytes(databases.Cities, MmdbWriter.Write(
            "GeoLite2-City", isVersion4: false,
            ("8.8.8.0/24", City("US", "CA", "California", "Mountain View")), ("81.2.69.0/24", City("GB", null, "England", "London")),
            ("2001:4860::/32", City("US", "NY", "New York", "New York")), ("91.64.0.0/16", City("DE", "BE", "Land Berlin", null)),
            ("193.0.6.0/24", City(null, null, null, "Amsterdam")), ("1.1.1.128/25", City("AU", "NSW", "New South Wales", "Sydney"))));
        File.WriteAllBytes(databases.Networks, MmdbWriter.Write(
            "GeoLite2-ASN", isVersion4: false, ("34.64.0.0/10", Network(396_982)), ("81.2.69.0/24", Network(20_712)), ("10.0.0.0/8", Network(396_982)),
            ("2600:1900::/28", Network(396_982))));
        File.WriteAllText(databases.Numbers, "# of clouds\nAS396982 # one\n\n 14061\n");
        return databases;
    }

    /// <summary>An entry in MaxMind's shape.</summary>
    public static Dictionary<string, object> City(string? country, string? code, string? region, string? city)
    {
        static Dictionary<string, object> Names(string name) => new() { ["de"] = "auf Deutsch", ["en"] = name };
        var entry = new Dictionary<string, object> { ["location"] = new Dictionary<string, object> { ["time_zone"] = "Etc/UTC" } };
        if (country is not null)
        {
            entry["country"] = new Dictionary<string, object> { ["geoname_id"] = 1U, ["iso_code"] = country, ["names"] = Names("Somewhere") };
        }

        if (region is not null)
        {
            var first = new Dictionary<string, object> { ["names"] = Names(region) };
            if (code is not null)
            {
                first["iso_code"] = code;
            }

            entry["subdivisions"] = new object[] { first, new Dictionary<string, object> { ["iso_code"] = "XXX" } };
        }

        if (city is not null)
        {
            entry["city"] = new Dictionary<string, object> { ["names"] = Names(city) };
        }

        return entry;
    }

    private static Dictionary<string, object> Network(uint number) =>
        new() { ["autonomous_system_number"] = number, ["autonomous_system_organization"] = "Somebody" };
}
