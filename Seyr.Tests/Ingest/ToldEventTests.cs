using System.Globalization;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>Events that a program with a key tells: their time, their visitors, their visits, what is refused and why.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class ToldEventTests(EventStoreKind kind)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private WayIn way = null!;
    private string site = "";

    [SetUp]
    public async Task Open()
    {
        way = await WayIn.OpenAsync(kind, Noon);
        site = await way.AddSiteAsync();
    }

    [TearDown]
    public async Task Close() => await way.DisposeAsync();

    [TestCase("\"2026-03-09T22:30:00Z\"", "2026-03-09T22:30:00")]
    [TestCase("\"2026-03-10T04:30:00.25+06:00\"", "2026-03-09T22:30:00")]
    [TestCase("\"2026-03-09 22:30:00\"", "2026-03-09T22:30:00")]
    [TestCase("\"2026-03-09T22:30Z\"", "2026-03-09T22:30:00")]
    [TestCase("1773095400", "2026-03-09T22:30:00")]
    [TestCase("1773095400.75", "2026-03-09T22:30:00")]
    [TestCase("1773095400000", "2026-03-09T22:30:00")]
    [TestCase("\"1773095400000\"", "2026-03-09T22:30:00")]
    [TestCase("\"2026-03-10T12:04:59Z\"", "2026-03-10T12:00:00")]
    [TestCase("null", "2026-03-10T12:00:00")]
    public async Task Event_has_the_time_that_is_told(string timestamp, string stored)
    {
        Assert.That(await way.TellAsync($"[{Event($"\"timestamp\":{timestamp}")}]"), Is.EqualTo(new string?[] { null }));
        Assert.That(TimeOf((await way.RowsAsync(site)).Single()), Is.EqualTo(stored));
    }

    [TestCase("\"timestamp\":\"2026-03-10T12:05:01Z\"", "timestamp: is in the future")]
    [TestCase("\"timestamp\":\"2021-03-08T00:00:00Z\"", "timestamp: is older than five years")]
    [TestCase("\"timestamp\":0", "timestamp: is older than five years")]
    [TestCase("\"timestamp\":-1", "timestamp: must be ISO 8601, or seconds or milliseconds since 1970")]
    [TestCase("\"timestamp\":1e9", "timestamp: must be ISO 8601, or seconds or milliseconds since 1970")]
    [TestCase("\"timestamp\":\"yesterday\"", "timestamp: must be ISO 8601, or seconds or milliseconds since 1970")]
    [TestCase("\"timestamp\":[1]", "timestamp: must be ISO 8601, or seconds or milliseconds since 1970")]
    [TestCase("\"timestamp\":99999999999999999999999999999999999", "timestamp: must be ISO 8601, or seconds or milliseconds since 1970")]
    [TestCase("\"ip\":\"\"", "ip: must be the visitor's address")]
    [TestCase("\"ip\":\"1\"", "ip: must be the visitor's address")]
    [TestCase("\"ip\":\"010.0.0.1\"", "ip: must be the visitor's address")]
    [TestCase("\"ip\":\"fe80::1%eth0\"", "ip: must be the visitor's address")]
    [TestCase("\"ip\":{\"a\":1}", "ip: must be the visitor's address")]
    [TestCase("\"user_agent\":null", "user_agent: must be the visitor's")]
    [TestCase("\"user_agent\":\"Googlebot/2.1 (+http://www.google.com/bot.html)\"", "bot")]
    [TestCase("\"user_agent\":\"GPTBot/1.2\"", "ai_crawler")]
    [TestCase("\"n\":\"\"", "event_name: must have 1 to 120 characters")]
    [TestCase("\"u\":\"/page\"", "url: must be the address of a page, of at most 2000 bytes")]
    [TestCase("\"n\":\"engagement\",\"e\":5,\"ip\":\"9.9.9.9\"", "no_visit")]
    [TestCase("\"d\":\"nobody.example\"", "unknown_domain")]
    [TestCase("\"d\":\"first.example,nobody.example\"", "unknown_domain")]
    public async Task What_is_wrong_is_told_by_its_index_and_the_others_count(string fields, string error)
    {
        Assert.That(await way.TellAsync($"[{Event("\"x\":1")},{Event(fields)},{Event("\"x\":2")}]"), Is.EqualTo(new[] { null, error, null }));
        Assert.That(await way.RowsAsync(site), Has.Count.EqualTo(2));
        Assert.That(way.Counters.Received, Is.EqualTo(way.Counters.Accepted + Enum.GetValues<Refusal>().Sum(way.Counters.Refused)));
    }

    [Test]
    public async Task Only_sites_of_the_keys_organisation_are_written()
    {
        Assert.That(await way.TellAsync($"[{Event("\"x\":1")}]", organisationId: 4_711), Is.EqualTo(new[] { "unknown_domain" }));
        Assert.That(await way.RowsAsync(site), Is.Empty);
    }

    [Test]
    public async Task Domain_beside_the_list_is_that_of_events_without_one()
    {
        var other = await way.AddSiteAsync();
        var nowhere = "\"n\":\"x\",\"u\":\"https://app.example/\",\"ip\":\"8.8.8.8\",\"user_agent\":\"" + WayIn.Agent + "\"";
        Assert.That(await way.TellAsync($$"""{"events":[{{{nowhere}}},{{Event("\"x\":1")}}],"domain":"{{other.ToUpperInvariant()}}"}"""), Is.All.Null);
        Assert.That(((await way.RowsAsync(other)).Count, (await way.RowsAsync(site)).Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Without_a_time_it_is_as_if_the_browser_had_sent_it()
    {
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/landing","r":"https://www.bing.com/"}""", "203.0.113.7");
        way.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await way.TellAsync($"[{Event("\"n\":\"Purchase\",\"ip\":\"203.0.113.7\",\"$\":{\"amount\":\"29.95\",\"currency\":\"EUR\"}")}]"), Is.All.Null);
        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => (row["visitor_id"], row["visit_id"], row["source"])).Distinct().Count(), Is.EqualTo(1));
        Assert.That(rows.Select(static row => $"{row["visits"]} {row["bounces"]} {row["duration"]} {row["revenue"]}"), Is.EqualTo(new[] { "1 1 0 0.000", "0 -1 30 29.950" }));
    }

    [Test]
    public async Task Visits_are_those_of_the_order_of_time_within_a_list_and_across_lists()
    {
        string At(int minute) => Event($"\"timestamp\":\"{Noon.AddDays(-3).AddMinutes(minute):O}\"");
        await way.TellAsync($"[{At(20)},{At(0)},{At(10)}]");
        await way.TellAsync($"[{At(45)},{At(-5)},{At(90)}]");
        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => $"{row["visits"]} {row["bounces"]} {row["duration"]}"), Is.EqualTo(new[] { "0 0 300", "1 1 0", "0 -1 600", "0 0 600", "0 0 1500", "1 1 0" }));
        Assert.That(rows.Select(static row => row["visitor_id"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { $"2026-03-07 1 0 6 2 1 {50 * 60}" }));
    }

    [Test]
    public async Task Visitors_are_others_on_each_day_and_a_visit_goes_on_over_midnight()
    {
        string At(string time) => Event($"\"timestamp\":\"{time}\"");
        await way.TellAsync($"[{At("2026-03-05T23:50:00Z")},{At("2026-03-06T00:10:00Z")},{At("2026-03-06T12:00:00Z")},{At("2026-03-10T11:00:00Z")}]");
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""");
        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(row => rows.FindIndex(other => other["visitor_id"] == row["visitor_id"])), Is.EqualTo(new[] { 0, 1, 1, 3, 3 }), "today's is the live visitor's");
        Assert.That(rows.Select(static row => row["visits"]), Is.EqualTo(new[] { "1", "0", "1", "1", "1" }));
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-05 1 0 1 1 0 1200", "2026-03-06 1 0 2 1 1 0", "2026-03-10 1 1 2 2 2 0" }));
    }

    [Test]
    public async Task Five_years_of_months_are_stored_from_one_list()
    {
        var months = Enumerable.Range(0, 60).Select(month => Event($"\"timestamp\":{Noon.AddMonths(-month).ToUnixTimeSeconds()}"));
        Assert.That(await way.TellAsync($"[{string.Join(',', months)}]"), Is.All.Null);
        Assert.That((await way.RowsAsync(site)).Select(static row => row["visitor_id"]).Distinct().Count(), Is.EqualTo(60));
        Assert.That(await way.DaysAsync(site), Has.Count.EqualTo(60));
    }

    [Test]
    public async Task Earlier_months_use_is_that_months_and_this_months_limit_holds()
    {
        await way.LimitAsync(2, "block");
        string At(int months) => Event($"\"timestamp\":{Noon.AddMonths(-months).ToUnixTimeSeconds()}");
        Assert.That(await way.TellAsync($"[{At(0)},{At(1)},{At(1)},{At(1)},{At(0)},{At(0)}]"), Is.EquivalentTo(new[] { null, null, null, null, "over_quota", "over_quota" }));
        way.Clock.Advance(TimeSpan.FromDays(40));
        Assert.That(await way.TellAsync($"[{Event("\"x\":1")}]"), Is.All.Null);
    }

    [Test]
    public async Task Strict_filter_asks_no_browsers_headers_of_a_program()
    {
        await way.FilterAsync(site, BotFilter.Strict);
        Assert.That(await way.TellAsync($"[{Event("\"language\":\"bn-BD\"")}]"), Is.All.Null);
        Assert.That((await way.RowsAsync(site)).Single()["language"], Is.EqualTo("bn-BD"));
    }

    [TestCase("1")]
    [TestCase("\"x\"")]
    [TestCase("{}")]
    [TestCase("")]
    [TestCase("[")]
    [TestCase("[]]")]
    [TestCase("[],")]
    [TestCase("{\"events\":{}}")]
    [TestCase("{\"events\":[],\"events\":[]}")]
    [TestCase("{\"events\":[],\"domain\":1}")]
    [TestCase("{\"events\":[],\"domain\":\"\\ud800\"}")]
    [TestCase("[\"\u0001\"]")]
    public void What_is_no_list_is_refused_as_a_whole(string body) => Assert.That(ToldEvents.Read(System.Text.Encoding.UTF8.GetBytes(body), out _), Is.Null);

    [Test]
    public void List_has_a_longest_length()
    {
        byte[] Of(int count) => System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", count))}]");
        Assert.That(ToldEvents.Read(Of(1_000), out _)!.Events, Has.Count.EqualTo(1_000));
        Assert.That(ToldEvents.Read(Of(1_001), out var problem), Is.Null);
        Assert.That(problem, Is.EqualTo("events: at most 1000."));
    }

    /// <summary>A good event, with fields that stand for those before them.</summary>
    private string Event(string fields) => $$"""{"n":"x","u":"https://{{site}}/page","d":"{{site}}","ip":"8.8.8.8","user_agent":"{{WayIn.Agent}}",{{fields}}}""";

    private static string TimeOf(Dictionary<string, string> row) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(row["at"], CultureInfo.InvariantCulture)).ToString("s", CultureInfo.InvariantCulture);
}
