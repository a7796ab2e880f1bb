using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seyr.Identity;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>The module as the host puts it together, behind a real socket.</summary>
public sealed class BeaconEndpointTests
{
    private const string Good = """{"n":"pageview","u":"https://www.shop.example/a","d":"shop.example"}""";

    private TestDatabase database = null!;
    private EventStore store = null!;
    private WebApplication app = null!;
    private HttpClient http = null!;
    private IngestCounters counters = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        database = await TestDatabase.NewAsync(RelationalKind.Sqlite);
        store = await TestEngine.NewStoreAsync(EventStoreKind.Embedded);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(database.Data).AddSingleton(database.Store).AddSingleton(store).AddSingleton(TimeProvider.System)
            .AddSingleton(new SitesOptions(null)).AddSingleton<Users>().AddSingleton<SiteDirectory>().AddSingleton<Usage>().AddSingleton<Refusals>().AddSingleton<Provisioning>()
            .AddSingleton<ApiKeys>().AddSingleton<Throttle>()
            .AddIngest(new IngestOptions { SaltDirectory = "memory", FlushInterval = TimeSpan.FromMilliseconds(50) });
        app = builder.Build();
        app.UseIngest();
        app.Run(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        });
        await app.Services.GetRequiredService<Provisioning>().MakeFirstAsync("owner@seyr.example", "a long enough passphrase", "Seyr", "shop.example", "Etc/UTC", CancellationToken.None);
        await app.StartAsync();
        counters = app.Services.GetRequiredService<IngestCounters>();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(Chromium.UserAgent);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        http.Dispose();
        await app.DisposeAsync();
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [TestCase(Good, "text/plain")]
    [TestCase(Good, "application/json")]
    [TestCase("""{"n":"pageview","u":"https://nobody.example/"}""", "text/plain")]
    [TestCase("nonsense", "text/plain")]
    [TestCase("", "text/plain")]
    public async Task Answer_is_the_same_whatever_became_of_the_beacon(string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/i") { Content = content };
        request.Headers.Add("Cookie", "__Host-sid=x");
        request.Headers.Add("Origin", "https://www.shop.example");
        using var answer = await http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(answer.Headers.Select(static header => header.Key).Order(), Is.EqualTo(new[] { "Access-Control-Allow-Origin", "Date", "Server" }));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public async Task Accepted_beacon_is_stored_without_anybody_asking()
    {
        var before = counters.Stored;
        using var answer = await http.PostAsync("/i", new StringContent(Good));
        await TestRows.EventuallyAsync(() => counters.Stored > before && counters.Waiting == 0, "the row stored");
        Assert.That((await TestRows.CountAsync(store)).Rows, Is.EqualTo((ulong)counters.Stored));
    }

    [Test]
    public async Task Body_of_64_KiB_is_read_and_a_larger_one_is_refused_with_its_length_or_without([Values] bool chunked)
    {
        var (tooLarge, bad) = (counters.Refused(Refusal.TooLarge), counters.Refused(Refusal.BadBody));
        Assert.That(await PostAsync(Beacon.MaxBodyBytes, chunked), Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(counters.Refused(Refusal.BadBody), Is.EqualTo(bad + 1));
        Assert.That(await PostAsync(Beacon.MaxBodyBytes + 1, chunked), Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((counters.Refused(Refusal.TooLarge), counters.Refused(Refusal.BadBody)), Is.EqualTo((tooLarge + 1, bad + 1)));
    }

    [Test]
    public async Task Body_that_breaks_off_is_counted_as_broken()
    {
        var before = counters.Refused(Refusal.Broken);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, http.BaseAddress!.Port);
            await client.GetStream().WriteAsync("POST /i HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{\"n\":"u8.ToArray());
            await TestRows.EventuallyAsync(() => counters.Received > 0, "the request");
        }

        await TestRows.EventuallyAsync(() => counters.Refused(Refusal.Broken) == before + 1, "the refusal");
    }

    [Test]
    public async Task Other_methods_are_told_what_there_is_and_are_no_beacons()
    {
        var before = counters.Received;
        using var options = await http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/i"));
        using var get = await http.GetAsync("/i");
        using var elsewhere = await http.PostAsync("/i/x", new StringContent(Good));
        Assert.Multiple(() =>
        {
            Assert.That(options.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(options.Headers.GetValues("Access-Control-Allow-Methods"), Is.EqualTo(new[] { "POST" }));
            Assert.That(options.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
            Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
            Assert.That((int)elsewhere.StatusCode, Is.EqualTo(StatusCodes.Status418ImATeapot));
            Assert.That(counters.Received, Is.EqualTo(before));
        });
    }

    [Test]
    public async Task Books_balance()
    {
        foreach (var body in new[] { Good, "nonsense", "", """{"n":"pageview","u":"https://nobody.example/"}""" })
        {
            using var answer = await http.PostAsync("/i", new StringContent(body));
        }

        await PostAsync(Beacon.MaxBodyBytes + 1, chunked: true);
        Assert.That((counters.Accepted, counters.Refused(Refusal.TooLarge)), Is.Not.EqualTo((0L, 0L)));
        Assert.That(counters.Accepted + Enum.GetValues<Refusal>().Sum(counters.Refused), Is.EqualTo(counters.Received));
        var metrics = IngestModule.Metrics(app.Services);
        Assert.That(metrics, Does.Contain($"seyr_beacons_received_total {counters.Received}\n"));
        Assert.That(metrics, Does.Contain($"seyr_beacons_refused_total{{reason=\"TooLarge\"}} {counters.Refused(Refusal.TooLarge)}\n"));
    }

    [TestCase(null, null)]
    [TestCase("gzip", "gzip")]
    [TestCase("gzip, deflate, br, zstd", "br")]
    public async Task Tracker_comes_compressed_as_the_browser_can_and_once(string? accepted, string? encoding)
    {
        using var first = new HttpRequestMessage(HttpMethod.Get, "/s.js");
        first.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await http.SendAsync(first);
        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(encoding is null ? [] : new[] { encoding }));
        Assert.That(answer.Headers.Vary, Is.EqualTo(new[] { "Accept-Encoding" }));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/s.js");
        again.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await http.SendAsync(again);
        Assert.That((unchanged.StatusCode, (await unchanged.Content.ReadAsByteArrayAsync()).Length), Is.EqualTo((HttpStatusCode.NotModified, 0)));
    }

    [TestCase("/s.js", true)]
    [TestCase("/s.engagement.js", true)]
    [TestCase("/s.outbound.404.hash.outbound.js", true)]
    [TestCase("/s.404.downloads.engagement.forms.hash.outbound.pages.tagged.js", true)]
    [TestCase("/s.nothing.js", false)]
    [TestCase("/s..js", false)]
    [TestCase("/s.Engagement.js", false)]
    [TestCase("/s.js.js", false)]
    public async Task Every_build_of_the_tracker_is_at_its_address_in_any_order(string path, bool isThere)
    {
        using var answer = await http.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(isThere ? HttpStatusCode.OK : (HttpStatusCode)StatusCodes.Status418ImATeapot));
        if (isThere)
        {
            var name = string.Join('.', path[1..].Split('.')[1..^1].Distinct().Order(StringComparer.Ordinal).Prepend("s").Append("js"));
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tracker/dist", name))));
        }
    }

    private async Task<HttpStatusCode> PostAsync(int bytes, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/i") { Content = new StringContent(new string(' ', bytes)) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
