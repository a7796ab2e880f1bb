using System.Net;
using System.Text;
using System.Text.Json;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>The Stats API and exports on the running program, from a beacon to the number.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class StatsApiTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Today = """{"site_id":"ann.test","metrics":["visitors","pageviews","bounce_rate"],"date_range":"day","dimensions":["event:page"]}""";

    [Test]
    public async Task What_a_beacon_brings_is_asked_for_and_exported()
    {
        using var visitor = NewVisitor();
        using var ann = await SignedInAsync("ann");
        Assert.That((int)(await visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/shop"}""")).StatusCode, Is.EqualTo(202));
        await SettledCountersAsync(visitor);
        var (status, body) = await AskAsync(Today, Keys["ann"]);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.StartWith("""{"results":[{"metrics":[1,1,100],"dimensions":["/shop"]}],"meta":{},"query":{"site_id":"ann.test","""));
        Assert.That((await AskAsync(Today, Keys["bob"])).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await AskAsync(Today.Replace("visitors", "hits", StringComparison.Ordinal), Keys["ann"])).Status, Is.EqualTo(HttpStatusCode.BadRequest));

        Assert.That(await ann.GetTextAsync("/sites/ann.test/export/page.csv?period=day&metrics=visitors"), Does.Contain("/shop,1\r\n"));
        using var line = JsonDocument.Parse(await ann.GetTextAsync("/sites/ann.test/export/events.jsonl?period=day"));
        Assert.That(line.RootElement.GetProperty("path").GetString(), Is.EqualTo("/shop"));
        using var zip = await ann.GetAsync("/sites/ann.test/export/events.zip?period=day");
        using var archive = new System.IO.Compression.ZipArchive(await zip.Content.ReadAsStreamAsync());
        Assert.That(archive.Entries.Single().Name, Does.EndWith(".parquet"));
        Assert.That(await visitor.GetTextAsync("/docs/api"), Does.Contain("<code>group_conversion_rate</code>"));
        using var document = JsonDocument.Parse(await visitor.GetTextAsync("/api/docs/openapi.json"));
        Assert.That(document.RootElement.GetProperty("openapi").GetString(), Is.EqualTo("3.1.0"));
        Assert.That(Seyr.Log, Does.Not.Contain("fail:").And.Not.Contain("xception"));
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(string question, string key)
    {
        using var http = new HttpClient { BaseAddress = Seyr.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = new StringContent(question, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
