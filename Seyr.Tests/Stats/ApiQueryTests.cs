using System.Net;
using System.Text.Json;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary><c>POST /api/v2/query</c> over a socket: the questions of the public documentation, of a week that anybody can count.</summary>
internal sealed class ApiQueryTests
{
    private const string Week = "\"date_range\":[\"2026-11-18\",\"2026-11-24\"]";

    private ApiWorld world = null!;

    [OneTimeSetUp]
    public async Task Start() => world = await ApiWorld.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await world.DisposeAsync();

    [TestCase("""{"metrics":["visitors","visits","pageviews","views_per_visit","bounce_rate","visit_duration","events"],WEEK}""", "[3,3,4,1.33,33,90,7]")]
    [TestCase("""{"metrics":["visitors","bounce_rate","views_per_visit"],"date_range":"day"}""", "[0,0,0]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"dimensions":["visit:source"]}""", "Google[2] Direct / None[1]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"dimensions":["visit:source"],"order_by":[["visitors","asc"]]}""", "Direct / None[1] Google[2]")]
    [TestCase("""{"metrics":["visitors","percentage"],WEEK,"dimensions":["visit:source"]}""", "Google[2,66.67] Direct / None[1,33.33]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"dimensions":["visit:country_name","visit:country"],"order_by":[["visit:country_name","asc"]]}""", "(not set),(not set)[1] Germany,DE[1] United States of America,US[1]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"dimensions":["time:day"]}""", "2026-11-20[3] 2026-11-21[1]")]
    [TestCase("""{"metrics":["events"],WEEK,"dimensions":["time:hour","visit:channel"]}""",
        "2026-11-20 10:00:00,Organic Search[4] 2026-11-20 11:00:00,Direct[1] 2026-11-21 23:00:00,Organic Search[2]")]
    [TestCase("""{"metrics":["visitors"],"date_range":["2026-11-11","2026-11-24"],"dimensions":["time:week"]}""", "2026-11-11[1] 2026-11-16[3]")]
    [TestCase("""{"metrics":["visitors"],"date_range":"month","dimensions":["time:month"]}""", "2026-11-01[4]")]
    [TestCase("""{"metrics":["visitors"],"date_range":["2026-11-20T10:00:00+00:00","2026-11-20T10:00:00Z"]}""", "[1]")]
    [TestCase("""{"metrics":["visitors"],"date_range":["2026-11-20T16:00:00+06:00","2026-11-20T17:00:00+06:00"]}""", "[2]")]
    [TestCase("""{"metrics":["visitors"],"date_range":"7d"}""", "[3]")]
    [TestCase("""{"metrics":["visitors"],"date_range":"all"}""", "[4]")]
    [TestCase("""{"metrics":["visitors"],"date_range":"24h"}""", "[0]")]
    [TestCase("""{"metrics":["visitors"],"date_range":"12mo"}""", "[0]")]
    [TestCase("""{"metrics":["visitors"],"date_range":"year"}""", "[4]")]
    [TestCase("""{"metrics":["visitors","events"],WEEK,"dimensions":["event:page"],"pagination":{"limit":2,"offset":1},"order_by":[["event:page","asc"]]}""", "/blog/one[1,2] /pricing[1,3]")]
    [TestCase("""{"metrics":["scroll_depth","time_on_page","exit_rate"],WEEK,"dimensions":["event:page"],"order_by":[["event:page","desc"]]}""", "/pricing[null,null,100] /blog/one[80,5,100] /[null,null,50]")]
    [TestCase("""{"metrics":["visitors","conversion_rate"],WEEK,"dimensions":["event:goal"],"order_by":[["event:goal","asc"]]}""", "Purchase[2,66.67] Signed up[1,33.33] Visit /blog/*[1,33.33]")]
    [TestCase("""{"metrics":["visitors","group_conversion_rate"],WEEK,"dimensions":["visit:source"],"filters":[["is","event:goal",["Signup"]]]}""", "Google[1,50]")]
    [TestCase("""{"metrics":["group_conversion_rate"],WEEK,"dimensions":["visit:source","event:goal"],"order_by":[["group_conversion_rate","asc"],["event:goal","desc"]],"pagination":{"limit":2}}""",
        "Google,Visit /blog/*[50] Google,Signed up[50]")]
    [TestCase("""{"metrics":["events"],WEEK,"dimensions":["event:name"],"filters":[["is_not","event:name",["pageview"]]]}""", "Purchase[2] Signup[1]")]
    [TestCase("""{"metrics":["events"],WEEK,"dimensions":["event:props:plan"]}""", "(none)[6] pro[1]")]
    [TestCase("""{"metrics":["visitors","events"],WEEK,"filters":[["is","event:props:plan",["(none)"]]]}""", "[3,6]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["is","visit:source",["Direct / None"]]]}""", "[1]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["is","visit:source",["google"]]]}""", "[0]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["is","visit:source",["google"],{"case_sensitive":false}]]}""", "[2]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["contains","visit:country_name",["erman"]]]}""", "[1]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["is_not","visit:country",["DE","(not set)"]]]}""", "[1]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"filters":[["matches","event:page",["^/blog","ing$"]]]}""", "[2]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"filters":[["matches_not","event:page",["^/blog"]]]}""", "[3]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"filters":[["matches_wildcard","event:page",["/bl*e"]]]}""", "[1]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"filters":[["contains_not","event:page",["pric"]]]}""", "[3]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["or",[["is","visit:country",["US"]],["and",[["is","visit:source",["Google"]],["not",["is","visit:country",["US"]]]]]]]]}""", "[2]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"filters":[["has_done",["is","event:goal",["Purchase"]]]]}""", "[3]")]
    [TestCase("""{"metrics":["pageviews"],WEEK,"filters":[["has_not_done",["is","event:name",["Purchase"]]]]}""", "[1]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["contains","event:goal",["ign"]]]}""", "[1]")]
    [TestCase("""{"metrics":["visitors"],WEEK,"filters":[["is_not","event:goal",["Purchase"]],["is","event:page",["/"]]]}""", "[2]")]
    public async Task Questions_are_answered(string body, string expected)
    {
        var (status, answer) = await world.QueryAsync(Full(body));
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        Assert.That(Shown(answer), Is.EqualTo(expected), answer);
    }

    [Test]
    public async Task Answer_says_what_was_asked_and_what_there_is_besides()
    {
        var (_, answer) = await world.QueryAsync(Full(
            """{"metrics":["visitors"],WEEK,"dimensions":["time:day"],"filters":[["is","visit:source",["Google"]]],"include":{"time_labels":true,"total_rows":true,"imports":true},"pagination":{"limit":1}}"""));
        Assert.That(answer, Is.EqualTo(string.Concat(
            """{"results":[{"metrics":[1],"dimensions":["2026-11-20"]}],"meta":{"imports_included":false,"imports_skip_reason":"no_imported_data",""",
            "\"" + """time_labels":["2026-11-18","2026-11-19","2026-11-20","2026-11-21","2026-11-22","2026-11-23","2026-11-24"],"total_rows":2},""",
            "\"" + """query":{"site_id":"ann.test","metrics":["visitors"],"date_range":["2026-11-18T00:00:00\u002B00:00","2026-11-24T23:59:59\u002B00:00"],"filters":[["is","visit:source",["Google"]]],""",
            "\"" + """dimensions":["time:day"],"order_by":[["time:day","asc"]],"include":{"imports":true,"time_labels":true,"total_rows":true},"pagination":{"limit":1,"offset":0}}}""")));
    }

    [Test]
    public async Task Total_is_told_past_the_last_row_too()
    {
        var (_, answer) = await world.QueryAsync(Full("""{"metrics":["visitors"],WEEK,"dimensions":["visit:source"],"include":{"total_rows":true},"pagination":{"limit":5,"offset":50}}"""));
        Assert.That(answer, Does.StartWith("""{"results":[],"meta":{"total_rows":2}"""));
    }

    [TestCase("""{"mode":"previous_period"}""", "Google[2]/[0]+[100] Direct / None[1]/[0]+[100]")]
    [TestCase("""{"mode":"custom","date_range":["2026-11-13","2026-11-20"]}""", "Google[2]/[1]+[100] Direct / None[1]/[1]+[0]")]
    [TestCase("""{"mode":"year_over_year","match_day_of_week":true}""", "Google[2]/[0]+[100] Direct / None[1]/[0]+[100]")]
    public async Task Ranges_are_compared(string comparisons, string expected)
    {
        var (status, answer) = await world.QueryAsync(Full("""{"metrics":["visitors"],WEEK,"dimensions":["visit:source"],"include":{"comparisons":HOW}}""".Replace("HOW", comparisons, StringComparison.Ordinal)));
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        Assert.That(Shown(answer), Is.EqualTo(expected));
    }

    [Test]
    public async Task Buckets_are_compared_in_their_order()
    {
        var (_, answer) = await world.QueryAsync(Full("""{"metrics":["visitors","bounce_rate"],WEEK,"dimensions":["time:day"],"include":{"comparisons":{"mode":"previous_period"}}}"""));
        Assert.That(Shown(answer), Does.StartWith("2026-11-20[2,50]/2026-11-13[1,100]+[100,-50] 2026-11-21[1,0]/2026-11-14[0,0]+[100,0]"));
    }

    [TestCase("""{"metrics":["total_revenue","average_revenue"],WEEK,"filters":[["is","event:goal",["Purchase"]],["is","visit:country",["DE"]]]}""",
        """[{"short":"EUR 30","value":29.95,"long":"EUR 29.95","currency":"EUR"},{"short":"EUR 30","value":29.95,"long":"EUR 29.95","currency":"EUR"}]""")]
    [TestCase("""{"metrics":["total_revenue"],WEEK,"dimensions":["event:currency"],"filters":[["is_not","event:currency",["(none)"]]],"order_by":[["total_revenue","desc"]]}""",
        """EUR[{"short":"EUR 30","value":29.95,"long":"EUR 29.95","currency":"EUR"}] USD[{"short":"USD 10","value":10,"long":"USD 10.00","currency":"USD"}]""")]
    [TestCase("""{"metrics":["total_revenue"],"date_range":"day"}""", "[null]")]
    public async Task Revenue_is_told_in_its_currency(string body, string expected)
    {
        var (status, answer) = await world.QueryAsync(Full(body));
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        Assert.That(Shown(answer), Is.EqualTo(expected));
    }

    [Test]
    public async Task Revenue_of_several_currencies_is_not_added_up()
    {
        var (status, answer) = await world.QueryAsync(Full("""{"metrics":["total_revenue"],WEEK,"filters":[["is","event:goal",["Purchase"]]]}"""));
        Assert.That((status, answer.Contains("EUR, USD", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.BadRequest, true)), answer);
    }

    internal static string Full(string body) => """{"site_id":"ann.test",""" + body.Replace("WEEK", Week, StringComparison.Ordinal)[1..];

    /// <summary>Rows as <c>dimensions[metrics]</c>, with what they are compared with as <c>/[metrics]+[change]</c>.</summary>
    private static string Shown(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return string.Join(' ', document.RootElement.GetProperty("results").EnumerateArray().Select(static row => Row(row) + (row.TryGetProperty("comparison", out var before) ? "/" + Compared(row, before) : "")));
    }

    private static string Compared(JsonElement row, JsonElement before)
    {
        var isSame = row.GetProperty("dimensions").GetRawText() == before.GetProperty("dimensions").GetRawText();
        return $"{(isSame ? Metrics(before) : Row(before))}+{before.GetProperty("change").GetRawText()}";
    }

    private static string Row(JsonElement row) => string.Join(',', row.GetProperty("dimensions").EnumerateArray().Select(static value => value.GetString())) + Metrics(row);

    private static string Metrics(JsonElement row) => row.GetProperty("metrics").GetRawText();
}
