using System.Net;
using System.Text;
using System.Text.Json;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>What the Stats API refuses, whom it answers, and what hostile values do to it: nothing.</summary>
internal sealed class ApiRefusalTests
{
    private ApiWorld world = null!;

    [OneTimeSetUp]
    public async Task Start() => world = await ApiWorld.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await world.DisposeAsync();

    [TestCase("", "The body: ")]
    [TestCase("[]", "The body: ")]
    [TestCase("{", "The body: ")]
    [TestCase("""{"site_id":"ann.test","site_id":"ann.test"}""", "The body: ")]
    [TestCase("""{"metrics":["visitors"],"date_range":"7d"}""", "site_id: ")]
    [TestCase("""{"site_id":7,"metrics":["visitors"],"date_range":"7d"}""", "site_id: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"]}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":\"30m\"}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":\"0d\"}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":\"5001d\"}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":\"101mo\"}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":[\"2026-11-24\",\"2026-11-18\"]}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":[\"0001-01-01\",\"9999-12-31\"]}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":[\"2001-01-01\",\"2026-01-01\"]}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":[\"2026-11-18T00:00:00\",\"2026-11-19T00:00:00\"]}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\"],\"date_range\":[\"2026-11-18\"]}", "date_range: ")]
    [TestCase("SITE,\"metrics\":[],\"date_range\":\"7d\"}", "metrics: ")]
    [TestCase("SITE,\"metrics\":[\"visitors\",\"visitors\"],\"date_range\":\"7d\"}", "metrics: visitors stands there twice")]
    [TestCase("SITE,\"metrics\":[\"hits\"],\"date_range\":\"7d\"}", "metrics: there is no “hits”")]
    [TestCase("SITE,\"metrics\":[7],\"date_range\":\"7d\"}", "metrics: there is no number")]
    [TestCase("SITE,\"metrics\":[\"scroll_depth\"],\"date_range\":\"7d\"}", "metrics: scroll_depth needs event:page")]
    [TestCase("SITE,\"metrics\":[\"percentage\"],\"date_range\":\"7d\"}", "metrics: percentage needs a dimension")]
    [TestCase("SITE,\"metrics\":[\"conversion_rate\"],\"date_range\":\"7d\"}", "metrics: conversion_rate needs event:goal")]
    [TestCase("Q,\"color\":1}", "there is no “color”")]
    [TestCase("Q,\"\\ud800\":1}", "The body: ")]
    [TestCase("Q,\"dimensions\":[\"visit:shoe_size\"]}", "dimensions: there is no “visit:shoe_size”")]
    [TestCase("Q,\"dimensions\":[\"\\ud800\"]}", "The body: ")]
    [TestCase("Q,\"dimensions\":[\"event:props:\"]}", "dimensions: there is no ")]
    [TestCase("Q,\"dimensions\":[\"time\",\"time:day\"]}", "dimensions: time once")]
    [TestCase("Q,\"dimensions\":[\"event:page\",\"event:page\"]}", "dimensions: event:page stands there twice")]
    [TestCase("Q,\"dimensions\":[\"time\",\"event:props:1\",\"event:props:2\",\"event:props:3\",\"event:props:4\",\"event:props:5\",\"event:props:6\",\"event:props:7\",\"event:props:8\"]}",
        "dimensions: a list of at most 8")]
    [TestCase("Q,\"filters\":{}}", "filters: a list")]
    [TestCase("Q,\"filters\":[[\"is\",\"event:page\"]]}", "filters[0]: ")]
    [TestCase("Q,\"filters\":[[\"is\",\"event:page\",[\"/\"]],[\"like\",\"event:page\",[\"/\"]]]}", "filters[1]: there is no operator “like”")]
    [TestCase("Q,\"filters\":[[\"and\",[[\"is\",\"visit:shoe\",[\"/\"]]]]]}", "filters[0][1][0]: there is no dimension “visit:shoe”")]
    [TestCase("Q,\"filters\":[[\"is\",\"event:page\",[]]]}", "filters[0][2]: ")]
    [TestCase("Q,\"filters\":[[\"is\",\"visit:city\",[2950159]]]}", "filters[0][2]: values are texts")]
    [TestCase("Q,\"filters\":[[\"is\",\"event:page\",[\"/\"],{\"case\":true}]]}", "filters[0][3]: ")]
    [TestCase("Q,\"filters\":[[\"or\",[]]]}", "filters[0]: “or” takes a list of at least one")]
    [TestCase("Q,\"filters\":[[\"not\",[]]]}", "filters[0][1]: ")]
    [TestCase("Q,\"filters\":[[\"has_done\",[\"has_done\",[\"is\",\"event:page\",[\"/\"]]]]]}", "filters[0][1]: “has_done” can't stand within another")]
    [TestCase("Q,\"filters\":[[\"is\",\"segment\",[1]]]}", "filters[0]: segments")]
    [TestCase("Q,\"filters\":[[\"is\",\"time:day\",[\"2026-11-20\"]]]}", "filters[0]: time:day can't be filtered")]
    [TestCase("Q,\"filters\":[[\"is\",\"event:goal\",[\"Nothing\"]]]}", "filters[0]: the site has no goal “Nothing”")]
    [TestCase("Q,\"filters\":[[\"matches\",\"event:goal\",[\".\"]]]}", "filters[0]: event:goal takes is")]
    [TestCase("Q,\"filters\":[[\"is\",\"visit:country\",[\"Germany\"]]]}", "filters[0]: visit:country takes two letters")]
    [TestCase("Q,\"filters\":[[\"matches\",\"event:page\",[\"[\"]]]}", "filters: “[” is no regular expression")]
    [TestCase("Q,\"filters\":[[\"matches\",\"event:page\",[\"((a{1000}){1000}){1000}\"]]]}", "filters: “((a{1000}){1000}){1000}” is no regular expression")]
    [TestCase("Q,\"order_by\":[[\"pageviews\",\"desc\"]]}", "order_by: “pageviews”")]
    [TestCase("Q,\"order_by\":[[\"visitors\",\"down\"]]}", "order_by[0]: ")]
    [TestCase("Q,\"include\":{\"everything\":true}}", "include: ")]
    [TestCase("Q,\"include\":{\"total_rows\":1}}", "include.total_rows: ")]
    [TestCase("Q,\"include\":{\"time_labels\":true}}", "include.time_labels: needs a time dimension")]
    [TestCase("Q,\"dimensions\":[\"time:minute\"],\"include\":{\"time_labels\":true}}", "include.time_labels: more than 5000")]
    [TestCase("Q,\"include\":{\"comparisons\":{\"mode\":\"last_week\"}}}", "include.comparisons: ")]
    [TestCase("Q,\"include\":{\"comparisons\":{\"mode\":\"custom\"}}}", "include.comparisons.date_range: ")]
    [TestCase("Q,\"pagination\":{\"limit\":0}}", "pagination.limit: 1 to 10000")]
    [TestCase("Q,\"pagination\":{\"limit\":10001}}", "pagination.limit: 1 to 10000")]
    [TestCase("Q,\"pagination\":{\"offset\":-1}}", "pagination.offset: ")]
    [TestCase("Q,\"pagination\":{\"offset\":1e30}}", "pagination.offset: ")]
    [TestCase("Q,\"pagination\":{\"page\":1}}", "pagination: ")]
    public async Task What_is_wrong_is_named(string body, string problem)
    {
        var whole = body.Replace("Q,", "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"7d\",", StringComparison.Ordinal).Replace("SITE,", "{\"site_id\":\"ann.test\",", StringComparison.Ordinal);
        var (status, answer) = await world.QueryAsync(whole);
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer);
        Assert.That(Error(answer), Does.StartWith(problem));
    }

    [Test]
    public async Task Too_much_is_refused()
    {
        string Query(string filters) => $$"""{"site_id":"ann.test","metrics":["visitors"],"date_range":"7d","filters":{{filters}}}""";
        string Values(int count) => string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"{i}\""));
        foreach (var (filters, isRight) in new[]
        {
            ($"[[\"is\",\"event:page\",[{Values(1_000)}]]]", true), ($"[[\"is\",\"event:page\",[{Values(1_001)}]]]", false),
            ($"[[\"contains\",\"event:page\",[{Values(100)}]]]", true), ($"[[\"contains\",\"event:page\",[{Values(101)}]]]", false),
            ($"[[\"matches\",\"event:page\",[{Values(21)}]]]", false),
            ($"[{string.Join(',', Enumerable.Repeat("[\"is\",\"event:page\",[\"/\"]]", 200))}]", true),
            ($"[{string.Join(',', Enumerable.Repeat("[\"is\",\"event:page\",[\"/\"]]", 201))}]", false),
            ($"[{string.Join(',', Enumerable.Repeat("[\"has_done\",[\"is\",\"event:page\",[\"/\"]]]", 11))}]", false),
            ($"[{string.Concat(Enumerable.Repeat("[\"not\",", 40))}[\"is\",\"event:page\",[\"/\"]]{new string(']', 40)}]", true),
            ($"[{string.Concat(Enumerable.Repeat("[\"not\",", 70))}[\"is\",\"event:page\",[\"/\"]]{new string(']', 70)}]", false),
        })
        {
            var (status, answer) = await world.QueryAsync(Query(filters));
            Assert.That(status, Is.EqualTo(isRight ? HttpStatusCode.OK : HttpStatusCode.BadRequest), answer + filters[..Math.Min(60, filters.Length)]);
        }

        Assert.That((await world.QueryAsync(Query("[]") + new string(' ', 64 * 1024))).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Only_a_key_for_statistics_sees_and_only_its_own_organisations_sites()
    {
        const string Question = """{"site_id":"SITE","metrics":["visitors"],"date_range":"all"}""";
        foreach (var (key, site, expected) in new (string?, string, HttpStatusCode)[]
        {
            ("ann", "ann.test", HttpStatusCode.OK), ("bob", "bob.test", HttpStatusCode.OK),
            ("ann", "bob.test", HttpStatusCode.Unauthorized), ("bob", "ann.test", HttpStatusCode.Unauthorized), ("ann", "nobody.test", HttpStatusCode.Unauthorized),
            (null, "ann.test", HttpStatusCode.Unauthorized), ("seyr_" + new string('a', 43), "ann.test", HttpStatusCode.Unauthorized),
            ("ann sends", "ann.test", HttpStatusCode.Forbidden),
        })
        {
            var (status, answer) = await world.QueryAsync(Question.Replace("SITE", site, StringComparison.Ordinal), key);
            Assert.That(status, Is.EqualTo(expected), $"{key} {site} {answer}");
            foreach (var path in new[] { "realtime/visitors?", "aggregate?", "timeseries?", "breakdown?property=event:page&" })
            {
                (status, answer) = await world.GetAsync($"/api/v1/stats/{path}site_id={site}&period=all", key);
                Assert.That(status, Is.EqualTo(path[0] == 'r' && expected == HttpStatusCode.OK ? HttpStatusCode.OK : expected), $"{key} {site} {path} {answer}");
                Assert.That(expected == HttpStatusCode.OK && key == "bob" ? "" : answer, Does.Not.Contain("secret"));
            }
        }

        using var get = await world.AnswerAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v2/query"), "ann");
        Assert.That((get.StatusCode, get.Content.Headers.Allow.Single()), Is.EqualTo((HttpStatusCode.MethodNotAllowed, "POST")));
    }

    [Test]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using var limited = await ApiWorld.StartAsync(requestsPerHour: 2);
        const string Question = """{"site_id":"ann.test","metrics":["visitors"],"date_range":"all"}""";
        Assert.That((await limited.QueryAsync(Question)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await limited.GetAsync("/api/v1/stats/aggregate?site_id=ann.test")).Status, Is.EqualTo(HttpStatusCode.OK));
        using var answer = await limited.AnswerAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = new StringContent(Question) }, "ann");
        Assert.That((answer.StatusCode, answer.Headers.RetryAfter!.Delta), Is.EqualTo((HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1))));
        Assert.That((await limited.QueryAsync(Question.Replace("ann", "bob", StringComparison.Ordinal), "bob")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>What ends a text, a statement or a parameter elsewhere stands in every place that takes a text.</summary>
    [Test]
    public async Task Hostile_texts_are_refused_or_find_nothing()
    {
        string[] texts =
        [
            "'", "\"", "`", "\\", "\\'", "') or 1=1 --", "'; drop table events; --", "{v0:String}", "{site:UInt32}", "/*key*/",
            "\t", "\n", "\0", "\\N", "%", "%27%20or%201=1", "$1", "\u00e9\u6f22", "\uFFFD",
            "x') union all select name from system.tables --", new string('(', 300), "𝒳", "\u202e",
        ];
        string[] bodies =
        [
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"filters\":[[\"is\",\"event:page\",[T]]]}",
            "SITE,\"metrics\":[\"visitors\",\"bounce_rate\"],\"date_range\":\"all\",\"filters\":[[\"contains\",\"visit:entry_page\",[T]]]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"filters\":[[\"matches\",\"visit:source\",[T]]]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"filters\":[[\"matches_wildcard\",\"visit:exit_page\",[T],{\"case_sensitive\":false}]]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"filters\":[[\"is\",\"event:goal\",[T]]]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"filters\":[[\"is\",T,[\"/\"]]]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"filters\":[[T,\"event:page\",[\"/\"]]]}",
            "SITE,\"metrics\":[\"visitors\",\"visits\",\"percentage\"],\"date_range\":\"all\",\"dimensions\":[PROP],\"filters\":[[\"has_done\",[\"is_not\",PROP,[T]]]],\"order_by\":[[PROP,\"asc\"]]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"dimensions\":[T]}",
            "SITE,\"metrics\":[T],\"date_range\":\"all\"}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":T}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":[T,T]}",
            "SITE,\"metrics\":[\"visitors\"],\"date_range\":\"all\",\"order_by\":[[T,T]]}",
            "{\"site_id\":T,\"metrics\":[\"visitors\"],\"date_range\":\"all\"}",
        ];
        foreach (var text in texts)
        {
            foreach (var body in bodies)
            {
                var whole = body.Replace("SITE,", "{\"site_id\":\"ann.test\",", StringComparison.Ordinal)
                    .Replace("PROP", JsonSerializer.Serialize("event:props:" + text), StringComparison.Ordinal).Replace("T]", JsonSerializer.Serialize(text) + "]", StringComparison.Ordinal)
                    .Replace("T,", JsonSerializer.Serialize(text) + ",", StringComparison.Ordinal).Replace("T}", JsonSerializer.Serialize(text) + "}", StringComparison.Ordinal);
                var (status, answer) = await world.QueryAsync(whole);
                Assert.That(status, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), whole + answer);
                Assert.That(answer, Does.Not.Contain("ClickHouse").And.Not.Contain("DB::").And.Not.Contain("secret"), whole);
            }

            foreach (var field in new[] { "site_id", "metrics", "period", "date", "interval", "filters", "property", "compare", "limit" })
            {
                var path = $"/api/v1/stats/breakdown?{(field == "site_id" ? "" : "site_id=ann.test&")}{(field == "property" ? "" : "property=event:page&")}{field}="
                    + Uri.EscapeDataString(field == "filters" ? "event:page==" + text : text);
                var (status, answer) = await world.GetAsync(path);
                Assert.That(status, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), path + answer);
                Assert.That(answer, Does.Not.Contain("DB::").And.Not.Contain("secret"), path);
            }
        }

        var (_, still) = await world.QueryAsync("""{"site_id":"ann.test","metrics":["visitors"],"date_range":"all"}""");
        Assert.That(still, Does.StartWith("""{"results":[{"metrics":[4]"""));
        Assert.That(world.Log.ToString(), Does.Not.Contain("was not answered").And.Not.Contain("nhandled"));
    }

    [Test]
    public async Task Damaged_bodies_are_refused()
    {
        var whole = Encoding.UTF8.GetBytes(
            """{"site_id":"ann.test","metrics":["visitors"],"date_range":"all","filters":[["or",[["is","event:page",["/é"],{"case_sensitive":false}],["not",["has_done",["matches","event:name",["^P"]]]]]]]}""");
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var body = whole.ToArray();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = new ByteArrayContent(random.Next(3) == 0 ? body[..random.Next(body.Length)] : body) };
            using var answer = await world.AnswerAsync(request, "ann");
            Assert.That(answer.StatusCode, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), Encoding.Latin1.GetString(body));
        }
    }

    private static string Error(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("error").GetString()!;
    }
}
