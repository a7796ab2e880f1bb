using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Ingest;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>
/// Whose address a beacon counts for, with each way to write the forwarded headers. The visitor's id in the row says it:
/// it can be computed for one address only.
/// </summary>
internal sealed class ForwardedTests
{
    private const string Proxies = "127.0.0.1, 10.0.0.0/8, 2001:db8:aaaa::/48, ::ffff:192.168.7.0/120, fe80::/10";
    private const string Socket = "127.0.0.1";
    private const string Real = "203.0.113.9";

    private static readonly (string Name, string Expected, string[] Headers)[] Cases =
    [
        ("nothing", Socket, []),
        ("one hop", Real, [Real]),
        ("IPv6", "2001:db8::1", ["2001:db8::1"]),
        ("IPv6 written out", "2001:db8::1", ["2001:0DB8:0:0:0:0:0:0001"]),
        ("mapped", Real, ["::ffff:203.0.113.9"]),
        ("mapped, in hexadecimal", Real, ["::ffff:cb00:7109"]),
        ("port", Real, ["203.0.113.9:5678"]),
        ("brackets", "2001:db8::1", ["[2001:db8::1]"]),
        ("brackets and port", "2001:db8::1", ["[2001:db8::1]:443"]),
        ("mapped, brackets and port", Real, ["[::ffff:203.0.113.9]:443"]),
        ("zone of a link", "2001:db8::1", ["2001:db8::1, fe80::1%1"]),
        ("spaces and tabs", Real, [$" \t {Real} \t "]),
        ("empty elements", Real, [$",, ,{Real}, ,,"]),
        ("empty header", Socket, [""]),
        ("several headers", Real, ["192.0.2.1", Real, "10.0.0.1"]),
        ("forged before the real one", Real, [$"192.0.2.1, {Real}"]),
        ("forged in a header of its own", Real, ["192.0.2.1", Real]),
        ("forged as one of the proxies", Real, [$"10.0.0.1, 127.0.0.1, {Real}"]),
        ("trusted network", Real, [$"192.0.2.1, {Real}, 10.1.2.3"]),
        ("trusted network, mapped", Real, [$"192.0.2.1, {Real}, ::ffff:10.1.2.3"]),
        ("trusted network of IPv6", Real, [$"192.0.2.1, {Real}, [2001:db8:aaaa::5]:80"]),
        ("next to a trusted network of IPv6", "2001:db8:aaab::5", [$"{Real}, 2001:db8:aaab::5"]),
        ("network configured as mapped", Real, [$"192.0.2.1, {Real}, 192.168.7.200"]),
        ("next to the network configured as mapped", "192.168.8.1", [$"{Real}, 192.168.8.1"]),
        ("all hops trusted", "10.0.0.3", ["10.0.0.3, 10.0.0.2, 10.0.0.1"]),
        ("a thousand forged hops", Real, [string.Join(", ", Enumerable.Repeat("192.0.2.1", 1_000)) + $", {Real}"]),
        ("a thousand trusted hops", Real, [$"192.0.2.1, {Real}, " + string.Join(", ", Enumerable.Repeat("10.0.0.1", 1_000))]),
        ("garbage before the real one", Real, [$"<script>, {Real}"]),
        ("garbage at the proxy's end", Socket, [$"{Real}, garbage"]),
        ("garbage behind a trusted hop", "10.0.0.1", [$"{Real}, garbage, 10.0.0.1"]),
        ("unknown", "10.0.0.1", [$"{Real}, unknown, 10.0.0.1"]),
        ("hidden", "10.0.0.1", [$"{Real}, _hidden, 10.0.0.1"]),
        ("quoted", Real, [$"\"{Real}\""]),
        ("a quote without an end", Socket, [$"\"{Real}"]),
        ("a port that is none", Socket, [$"{Real}:99999"]),
        ("an address that is none", Socket, ["256.1.1.1"]),
        ("brackets without an end", Socket, ["[2001:db8::1"]),
        ("bytes that are no letters", Socket, ["\u00e9\u00ff"]),
    ];

    private readonly string data = Directory.CreateTempSubdirectory("seyr-forwarded-").FullName;
    private readonly LogList log = new();
    private readonly Dictionary<string, string> counted = [];
    private readonly Dictionary<string, string> expected = [];

    [OneTimeSetUp]
    public async Task SendAll()
    {
        await using var trusting = await StartAsync(Proxies);
        using var visitor = new Sender(trusting.Address.Port);
        foreach (var (name, address, hops) in Cases)
        {
            await visitor.SendAsync(name, [.. hops.Select(static hop => $"X-Forwarded-For: {hop}")]);
            expected[name] = Id(trusting, address);
        }

        string[] others = ["Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.2", "CF-Connecting-IP: 192.0.2.3", "True-Client-IP: 192.0.2.4", "X-Original-For: 192.0.2.5", "X-Client-IP: 192.0.2.6", "Client-IP: 192.0.2.7"];
        await visitor.SendAsync("other headers alone", others);
        await visitor.SendAsync("other headers too", [.. others, $"X-Forwarded-For: {Real}"]);
        await visitor.SendAsync("more protocols than hops", [$"X-Forwarded-For: {Real}", "X-Forwarded-Proto: https, http, https, \"", "X-Forwarded-Proto: javascript"]);
        await CollectAsync(trusting);
        expected["other headers alone"] = Id(trusting, Socket);
        expected["other headers too"] = expected["more protocols than hops"] = Id(trusting, Real);
    }

    [OneTimeTearDown]
    public void RemoveData() => Directory.Delete(data, recursive: true);

    [Test]
    public void The_right_address_counts([ValueSource(nameof(Names))] string name) => Assert.That(counted[name], Is.EqualTo(expected[name]));

    [TestCase("")]
    [TestCase("10.0.0.0/8, 203.0.113.9")]
    public async Task A_client_that_is_no_proxy_counts_for_its_own_address(string proxies)
    {
        await using var server = await StartAsync(proxies);
        using var visitor = new Sender(server.Address.Port);
        await visitor.SendAsync("forged", $"X-Forwarded-For: {Real}", "X-Forwarded-Proto: https");
        await visitor.SendAsync("forged twice", $"X-Forwarded-For: 192.0.2.1, {Real}", "X-Forwarded-For: 10.0.0.1");
        await CollectAsync(server);
        Assert.That(new[] { counted["forged"], counted["forged twice"] }, Has.All.EqualTo(Id(server, Socket)));
    }

    [TestCase("http://[::]:0", "127.0.0.1")]
    [TestCase("http://*:0", "::ffff:127.0.0.1")]
    public async Task A_proxy_is_known_on_a_socket_of_both_kinds_of_address(string listen, string proxy)
    {
        await using var server = await StartAsync(proxy, listen);
        using var visitor = new Sender(server.Address.Port);
        await visitor.SendAsync("both kinds", $"X-Forwarded-For: {Real}");
        await CollectAsync(server);
        Assert.That(counted["both kinds"], Is.EqualTo(Id(server, Real)));
    }

    [Test]
    public void Nothing_of_it_is_logged() => Assert.That(log.ToString(), Does.Not.Contain(Real).And.Not.Contain("192.0.2").And.Not.Contain("xception"));

    private static IEnumerable<string> Names() => [.. Cases.Select(static pair => pair.Name), "other headers alone", "other headers too", "more protocols than hops"];

    private async Task<WholeServer> StartAsync(string proxies, string listen = "http://127.0.0.1:0")
    {
        var options = new SeyrOptions { DataDirectory = Path.Combine(data, TestEngine.NewDatabaseName()), TrustedProxies = proxies, Listen = listen };
        options.Ingest.SaltDirectory = "memory";
        Assert.That(options.Problems(), Is.Empty);
        return await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)), log);
    }

    private static string Id(WholeServer server, string address) =>
        VisitorId.Compute(server.Services.GetRequiredService<DailySalt>(), IPAddress.Parse(address), Chromium.UserAgent, WholeServer.Domain).Today.ToString("x16", null);

    private async Task CollectAsync(WholeServer server)
    {
        await server.FlushAsync();
        foreach (var (name, id) in await server.Events.QueryAsync("select name, lower(hex(visitor_id)) from events", [], static row => (row.GetString(0), row.GetString(1)), CancellationToken.None))
        {
            counted[name] = id.PadLeft(16, '0');
        }
    }

    /// <summary>Headers as they are written here: no library tidies them up.</summary>
    private sealed class Sender(int port) : IDisposable
    {
        private readonly RawConnection connection = new(port);

        public Task SendAsync(string name, params string[] headers)
        {
            var body = $$"""{"n":"{{name}}","u":"https://{{WholeServer.Domain}}/"}""";
            var head = $"POST /i HTTP/1.1\r\nHost: x\r\nUser-Agent: {Chromium.UserAgent}\r\n{string.Concat(headers.Select(static header => header + "\r\n"))}Content-Length: {body.Length}\r\n\r\n";
            return connection.SendAsync([new(System.Text.Encoding.Latin1.GetBytes(head + body), Due.Accepted)], new Random(1));
        }

        public void Dispose() => connection.Dispose();
    }
}
