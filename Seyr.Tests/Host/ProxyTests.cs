using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>Behind a trusted proxy the right-most hop that isn't trusted is the visitor; what stands left of it is a claim.</summary>
[Category("Published")]
internal sealed class ProxyTests : ServerFixture
{
    [Test]
    public async Task The_right_most_untrusted_hop_is_the_visitor()
    {
        using var ann = await SignedInAsync("ann");
        foreach (var hops in new[] { "203.0.113.9", "192.0.2.1, 203.0.113.9", "192.0.2.2, 198.51.100.7, 203.0.113.9, 10.1.2.3", "garbage, 203.0.113.9", "203.0.113.9:4711" })
        {
            await SendAsync(ann, hops);
        }

        await SettledCountersAsync(ann);
        Assert.That(await ann.GetTextAsync("/sites/ann.test"), Does.Contain("1 current visitor<"));

        await SendAsync(ann, "2001:db8::1");
        await SettledCountersAsync(ann);
        Assert.That(await ann.GetTextAsync("/sites/ann.test"), Does.Contain("2 current visitors<"));
    }

    protected override void Configure(Dictionary<string, string> settings) => settings["TrustedProxies"] = "127.0.0.1, 10.0.0.0/8";

    private static Task<HttpResponseMessage> SendAsync(Visitor visitor, string hops) =>
        visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""", Chromium.UserAgent, ("X-Forwarded-For", hops));
}
