using System.Net;
using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

public sealed class CountryDatabaseTests
{
    private CountryDatabase countries = null!;

    [OneTimeSetUp]
    public void Open() => countries = new CountryDatabase();

    [OneTimeTearDown]
    public void Close() => countries.Dispose();

    [TestCase("8.8.8.8", "US")]
    [TestCase("1.1.1.1", "AU")]
    [TestCase("103.4.145.245", "BD")]
    [TestCase("193.0.6.139", "NL")]
    [TestCase("2001:4860:4860::8888", "US")]
    [TestCase("2001:67c:2e8:22::c100:68b", "NL")]
    public void Country_of_a_public_address_is_the_one_it_is_registered_in(string address, string country) =>
        Assert.That(countries.Find(IPAddress.Parse(address)), Is.EqualTo(country));

    [Test]
    public void Address_of_version_4_in_the_form_of_version_6_is_the_same_address() =>
        Assert.That(countries.Find(IPAddress.Parse("::ffff:103.4.145.245")), Is.EqualTo("BD"));

    [TestCase("0.0.0.0")]
    [TestCase("10.1.2.3")]
    [TestCase("100.64.0.1")]
    [TestCase("127.0.0.1")]
    [TestCase("169.254.169.254")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.1.1")]
    [TestCase("203.0.113.7")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::ffff:192.168.1.1")]
    [TestCase("fe80::1%3")]
    [TestCase("fd12:3456::1")]
    [TestCase("ff02::1")]
    [TestCase("2001:db8::1")]
    public void Reserved_address_belongs_to_no_country(string address) =>
        Assert.That(countries.Find(IPAddress.Parse(address)), Is.Empty);

    [Test]
    public void What_is_remembered_of_a_network_is_true_of_each_of_its_addresses()
    {
        var random = new Random(20_260_102);
        using var stream = Resource.Open("country.mmdb");
        using var reader = new MaxMind.Db.Reader(stream);
        for (var network = 0; network < 2_000; network++)
        {
            var bytes = network % 2 == 0 ? new byte[4] : new byte[16];
            random.NextBytes(bytes);
            bytes[0] = (byte)(network % 2 == 0 ? 1 + random.Next(9) : 0x20);
            bytes[1] = (byte)(network % 2 == 0 ? bytes[1] : 1 + random.Next(5));
            for (var address = 0; address < 20; address++)
            {
                random.NextBytes(bytes.AsSpan(network % 2 == 0 ? 3 : 6));
                var plain = new IPAddress(bytes);
                var told = reader.Find<CountryRecord>(plain)?.CountryCode ?? "";
                Assert.That(countries.Find(plain), Is.EqualTo(ReservedNetworks.Contains(plain) ? "" : told), $"{plain}");
            }
        }
    }

    [Test]
    public void Every_answer_is_two_capital_letters_or_nothing()
    {
        var random = new Random(20_260_101);
        var bytes = new byte[16];
        for (var count = 0; count < 20_000; count++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(0x20 | (bytes[0] & 0x1F));
            Assert.That(countries.Find(new IPAddress(bytes)), Does.Match("^([A-Z]{2})?$"));
            Assert.That(countries.Find(new IPAddress(bytes.AsSpan(8, 4))), Does.Match("^([A-Z]{2})?$"));
        }
    }

    [Test]
    public void Many_threads_get_the_same_answers() =>
        Parallel.For(0, 10_000, _ => Assert.That(countries.Find(IPAddress.Parse("8.8.8.8")), Is.EqualTo("US")));
}
