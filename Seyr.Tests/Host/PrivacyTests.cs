using System.Net;
using System.Text;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>After traffic, no byte that Seyr keeps holds a visitor's address or user agent.</summary>
[Category("Published")]
internal sealed class PrivacyTests : ServerFixture
{
    private const string Address4 = "203.0.113.77";
    private const string Address6 = "2001:db8:aced:77::beef";
    private const string UserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.7.77.777 Safari/537.36";

    [Test]
    public async Task No_byte_on_disk_or_in_the_log_holds_an_address_or_a_user_agent()
    {
        using var visitor = NewVisitor();
        foreach (var address in new[] { Address4, Address6 })
        {
            for (var i = 0; i < 20; i++)
            {
                await visitor.SendAsync($$"""{"n":"pageview","u":"https://ann.test/page-{{i}}","d":"ann.test"}""", UserAgent, ("X-Forwarded-For", address));
            }

            await visitor.SendAsync("{ broken", UserAgent, ("X-Forwarded-For", address));
            await visitor.SendAsync("""{"n":"pageview","u":"https://unknown.test/","d":"unknown.test"}""", UserAgent, ("X-Forwarded-For", address));
        }

        var counters = await SettledCountersAsync(visitor);
        Assert.That(counters["seyr_events_stored_total"], Is.EqualTo(40));
        using (var ann = await SignedInAsync("ann"))
        {
            Assert.That(await ann.GetTextAsync("/sites/ann.test?period=24h"), Does.Match("<strong[^>]*>2</strong>"), "two visitors, by their forwarded addresses");
        }

        Assert.That(await Seyr.StopAsync(), Is.Zero);
        var secrets = Secrets().ToList();
        var files = Directory.GetFiles(Data, "*", SearchOption.AllDirectories);
        Assert.That(files.Any(static file => file.EndsWith(".bin", StringComparison.Ordinal)), Is.True, "the events are on the disk");
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.That(secrets.Where(secret => bytes.AsSpan().IndexOf(secret.Bytes) >= 0).Select(static secret => secret.Name), Is.Empty, file);
        }

        var log = Encoding.UTF8.GetBytes(Seyr.Log);
        Assert.That(secrets.Where(secret => log.AsSpan().IndexOf(secret.Bytes) >= 0).Select(static secret => secret.Name), Is.Empty, "the log");
    }

    protected override void Configure(Dictionary<string, string> settings) => settings["TrustedProxies"] = "127.0.0.1";

    /// <summary>In the forms in which a program could have written them. Four raw bytes would be found by chance.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Secrets()
    {
        foreach (var text in new[] { Address4, Address6, UserAgent, "Chrome/131.7.77.777" })
        {
            yield return ($"{text} as UTF-8", Encoding.UTF8.GetBytes(text));
            yield return ($"{text} as UTF-16", Encoding.Unicode.GetBytes(text));
            yield return ($"{text} as base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=')[..^2]));
            yield return ($"{text} as hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))));
        }

        yield return ("the address, raw", IPAddress.Parse(Address6).GetAddressBytes());
        yield return ("the mapped address, raw", IPAddress.Parse(Address4).MapToIPv6().GetAddressBytes());
    }
}
