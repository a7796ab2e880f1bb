using System.Net;
using System.Net.Sockets;
using System.Text;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>What the beacon's address does with everything that is no beacon, on the running program.</summary>
[Category("Published")]
internal sealed class BadInputTests : ServerFixture
{
    private const string Good = """{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""";

    private static readonly string[] BadBodies =
    [
        "", "{", "[]", "1", "null", "\"pageview\"", "{}", """{"n":"pageview"}""", """{"u":"https://ann.test/"}""",
        """{"n":{},"u":[],"d":1}""", """{"n":"pageview","u":"data:text/html,x","d":"ann.test"}""", """{"n":"pageview","u":"/path","d":"ann.test"}""",
        """{"n":"","u":"https://ann.test/","d":"ann.test"}""", """{"n":"pageview","u":"https://ann.test/","d":"ann.test"} trailing""",
        """{"n":"\ud800","u":"https://ann.test/","d":"ann.test"}""",
        """{"n":"pageview","u":"https://ann.test/","d":"ann.test","x":""" + new string('[', 500) + new string(']', 500) + "}",
    ];

    [Test]
    public async Task A_body_that_is_no_event_is_answered_like_any_other_and_counted([ValueSource(nameof(BadBodies))] string body)
    {
        using var visitor = NewVisitor();
        var before = await SettledCountersAsync(visitor);
        var answer = await visitor.SendAsync(body);
        var after = await SettledCountersAsync(visitor);

        await AssertSilentAsync(answer);
        Assert.That(after["seyr_beacons_refused_total{reason=\"BadBody\"}"] - before["seyr_beacons_refused_total{reason=\"BadBody\"}"], Is.EqualTo(1));
        Assert.That(after["seyr_events_accepted_total"], Is.EqualTo(before["seyr_events_accepted_total"]));
    }

    [Test]
    public async Task Event_for_an_unknown_domain_is_counted_and_dropped()
    {
        using var visitor = NewVisitor();
        var before = await SettledCountersAsync(visitor);
        var known = await visitor.SendAsync(Good);
        var unknown = await visitor.SendAsync(Good.Replace("ann.test", "nobody.test", StringComparison.Ordinal));
        var after = await SettledCountersAsync(visitor);

        await AssertSilentAsync(known);
        await AssertSilentAsync(unknown);
        Assert.That(unknown.Headers.Select(static header => header.Key), Is.EqualTo(known.Headers.Select(static header => header.Key)), "the answer tells nothing");
        Assert.That(after["seyr_beacons_refused_total{reason=\"UnknownDomain\"}"] - before["seyr_beacons_refused_total{reason=\"UnknownDomain\"}"], Is.EqualTo(1));
        Assert.That(after["seyr_events_stored_total"] - before["seyr_events_stored_total"], Is.EqualTo(1));
    }

    [Test]
    public async Task Invalid_utf8_and_a_megabyte_are_refused_and_the_server_goes_on()
    {
        using var visitor = NewVisitor();
        var before = await SettledCountersAsync(visitor);
        byte[] broken = [.. Encoding.UTF8.GetBytes(Good)];
        broken[Good.IndexOf("ann", StringComparison.Ordinal)] = 0xC3;
        await AssertSilentAsync(await PostBytesAsync(broken));
        await AssertSilentAsync(await PostBytesAsync(new byte[1024 * 1024]));
        await AssertSilentAsync(await visitor.SendAsync(Good));
        var after = await SettledCountersAsync(visitor);

        Assert.That(after["seyr_beacons_refused_total{reason=\"TooLarge\"}"] - before["seyr_beacons_refused_total{reason=\"TooLarge\"}"], Is.EqualTo(1));
        Assert.That(after["seyr_events_accepted_total"] - before["seyr_events_accepted_total"], Is.EqualTo(1));
        var refused = after.Where(static pair => pair.Key.Contains("refused", StringComparison.Ordinal)).Sum(static pair => pair.Value);
        Assert.That(after["seyr_beacons_received_total"], Is.EqualTo(after["seyr_events_accepted_total"] + refused));
    }

    [Test]
    public async Task A_slow_sender_loses_the_connection_and_nobody_waits_for_it()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, Seyr.Address.Port);
        var stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"));

        using var visitor = NewVisitor();
        await AssertSilentAsync(await visitor.SendAsync(Good));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var buffer = new byte[4_096];
        var answer = new StringBuilder();
        int count;
        while ((count = await stream.ReadAsync(buffer, patience.Token)) > 0)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        Assert.That(answer.ToString(), Does.StartWith("HTTP/1.1 202").Or.StartWith("HTTP/1.1 408").Or.Empty);
        var counters = await SettledCountersAsync(visitor);
        Assert.That(counters["seyr_beacons_refused_total{reason=\"Broken\"}"], Is.Positive);
    }

    [Test]
    public async Task A_sender_who_hangs_up_leaves_no_trace_in_the_log()
    {
        using var visitor = NewVisitor();
        var before = await SettledCountersAsync(visitor);
        const int Senders = 200;
        for (var i = 0; i < Senders; i++)
        {
            using var rude = new TcpClient();
            await rude.ConnectAsync(IPAddress.Loopback, Seyr.Address.Port);
            await rude.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"));
            await Task.Delay(i % 5);
            rude.Client.LingerState = new LingerOption(true, 0);
        }

        await AssertSilentAsync(await visitor.SendAsync(Good));
        var after = await SettledCountersAsync(visitor);
        Assert.That(after["seyr_events_accepted_total"], Is.EqualTo(before["seyr_events_accepted_total"] + 1));
        Assert.That(Seyr.Log, Does.Not.Contain("xception").And.Not.Contain("fail:").And.Not.Contain("warn:"));
    }

    [Test]
    public async Task Forwarded_headers_of_just_anybody_count_for_nothing()
    {
        using var bob = await SignedInAsync("bob");
        for (var i = 1; i <= 5; i++)
        {
            await bob.SendAsync(Good.Replace("ann.test", "bob.test", StringComparison.Ordinal), Chromium.UserAgent, ("X-Forwarded-For", $"203.0.113.{i}"), ("CF-Connecting-IP", $"203.0.113.{i}"));
        }

        await SettledCountersAsync(bob);
        Assert.That(await bob.GetTextAsync("/sites/bob.test"), Does.Contain("1 current visitor<"));
    }

    [Test]
    public async Task Other_methods_are_told_what_is_taken()
    {
        using var client = new HttpClient { BaseAddress = Seyr.Address };
        Assert.That((await client.GetAsync("/i")).StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        using var question = new HttpRequestMessage(HttpMethod.Options, "/i");
        var answer = await client.SendAsync(question);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public async Task The_counters_are_for_who_knows_the_token()
    {
        using var client = new HttpClient { BaseAddress = Seyr.Address };
        Assert.That((await client.GetAsync("/metrics")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<HttpResponseMessage> PostBytesAsync(byte[] body)
    {
        using var client = new HttpClient { BaseAddress = Seyr.Address };
        return await client.PostAsync("/i", new ByteArrayContent(body));
    }

    private static async Task AssertSilentAsync(HttpResponseMessage answer)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
    }
}
