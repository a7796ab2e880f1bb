using System.Net;
using System.Text;
using System.Text.Json;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary><c>POST /api/v1/events</c> on the running program: keys, bounds, answers, and any bytes at all.</summary>
[Category("Published")]
internal sealed class EventsApiTests : ServerFixture
{
    private const string Path = "/api/v1/events";

    private HttpClient http = null!;

    [OneTimeSetUp]
    public void Connect() => http = new HttpClient { BaseAddress = Seyr.Address };

    [OneTimeTearDown]
    public void Disconnect() => http.Dispose();

    [Test]
    public async Task Events_are_taken_stored_and_told_by_index()
    {
        using var visitor = NewVisitor();
        var before = await SettledCountersAsync(visitor);
        var (status, body) = await SendAsync($$"""{"domain":"ann.test","events":[{{Event()}},{{Event("bob.test")}},7,{{Event()}}]}""", Keys["ann"]);
        Assert.That(status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(body, Is.EqualTo("""{"accepted":2,"dropped":2,"errors":[{"index":1,"error":"unknown_domain"},{"index":2,"error":"request: is no JSON object"}]}"""));
        var after = await SettledCountersAsync(visitor);
        long Change(string name) => after[name] - before[name];
        Assert.That((Change("seyr_beacons_received_total"), Change("seyr_events_accepted_total"), Change("seyr_events_stored_total")), Is.EqualTo((4L, 2L, 2L)));
    }

    [Test]
    public async Task Without_a_key_nothing_is_taken_and_nothing_counted()
    {
        using var visitor = NewVisitor();
        var before = (await visitor.CountersAsync(MetricsToken))["seyr_beacons_received_total"];
        foreach (var key in new[] { null, "", "seyr_" + new string('a', 43), Keys["ann"] + "x" })
        {
            Assert.That((await SendAsync($"[{Event()}]", key)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), key);
        }

        Assert.That((await visitor.CountersAsync(MetricsToken))["seyr_beacons_received_total"], Is.EqualTo(before));
        using var get = await http.GetAsync(Path);
        Assert.That((get.StatusCode, get.Content.Headers.Allow), Is.EqualTo((HttpStatusCode.MethodNotAllowed, new[] { "POST" })));
    }

    [TestCase("nonsense")]
    [TestCase("{}")]
    public async Task Body_of_another_format_is_refused(string body)
    {
        var answer = await SendAsync(body, Keys["ann"]);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Body, Does.StartWith("{\"error\":\"The body "));
    }

    [Test]
    public async Task Largest_body_is_taken_and_a_larger_one_refused([Values] bool chunked)
    {
        var most = 4 * 1024 * 1024;
        var list = $"[{string.Join(',', Enumerable.Repeat(Event(), 1_000))}]";
        var whole = await SendAsync(list + new string(' ', most - list.Length), Keys["ann"], chunked);
        Assert.That((whole.Status, whole.Body), Is.EqualTo((HttpStatusCode.Accepted, """{"accepted":1000,"dropped":0,"errors":[]}""")));
        Assert.That((await SendAsync(list + new string(' ', most - list.Length + 1), Keys["ann"], chunked)).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Key_that_holds_too_many_bodies_open_waits_and_others_dont()
    {
        using var go = new SemaphoreSlim(0);
        var held = Enumerable.Range(0, 4).Select(_ => SendSlowlyAsync(go)).ToList();
        await Task.Delay(1_000);
        Assert.That((await SendAsync("[]", Keys["ann"])).Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await SendAsync("[]", Keys["bob"])).Status, Is.EqualTo(HttpStatusCode.Accepted));
        go.Release(4);
        Assert.That(await Task.WhenAll(held), Is.All.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await SendAsync("[]", Keys["ann"])).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task Whatever_is_sent_there_is_no_server_error_and_the_books_balance([Values(Path, "/api/event")] string path)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var statuses = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < 1_500; i++)
        {
            var answer = await SendAsync(path == Path ? Hostile(random) : HostileBodies.Next(random), Keys["ann"], chunked: random.Next(4) == 0, path);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            if (path == Path && answer.Status == HttpStatusCode.Accepted)
            {
                using var told = JsonDocument.Parse(answer.Body);
                var errors = told.RootElement.GetProperty("errors");
                Assert.That(errors.GetArrayLength(), Is.EqualTo(told.RootElement.GetProperty("dropped").GetInt32()), $"seed {seed}");
            }
        }

        using var visitor = NewVisitor();
        var counters = await SettledCountersAsync(visitor);
        var refused = counters.Where(static pair => pair.Key.StartsWith("seyr_beacons_refused", StringComparison.Ordinal)).Sum(static pair => pair.Value);
        Assert.Multiple(() =>
        {
            Assert.That(statuses.Keys.Except([HttpStatusCode.RequestEntityTooLarge]), Is.EquivalentTo(new[] { HttpStatusCode.Accepted, HttpStatusCode.BadRequest }), $"seed {seed}");
            Assert.That(counters["seyr_beacons_received_total"], Is.EqualTo(counters["seyr_events_accepted_total"] + refused));
            Assert.That(counters["seyr_events_stored_total"], Is.EqualTo(counters["seyr_events_accepted_total"]));
            Assert.That(Seyr.Log, Does.Not.Contain("xception").And.Not.Contain("fail:").And.Not.Contain("crit:"), $"seed {seed}");
        });
    }

    /// <summary>Lists of damaged beacons, with own fields of any kind, damaged again at times.</summary>
    private static byte[] Hostile(Random random)
    {
        string[] values =
        [
            "1e400", "-1", "\"\"", "null", "[]", "{}", "\"\\ud800\"", "\"2026-13-45T99:99:99Z\"", "1773095400",
            "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00-14:00\"", "\"::\"", "\"8.8.8.8\"", new('9', 300), "true",
        ];
        string[] names = ["timestamp", "ip", "user_agent", "language", "accept_language", "domain", "$", "revenue", "n", "u", "p"];
        var list = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(3) == 0
            ? Encoding.Latin1.GetString(HostileBodies.Next(random))
            : Event(more: $"{Time(random)},\"{names[random.Next(names.Length)]}\":{values[random.Next(values.Length)]}"));
        var body = $"[{string.Join(',', list)}]";
        if (random.Next(4) == 0)
        {
            body = $$"""{"{{(random.Next(8) == 0 ? "event" : "events")}}":{{body}},"domain":{{values[random.Next(values.Length)]}}}""";
        }

        return Encoding.Latin1.GetBytes(random.Next(8) == 0 ? body[..random.Next(body.Length)] : body);
    }

    /// <summary>A time of the last years.</summary>
    private static string Time(Random random) => $",\"timestamp\":{DateTimeOffset.UtcNow.ToUnixTimeSeconds() - random.Next(170_000_000)}";

    private static string Event(string domain = "ann.test", string more = "") =>
        $$"""{"name":"Purchase","url":"https://{{domain}}/buy","domain":"{{domain}}","ip":"203.0.113.9","user_agent":"{{Chromium.UserAgent}}"{{more}}}""";

    private Task<(HttpStatusCode Status, string Body)> SendAsync(string body, string? key, bool chunked = false) => SendAsync(Encoding.UTF8.GetBytes(body), key, chunked);

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(byte[] body, string? key, bool chunked, string path = Path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("User-Agent", Chromium.UserAgent);
        request.Headers.TransferEncodingChunked = chunked;
        // Asks first whether a large body is wanted: one that is refused unread would break off while it is sent.
        request.Headers.ExpectContinue = body.Length > 1_000_000;
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpStatusCode> SendSlowlyAsync(SemaphoreSlim go)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new HeldContent(go) };
        request.Headers.Authorization = new("Bearer", Keys["ann"]);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Begins a list, and ends it when it may.</summary>
    private sealed class HeldContent(SemaphoreSlim go) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("["u8.ToArray());
            await stream.FlushAsync();
            await go.WaitAsync();
            await stream.WriteAsync("]"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
