using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class VisitorIdTests
{
    private const string Agent = "SomethingOfItsOwn/1.0";
    private const string Domain = "shop.example";
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    private FakeTimeProvider clock = null!;
    private DailySalt salt = null!;

    [SetUp]
    public void Open()
    {
        clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        salt = new DailySalt(clock, file: null);
    }

    [TearDown]
    public void Close() => salt.Dispose();

    [Test]
    public void Same_address_agent_and_domain_are_the_same_visitor() =>
        Assert.That(Id(IPAddress.Parse("203.0.113.7"), new string(Agent), Domain), Is.EqualTo(Id(Address, Agent, Domain)));

    [Test]
    public void Any_other_address_agent_or_domain_is_another_visitor()
    {
        var ids = new[]
        {
            Id(Address, Agent, Domain),
            Id(IPAddress.Parse("203.0.113.8"), Agent, Domain),
            Id(IPAddress.Parse("2001:db8::7"), Agent, Domain),
            Id(IPAddress.Parse("2001:db8::8"), Agent, Domain),
            Id(Address, Agent + " ", Domain),
            Id(Address, "", Domain),
            Id(Address, Agent, "shop.example.org"),
            Id(Address, Agent, ""),
        };
        Assert.That(ids, Is.Unique);
    }

    [Test]
    public void Address_of_version_4_in_the_form_of_version_6_is_the_same_visitor() =>
        Assert.That(Id(IPAddress.Parse("::ffff:203.0.113.7"), Agent, Domain), Is.EqualTo(Id(Address, Agent, Domain)));

    [Test]
    public void Zone_of_an_address_tells_nobody_apart() =>
        Assert.That(Id(IPAddress.Parse("fe80::7%3"), Agent, Domain), Is.EqualTo(Id(IPAddress.Parse("fe80::7"), Agent, Domain)));

    [Test]
    public void What_one_text_ends_with_is_not_what_the_next_begins_with()
    {
        // Without the lengths all of a line would be one text.
        Assert.That(Id(Address, "agent-a", "b.example"), Is.Not.EqualTo(Id(Address, "agent-", "ab.example")));
        Assert.That(Id(Address, "agent-ab.example", ""), Is.Not.EqualTo(Id(Address, "", "agent-ab.example")));

        var six = new IPAddress([203, 0, 113, 7, .. "shifted text"u8]);
        Assert.That(Id(six, "", Domain), Is.Not.EqualTo(Id(Address, "shifted text", Domain)));
    }

    [Test]
    public void Long_and_broken_agents_are_no_exception_and_count_by_their_first_1024_bytes()
    {
        var long1 = new string('a', 1_024);
        Assert.That(Id(Address, long1 + "b", Domain), Is.EqualTo(Id(Address, long1, Domain)));
        Assert.That(Id(Address, long1[1..] + "b", Domain), Is.Not.EqualTo(Id(Address, long1, Domain)));
        Assert.That(() => Id(Address, new string('ক', 20_000) + "\uD800", new string('d', 253)), Throws.Nothing);
    }

    [Test]
    public void Ids_say_nothing_of_what_they_are_made_of()
    {
        using var known = KnownSalt();
        var ids = Enumerable.Range(0, 10_000).Select(i => VisitorId.Compute(known, new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), Agent, Domain).Today).ToList();
        Assert.That(ids, Is.Unique);
        for (var bit = 0; bit < 64; bit++)
        {
            // Half of them, five standard deviations off at most.
            Assert.That(ids.Count(id => (id >> bit & 1) == 1), Is.InRange(4_750, 5_250), $"bit {bit}");
        }
    }

    [Test]
    public void Id_is_the_first_64_bits_of_the_keyed_hash_of_the_length_prefixed_texts()
    {
        using var known = KnownSalt();
        byte[] message = [4, 0, 203, 0, 113, 7, 21, 0, .. "SomethingOfItsOwn/1.0"u8, 12, 0, .. "shop.example"u8];
        var key = Enumerable.Range(1, DailySalt.Bytes).Select(static i => (byte)i).ToArray();
        var hash = HMACSHA256.HashData(key, message);
        Assert.That(VisitorId.Compute(known, Address, Agent, Domain).Today, Is.EqualTo(BitConverter.ToUInt64(hash)));
    }

    [Test]
    public void Another_salt_makes_another_visitor_of_everybody()
    {
        using var other = new DailySalt(clock, file: null);
        Assert.That(VisitorId.Compute(other, Address, Agent, Domain).Today, Is.Not.EqualTo(Id(Address, Agent, Domain)));
    }

    /// <summary>A salt of bytes 1 to 32, as a restart finds it in its file: chance has no part in what is tested with it.</summary>
    private DailySalt KnownSalt()
    {
        var directory = Directory.CreateTempSubdirectory("seyr-salt-").FullName;
        try
        {
            var file = Path.Combine(directory, "seyr.salt");
            new DailySalt(clock, file).Dispose();
            using (var stream = new FileStream(file, FileMode.Open))
            {
                stream.Position = sizeof(int);
                stream.Write([.. Enumerable.Range(1, DailySalt.Bytes).Select(static i => (byte)i)]);
            }

            return new DailySalt(clock, file);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private ulong Id(IPAddress address, string agent, string domain) => VisitorId.Compute(salt, address, agent, domain).Today;
}
