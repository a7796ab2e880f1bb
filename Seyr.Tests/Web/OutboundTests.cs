using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Seyr.Tests.Support;
using Seyr.Web;

namespace Seyr.Tests.Web;

/// <summary>Calls to servers that somebody else has named reach the internet, and nothing of this machine's network.</summary>
internal sealed class OutboundTests
{
    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.254")]
    [TestCase("0.0.0.0")]
    [TestCase("10.0.0.1")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.1.1")]
    [TestCase("100.64.0.1")]
    [TestCase("100.100.100.200")]
    [TestCase("169.254.169.254")]
    [TestCase("168.63.129.16")]
    [TestCase("192.0.0.192")]
    [TestCase("198.18.0.1")]
    [TestCase("224.0.0.1")]
    [TestCase("240.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:10.0.0.1")]
    [TestCase("::127.0.0.1")]
    [TestCase("fe80::1")]
    [TestCase("fc00::1")]
    [TestCase("fd00:ec2::254")]
    [TestCase("ff02::1")]
    [TestCase("64:ff9b::7f00:1")]
    [TestCase("64:ff9b:1::7f00:1")]
    [TestCase("2002:7f00:1::")]
    [TestCase("2001:0:7f00:1::")]
    [TestCase("2001:db8::1")]
    [TestCase("3fff::1")]
    [TestCase("5f00::1")]
    public async Task Nothing_but_the_internet_is_called(string address)
    {
        Assert.That(PublicAddresses.Contains(IPAddress.Parse(address)), Is.False);
        using var outbound = new Outbound(new WebOptions());
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        Assert.That((await outbound.GetAsync(new Uri($"http://{host}/"), CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.NotAllowed));
        Assert.That((await outbound.GetAsync(new Uri($"https://{host}/"), CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.NotAllowed));
    }

    [TestCase("1.1.1.1")]
    [TestCase("93.184.216.34")]
    [TestCase("172.32.0.1")]
    [TestCase("100.128.0.1")]
    [TestCase("::ffff:1.1.1.1")]
    [TestCase("2606:4700:4700::1111")]
    [TestCase("2001:4860:4860::8888")]
    public void The_internet_may_be_called(string address) => Assert.That(PublicAddresses.Contains(IPAddress.Parse(address)), Is.True);

    [TestCase("http://localhost/")]
    [TestCase("http://LOCALHOST/")]
    [TestCase("http://2130706433/")]
    [TestCase("http://0x7f.1/")]
    [TestCase("http://0177.0.0.1/")]
    [TestCase("http://127.1/")]
    [TestCase("http://1.1.1.1:22/")]
    [TestCase("http://1.1.1.1:8080/")]
    [TestCase("http://user:password@1.1.1.1/")]
    [TestCase("ftp://1.1.1.1/")]
    [TestCase("file:///etc/passwd")]
    [TestCase("gopher://1.1.1.1:80/")]
    public async Task Names_and_forms_of_addresses_that_lead_home_are_refused(string address)
    {
        using var outbound = new Outbound(new WebOptions());
        Assert.That((await outbound.GetAsync(new Uri(address), CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.NotAllowed));
    }

    [Test]
    public async Task What_is_refused_is_never_connected_to_and_what_is_allowed_is_by_name_too()
    {
        await using var site = await Responder.StartAsync(static context => context.Response.WriteAsync("here"));
        using var strict = new Outbound(new WebOptions { OutboundAllows = "10.0.0.0/8, 127.0.0.2" });
        Assert.That((await strict.GetAsync(site.Address, CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.NotAllowed));
        Assert.That(site.Asked, Is.Empty);

        using var open = new Outbound(new WebOptions { OutboundAllows = "127.0.0.1" });
        var byName = new UriBuilder(site.Address) { Host = "localhost" }.Uri;
        foreach (var address in new[] { site.Address, byName })
        {
            var answer = await open.GetAsync(address, CancellationToken.None);
            Assert.That((answer.Outcome, answer.Status, System.Text.Encoding.UTF8.GetString(answer.Body.Span)), Is.EqualTo((OutboundOutcome.Answered, 200, "here")));
        }
    }

    [TestCase("http://127.0.0.3:{0}/", "the same port of another address of this machine")]
    [TestCase("http://169.254.169.254/latest/meta-data/", "a cloud's secrets")]
    [TestCase("http://[::ffff:127.0.0.3]:{0}/", "the same in disguise")]
    [TestCase("//127.0.0.3:{0}/", "without a scheme")]
    [TestCase("file:///etc/passwd", "a file")]
    [TestCase("ftp://127.0.0.1/", "another protocol")]
    public async Task No_hop_leads_into_the_network(string to, string why)
    {
        await using var secret = await Responder.StartAsync(static context => context.Response.WriteAsync("secret"), "127.0.0.3");
        var location = string.Format(System.Globalization.CultureInfo.InvariantCulture, to, secret.Address.Port);
        await using var site = await Responder.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        using var outbound = new Outbound(new WebOptions { OutboundAllows = "127.0.0.1" });
        var answer = await outbound.GetAsync(site.Address, CancellationToken.None);
        Assert.That((answer.Outcome, answer.Body.Length), Is.EqualTo((OutboundOutcome.NotAllowed, 0)), why);
        Assert.That((site.Asked.Count, secret.Asked.Count), Is.EqualTo((1, 0)), why);
    }

    [Test]
    public async Task Hops_are_followed_up_to_three_without_cookies()
    {
        await using var site = await Responder.StartAsync(static context =>
        {
            var left = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            context.Response.Headers.SetCookie = "id=1";
            if (left > 0)
            {
                context.Response.Redirect($"/{left - 1}");
            }

            return Task.CompletedTask;
        });
        using var outbound = new Outbound(new WebOptions { OutboundAllows = "127.0.0.0/8" });
        var three = await outbound.GetAsync(new Uri(site.Address, "/3"), CancellationToken.None);
        Assert.That((three.Outcome, three.Address.AbsolutePath), Is.EqualTo((OutboundOutcome.Answered, "/0")));
        Assert.That((await outbound.GetAsync(new Uri(site.Address, "/4"), CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.TooManyRedirects));
        Assert.That(site.Asked.Select(static asked => asked.Cookie).Distinct(), Is.EqualTo(new[] { "" }));
    }

    [Test]
    public async Task Bodies_are_read_up_to_a_bound_also_those_that_unfold()
    {
        await using var site = await Responder.StartAsync(static async context =>
        {
            var isPacked = context.Request.Path == "/packed";
            context.Response.Headers.ContentEncoding = isPacked ? "gzip" : default;
            await using var to = isPacked ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            for (var i = 0; i < 40 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await to.WriteAsync(new byte[256 * 1024]);
            }
        });
        using var outbound = new Outbound(new WebOptions { OutboundAllows = "127.0.0.0/8" });
        foreach (var path in new[] { "/plain", "/packed" })
        {
            Assert.That((await outbound.GetAsync(new Uri(site.Address, path), CancellationToken.None)).Body.Length, Is.EqualTo(Outbound.MaxBodyBytes), path);
        }
    }

    [Test]
    public async Task Whoever_is_silent_is_not_waited_for()
    {
        await using var site = await Responder.StartAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var outbound = new Outbound(new WebOptions { OutboundAllows = "127.0.0.0/8" });
        Assert.That((await outbound.GetAsync(site.Address, CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.TooSlow));
        var away = new Uri($"http://127.0.0.1:{site.Address.Port}/");
        await site.DisposeAsync();
        Assert.That((await outbound.GetAsync(away, CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.Unreachable));
        Assert.That((await outbound.GetAsync(new Uri("http://no-such-host.invalid/"), CancellationToken.None)).Outcome, Is.EqualTo(OutboundOutcome.NoSuchHost));
    }

    [Test]
    public void Callers_can_give_up()
    {
        using var outbound = new Outbound(new WebOptions());
        Assert.That(async () => await outbound.GetAsync(new Uri("http://1.1.1.1/"), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }
}
