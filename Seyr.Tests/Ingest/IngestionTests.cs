using Seyr.Ingest;
using Seyr.Tests.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>From the bytes of a beacon to what both tables say of it.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class IngestionTests(EventStoreKind kind)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private WayIn way = null!;
    private string site = "";
    private long accepted;

    [OneTimeSetUp]
    public async Task Open() => way = await WayIn.OpenAsync(kind, Noon);

    [OneTimeTearDown]
    public async Task Close() => await way.DisposeAsync();

    [SetUp]
    public async Task AddSite()
    {
        site = await way.AddSiteAsync();
        accepted = way.Counters.Accepted;
        way.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task Beacon_becomes_a_row_and_a_day()
    {
        var now = way.Clock.GetUtcNow().ToUnixTimeSeconds();
        await way.SendAsync(
            $$"""
            {"n":"Signup","u":"https://www.{{site}}:8443/%E0%A6%A6%E0%A6%BE%E0%A6%AE?utm_source=news&utm_medium=e-mail&utm_campaign=spring+sale&utm_content=b&utm_term=t#top",
             "d":"{{site}}","r":"https://www.google.com.bd/search?q=secret","p":{"plan":"pro","seats":3,"none":null},"v":1,"w":1280}
            """, headers: ("Accept-Language", "bn-bd,bn;q=0.9,en;q=0.8"));

        var row = (await way.RowsAsync(site)).Single();
        var expected = new Dictionary<string, string>
        {
            ["name"] = "Signup", ["at"] = $"{now}", ["start_at"] = $"{now}", ["visits"] = "1", ["bounces"] = "1", ["duration"] = "0",
            ["hostname"] = $"{site}", ["path"] = "/দাম", ["props"] = "plan=pro; seats=3", ["entry_page"] = "/দাম", ["referrer"] = "google.com.bd/search", ["source"] = "news", ["channel"] = "Email", ["click_id"] = "",
            ["utm_source"] = "news", ["utm_medium"] = "e-mail", ["utm_campaign"] = "spring sale", ["utm_content"] = "b", ["utm_term"] = "t",
            ["country"] = "US", ["region"] = "US-CA", ["city"] = "Mountain View", ["browser"] = "Chrome", ["browser_version"] = "131", ["system"] = "Windows", ["system_version"] = "10", ["device"] = "Desktop",
            ["language"] = "bn-BD", ["screen"] = "Laptop",
        };
        Assert.That(row.Where(column => expected.ContainsKey(column.Key)), Is.EquivalentTo(expected));
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 0 1 1 1 0" }));
    }

    [Test]
    public async Task What_the_first_event_says_of_a_visit_stands_on_every_row_of_it()
    {
        await SendAsync($"https://{site}/landing?utm_source=news&utm_campaign=spring", "https://www.bing.com/");
        way.Clock.Advance(TimeSpan.FromSeconds(40));
        await SendAsync($"https://{site}/next?utm_source=other&utm_campaign=autumn", $"https://{site}/landing");
        way.Clock.Advance(TimeSpan.FromSeconds(2));
        await SendAsync($"https://{site}/last", "https://duckduckgo.com/", "Signup");

        var rows = await way.RowsAsync(site);
        foreach (var column in new[] { "visitor_id", "visit_id", "start_at", "entry_page", "referrer", "source", "utm_source", "utm_campaign", "country", "region", "city", "browser", "system", "device" })
        {
            Assert.That(rows.Select(row => row[column]).Distinct().Count(), Is.EqualTo(1), column);
        }

        Assert.That(rows.Select(static row => $"{row["entry_page"]} {row["path"]} {row["utm_campaign"]} {row["visits"]} {row["bounces"]} {row["duration"]}"),
            Is.EqualTo(new[] { "/landing /landing spring 1 1 0", "/landing /next spring 0 -1 40", "/landing /last spring 0 0 2" }));
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 2 3 1 0 42" }));
    }

    [TestCase("https://{0}/before")]
    [TestCase("https://www.{0}/before")]
    [TestCase("HTTP://WWW.{0}:8080/")]
    [TestCase("https://user@{0}./x")]
    [TestCase("")]
    [TestCase("about:blank")]
    [TestCase("javascript:alert(1)")]
    [TestCase("not an address")]
    public async Task Own_host_and_what_is_no_address_are_no_source(string referrer)
    {
        await SendAsync($"https://www.{site}/", string.Format(System.Globalization.CultureInfo.InvariantCulture, referrer, site));
        var row = (await way.RowsAsync(site)).Single();
        Assert.That((row["source"], row["referrer"]), Is.EqualTo(("", "")));
    }

    [TestCase("https://www.google.com/", "Google", "google.com")]
    [TestCase("https://blog.{0}/post?x=1#y", "blog.{0}", "blog.{0}/post")]
    [TestCase("https://Old.Friend.Example:8443/a/b/", "old.friend.example", "old.friend.example/a/b/")]
    [TestCase("https://not{0}/", "not{0}", "not{0}")]
    [TestCase("https://<b>x</b>/<script>", "<b>x<", "<b>x</b>/<script>")]
    public async Task Other_hosts_are_a_source_by_their_name(string referrer, string source, string stored)
    {
        string Here(string text) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, site);
        await SendAsync($"https://{site}/", Here(referrer));
        var row = (await way.RowsAsync(site)).Single();
        Assert.That((row["source"], row["referrer"]), Is.EqualTo((Here(source), Here(stored))));
    }

    [TestCase("?ref=friend", "friend", "")]
    [TestCase("?source=Friend&ref=other", "Friend", "")]
    [TestCase("?ref=friend&utm_source=tag", "tag", "tag")]
    [TestCase("?utm_source=GOOGLE", "Google", "GOOGLE")]
    [TestCase("?utm_source=%20&ref=friend", "friend", "")]
    [TestCase("?utm_source=+", "Bing", "")]
    [TestCase("?ref=%00", "Bing", "")]
    [TestCase("?utm_source=", "Bing", "")]
    [TestCase("?utm_source=a%00b%FF", "a b\uFFFD", "a b\uFFFD")]
    public async Task Tag_in_the_address_goes_before_the_referrer(string query, string source, string utmSource)
    {
        await SendAsync($"https://{site}/{query}", "https://www.bing.com/");
        var row = (await way.RowsAsync(site)).Single();
        Assert.That((row["source"], row["utm_source"], row["referrer"]), Is.EqualTo((source, utmSource, "bing.com")));
    }

    [TestCase("{0}", "{0}")]
    [TestCase(" WWW.{0} ", "other.example")]
    [TestCase("{0}", "[2001:db8::5]")]
    public async Task Site_is_the_domain_that_is_named_and_the_host_stays_the_pages(string domain, string host)
    {
        var named = domain.Replace("{0}", site.ToUpperInvariant(), StringComparison.Ordinal);
        var shown = host.Replace("{0}", site, StringComparison.Ordinal);
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{shown}}/","d":"{{named}}"}""");
        Assert.That((await way.RowsAsync(site)).Single()["hostname"], Is.EqualTo(shown));
    }

    [TestCase("https://{0}/")]
    [TestCase("https://www.{0}:444")]
    [TestCase("HTTPS://WWW.{0}./#x")]
    public async Task Without_a_named_domain_the_pages_host_is_the_site(string url)
    {
        await way.SendAsync($$"""{"n":"pageview","u":"{{url.Replace("{0}", site, StringComparison.Ordinal)}}"}""");
        var row = (await way.RowsAsync(site)).Single();
        Assert.That((row["path"], row["hostname"]), Is.EqualTo(("/", site)));
    }

    [TestCase("\"d\":\"nobody.example\"")]
    [TestCase("\"d\":\"\\u0000\"")]
    [TestCase("\"d\":\" \"")]
    [TestCase("\"d\":\"münchen.example\"")]
    [TestCase("\"d\":\"' or 1=1 --\"")]
    [TestCase("\"x\":1")]
    public async Task Event_for_an_unknown_domain_is_counted_and_dropped(string domain)
    {
        var before = way.Counters.Refused(Refusal.UnknownDomain);
        await way.SendAsync($$"""{"n":"pageview","u":"https://nobody.example/",{{domain}}}""");
        Assert.That((way.Counters.Refused(Refusal.UnknownDomain), way.Counters.Accepted), Is.EqualTo((before + 1, accepted)));
    }

    [Test]
    public async Task Domain_longer_than_DNS_allows_is_unknown()
    {
        var before = way.Counters.Refused(Refusal.UnknownDomain);
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/","d":"{{new string('d', 300)}}"}""");
        Assert.That(way.Counters.Refused(Refusal.UnknownDomain), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Robot_is_counted_and_dropped([Values(0, 2, 8)] int robot)
    {
        var reason = robot == 2 ? Refusal.AiCrawler : Refusal.Bot;
        var before = way.Counters.Refused(reason);
        await SendAsync($"https://{site}/", agent: UserAgents.Robots[robot].Text);
        Assert.That((way.Counters.Refused(reason), way.Counters.Accepted), Is.EqualTo((before + 1, accepted)));
        Assert.That(await way.RowsAsync(site), Is.Empty);
    }

    [Test]
    public async Task Visitors_are_told_apart_by_address_and_agent_and_are_others_on_another_site()
    {
        var other = await way.AddSiteAsync();
        await SendAsync($"https://{site}/");
        await SendAsync($"https://{site}/", address: "8.8.4.4");
        await SendAsync($"https://{site}/", agent: UserAgents.Visitors[9].Text);
        await SendAsync($"https://{site}/", address: $"::ffff:{WayIn.Address}");
        await SendAsync($"https://{other}/");

        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 3 4 4 3 2 0" }));
        Assert.That((await way.RowsAsync(other)).Single()["visitor_id"], Is.Not.AnyOf((await way.RowsAsync(site)).Select(static row => row["visitor_id"]).ToArray()));
    }

    [Test]
    public async Task Events_of_a_visitor_that_come_at_once_are_one_visit_with_one_entry_page()
    {
        const int Visitors = 12;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 4 * Visitors), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (number, _) => await SendAsync($"https://{site}/{number}?ref={number}", address: $"198.51.100.{number % Visitors}"));

        var rows = await way.RowsAsync(site);
        Assert.That(rows, Has.Count.EqualTo(4 * Visitors));
        foreach (var visitor in rows.GroupBy(static row => row["visitor_id"]))
        {
            Assert.That(visitor.Select(static row => (row["visit_id"], row["entry_page"], row["source"])).Distinct().Count(), Is.EqualTo(1));
            Assert.That(visitor.Select(static row => row["visits"]).Order(), Is.EqualTo(new[] { "0", "0", "0", "1" }));
            Assert.That(visitor.Single(static row => row["visits"] == "1")["path"], Is.EqualTo(visitor.First()["entry_page"]));
        }

        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { $"2026-03-10 {Visitors} {4 * Visitors} {4 * Visitors} {Visitors} 0 0" }));
    }

    private Task SendAsync(string url, string referrer = "", string name = "pageview", string address = WayIn.Address, string? agent = null) =>
        way.SendAsync($$"""{"n":"{{name}}","u":"{{url}}","d":"{{new Uri(url).Host}}","r":"{{referrer}}"}""", address, agent);
}
