using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Seyr.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>
/// After two days no byte that is kept has a salt, an address or a user agent, and nothing that is kept computes
/// yesterday's ids again.
/// </summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
internal sealed class TwoDaysTests
{
    private readonly Traces traces = new();
    private readonly TwoDays days = new();

    [OneTimeSetUp]
    public async Task Live()
    {
        await days.LiveAsync();
        traces.AddSalt("the first day's salt", days.Salts[0]);
        traces.AddSalt("the second day's salt", days.Salts[1]);
        foreach (var address in TwoDays.Addresses)
        {
            traces.AddAddress(address);
        }

        foreach (var text in new[] { TwoDays.Agent, "DistinctiveAgent", "140.17.7177.717" })
        {
            traces.AddText(text);
        }
    }

    [OneTimeTearDown]
    public async Task Close() => await days.DisposeAsync();

    [Test]
    public void No_file_has_a_salt_an_address_or_a_user_agent() => Assert.That(traces.FindIn(days.Kept()), Is.Empty);

    [Test]
    public void No_value_of_a_table_has_one()
    {
        Assert.That(days.Rows.Any(static row => row.Contains(Hex(TwoDays.Marker), StringComparison.Ordinal)), Is.True);
        Assert.That(days.Rows.SelectMany(row => traces.FindIn("a row", Convert.FromHexString(row))), Is.Empty);
    }

    [Test]
    public void No_log_no_metric_and_no_page_has_one()
    {
        Assert.That(days.Log.ToString(), Is.Not.Empty);
        Assert.That(traces.FindIn("the log", Encoding.UTF8.GetBytes(days.Log.ToString())), Is.Empty);
        Assert.That(days.Told, Does.Contain("seyr_events_accepted_total").And.Contain(TwoDays.Marker));
        Assert.That(traces.FindIn("a page", Encoding.UTF8.GetBytes(days.Told)), Is.Empty);
    }

    [Test]
    public void After_the_day_the_file_has_the_present_salt_and_no_other()
    {
        var file = File.ReadAllBytes(days.SaltPath);
        byte[] present = [.. BitConverter.GetBytes(days.Day), .. days.Salts[1]];
        Assert.That(file[..present.Length], Is.EqualTo(present));
        Assert.That(file[present.Length..], Has.All.Zero);
        Assert.That(days.Salts, Is.Unique);
    }

    [Test]
    public void Nothing_that_is_kept_computes_an_id_of_yesterday_again()
    {
        var id = Hex(days.FirstId.ToString(CultureInfo.InvariantCulture));
        Assert.That(days.Rows.Any(row => row.Contains(id, StringComparison.Ordinal)), Is.True, "the id that is looked for stands in a row");
        Assert.That(Computes(days.FirstSaltFile), Is.True, "with what the file had on the first day it works");

        // The event store's own files are larger than an attempt a byte allows; No_file_has_a_salt reads those.
        var files = Directory.EnumerateFiles(days.Root, "*", SearchOption.AllDirectories).Append(days.SaltPath).ToList();
        Assert.That(files.Where(file => Computes(Traces.Read(file))), Is.Empty);
    }

    [Test]
    public void Search_finds_what_is_there()
    {
        var marker = new Traces();
        marker.AddText(TwoDays.Marker);
        var files = days.Kept().ToList();
        Assert.That(marker.FindIn(files.Where(static file => file.EndsWith(".bin", StringComparison.Ordinal))), Is.Not.Empty, "in the event store");
        foreach (var file in new[] { "seyr.db", "copy.db", "copy.tar" })
        {
            Assert.That(Encoding.Latin1.GetString(Traces.Read(files.Single(path => path.EndsWith(file, StringComparison.Ordinal)))), Does.Contain("ann@ann.test"), file);
        }

        Assert.That(marker.FindIn(files.Where(static file => file.EndsWith(".tar", StringComparison.Ordinal))), Is.Not.Empty, "in the copy of what waited");
    }

    [Test]
    public void Search_finds_each_secret_that_is_planted([Range(0, 10)] int form)
    {
        var addresses = TwoDays.Addresses.Select(static text => IPAddress.Parse(text).GetAddressBytes()).ToList();
        byte[] planted = form switch
        {
            0 => Encoding.UTF8.GetBytes(TwoDays.Addresses[0]),
            1 => Encoding.Unicode.GetBytes(TwoDays.Agent),
            2 => addresses[3],
            3 => IPAddress.Parse(TwoDays.Addresses[0]).MapToIPv6().GetAddressBytes(),
            4 => [.. addresses[0], 9, .. addresses[1]],
            5 => days.Salts[0][16..],
            6 => Encoding.ASCII.GetBytes(Convert.ToHexString(days.Salts[1])),
            7 => Encoding.ASCII.GetBytes(Convert.ToBase64String([1, .. days.Salts[0], 2])),
            8 => Encoding.ASCII.GetBytes(Base64Url.EncodeToString([1, 2, .. days.Salts[1], 3])),
            9 => Encoding.ASCII.GetBytes(Convert.ToBase64String(days.Salts[1])),
            _ => "of a DistinctiveAgent, of course"u8.ToArray(),
        };
        var file = Path.Combine(days.Root, "planted");
        File.WriteAllBytes(file, [0, 1, 2, .. planted, 3, 4]);
        Assert.That(traces.FindIn(days.Kept()), Is.Not.Empty.And.All.StartsWith(file));
        File.Delete(file);
    }

    /// <summary>Whether any 32 bytes of these are a salt under which the first visitor has its id.</summary>
    private bool Computes(byte[] bytes)
    {
        byte[][] parts = [IPAddress.Parse(TwoDays.Addresses[0]).GetAddressBytes(), Encoding.UTF8.GetBytes(TwoDays.Agent), Encoding.UTF8.GetBytes(WholeServer.Domain)];
        byte[] message = [.. parts.SelectMany(WithLength)];
        return Enumerable.Range(0, Math.Max(0, bytes.Length - DailySalt.Bytes + 1)).AsParallel().Any(at =>
        {
            var key = bytes.AsSpan(at, DailySalt.Bytes);
            return key.ContainsAnyExcept((byte)0) && BinaryPrimitives.ReadUInt64LittleEndian(HMACSHA256.HashData(key, message)) == days.FirstId;
        });
    }

    private static byte[] WithLength(byte[] bytes) => [(byte)bytes.Length, (byte)(bytes.Length >> 8), .. bytes];

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
