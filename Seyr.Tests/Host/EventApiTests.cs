using System.Net;
using System.Text;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary><c>POST /api/event</c>, as clients of Plausible's events API know it, on the running program.</summary>
[Category("Published")]
internal sealed class EventApiTests : ServerFixture
{
    private HttpClient http = null!;

    [OneTimeSetUp]
    public void Connect() => http = new HttpClient { BaseAddress = Seyr.Address };

    [OneTimeTearDown]
    public void Disconnect() => http.Dispose();

    [TestCase("""{"name":"pageview","url":"https://ann.test/","domain":"ann.test"}""", "application/json")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/","d":"ann.test","v":36,"r":null,"p":{"a":1}}""", "text/plain")]
    [TestCase("""{"n":404,"u":"https://www.ann.test/nowhere"}""", "text/plain")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/","d":" www.ann.test , bob.test "}""", "text/plain")]
    public async Task Event_is_accepted(string body, string type)
    {
        using var answer = await SendAsync(body, type);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("ok"));
        Assert.That(answer.Headers.Contains("x-plausible-dropped"), Is.False);
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [TestCase("""{"n":"pageview","u":"https://nobody.test/"}""", Chromium.UserAgent, "1")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/","d":"ann.test,nobody.test,neither.test"}""", Chromium.UserAgent, "2")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/"}""", "curl/8.11.0", "1")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/","d":"ann.test,bob.test"}""", "Googlebot/2.1 (+http://www.google.com/bot.html)", "2")]
    public async Task What_no_site_accepts_is_told_in_a_header(string body, string agent, string dropped)
    {
        using var answer = await SendAsync(body, agent: agent);
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.Accepted, "ok")));
        Assert.That(answer.Headers.GetValues("x-plausible-dropped"), Is.EqualTo(new[] { dropped }));
    }

    [TestCase("nonsense", "request")]
    [TestCase("[]", "request")]
    [TestCase("", "request")]
    [TestCase("""{"u":"https://ann.test/"}""", "event_name")]
    [TestCase("""{"n":" ","u":"https://ann.test/"}""", "event_name")]
    [TestCase("""{"n":"pageview"}""", "url")]
    [TestCase("""{"n":"pageview","u":"data:text/html,x"}""", "url")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/","d":","}""", "domain")]
    [TestCase("""{"n":"pageview","u":"https://ann.test/","d":"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u"}""", "domain")]
    [TestCase("""{"n":"engagement","u":"https://ann.test/"}""", "engagement")]
    public async Task What_is_no_event_is_told(string body, string field)
    {
        using var answer = await SendAsync(body);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith($$"""{"errors":{"{{field}}":["""));
    }

    [Test]
    public async Task Body_that_is_too_large_is_refused([Values] bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/event") { Content = new StringContent(new string(' ', 70_000)) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Every_domain_counts_the_event_once_and_the_books_balance()
    {
        using var visitor = NewVisitor();
        var before = await SettledCountersAsync(visitor);
        using var answer = await SendAsync("""{"n":"pageview","u":"https://ann.test/caf%C3%A9%2525","d":"ann.test,bob.test,ann.test,nobody.test"}""");
        var after = await SettledCountersAsync(visitor);
        long Change(string name) => after[name] - before[name];
        Assert.That(Change("seyr_beacons_received_total"), Is.EqualTo(4));
        Assert.That(Change("seyr_events_accepted_total"), Is.EqualTo(3));
        Assert.That(Change("seyr_events_stored_total"), Is.EqualTo(3));
        Assert.That(Change("seyr_beacons_refused_total{reason=\"UnknownDomain\"}"), Is.EqualTo(1));
    }

    [Test]
    public async Task Browser_may_ask_from_any_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/event");
        request.Headers.Add("Origin", "https://ann.test");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Headers"), Is.EqualTo(new[] { "content-type" }));
        using var get = await http.GetAsync("/api/event");
        Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    private async Task<HttpResponseMessage> SendAsync(string body, string type = "text/plain", string agent = Chromium.UserAgent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/event") { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        return await http.SendAsync(request);
    }
}
