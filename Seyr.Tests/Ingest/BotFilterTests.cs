using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What each setting of a site's filter keeps out, and that it is counted for the site and the reason.</summary>
public sealed class BotFilterTests
{
    private const string Suspect = "Mozilla/4.0 (compatible; MSIE 6.0; Windows 98; Avant Browser [avantbrowser.com])";
    private const string AiCrawler = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";

    private static readonly (string Name, string Value)[] BrowserHeaders = [("Accept", "*/*"), ("Accept-Encoding", "gzip, br"), ("Accept-Language", "en")];

    private WayIn way = null!;

    [OneTimeSetUp]
    public async Task Open() => way = await WayIn.OpenAsync(EventStoreKind.Embedded, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    [OneTimeTearDown]
    public async Task Close() => await way.DisposeAsync();

    [TestCase(BotFilter.Off, "")]
    [TestCase(BotFilter.Basic, "AiCrawler 1, Bot 3, Prefetch 4")]
    [TestCase(BotFilter.Strict, "AiCrawler 1, Bot 4, NoBrowser 3, Prefetch 4")]
    public async Task Each_setting_keeps_out_what_it_says(BotFilter filter, string expected)
    {
        var site = await way.AddSiteAsync();
        await way.FilterAsync(site, filter);
        var accepted = way.Counters.Accepted;
        var refused = AllRefused();
        var sent = 0L;
        async Task SendAsync(string agent, params (string Name, string Value)[] headers)
        {
            sent++;
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/{{sent}}"}""", agent: agent, headers: headers);
        }

        await SendAsync(WayIn.Agent, BrowserHeaders);
        foreach (var agent in new[] { UserAgents.Robots[0].Text, "curl/8.11.0", "SomethingOfItsOwn/1.0", AiCrawler, Suspect })
        {
            await SendAsync(agent, BrowserHeaders);
        }

        foreach (var (name, value) in new[] { ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Purpose", "preview"), ("X-Moz", "prefetch") })
        {
            await SendAsync(WayIn.Agent, [.. BrowserHeaders, (name, value)]);
        }

        for (var missing = 0; missing < BrowserHeaders.Length; missing++)
        {
            await SendAsync(WayIn.Agent, [.. BrowserHeaders.Where((_, number) => number != missing)]);
        }

        await way.Tally.TellAsync(CancellationToken.None);
        var counted = await way.RefusedAsync(site);
        Assert.That(string.Join(", ", counted.OrderBy(static count => count.Reason, StringComparer.Ordinal).Select(static count => $"{count.Reason} {count.Beacons}")), Is.EqualTo(expected));
        Assert.That((way.Counters.Accepted - accepted) + (AllRefused() - refused), Is.EqualTo(sent), "the books balance");
        Assert.That(AllRefused() - refused, Is.EqualTo(counted.Sum(static count => count.Beacons)));
    }

    [TestCase(BotFilter.Off, 4)]
    [TestCase(BotFilter.Basic, 2)]
    public async Task Visit_from_referrer_spam_is_kept_out_and_counted_for_that(BotFilter filter, int expected)
    {
        var site = await way.AddSiteAsync();
        await way.FilterAsync(site, filter);
        var accepted = way.Counters.Accepted;
        var visitor = 0;
        foreach (var referrer in new[] { $"https://{WayIn.Spammer}/", $"http://WWW.{WayIn.Spammer}:80/x", $"https://no{WayIn.Spammer}/", $"https://{WayIn.Spammer}.test/" })
        {
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/","r":"{{referrer}}"}""", $"198.51.100.{++visitor}");
        }

        Assert.That(way.Counters.Accepted - accepted, Is.EqualTo(expected));
        await way.Tally.TellAsync(CancellationToken.None);
        Assert.That((await way.RefusedAsync(site)).Sum(static count => count.Reason == nameof(Refusal.ReferrerSpam) ? count.Beacons : 0), Is.EqualTo(4 - expected));
    }

    [TestCase(BotFilter.Off, "")]
    [TestCase(BotFilter.Basic, "Automation 3")]
    [TestCase(BotFilter.Strict, "Automation 3, Datacentre 1")]
    public async Task Automation_and_datacentres_are_kept_out_by_the_settings_that_say_so(BotFilter filter, string expected)
    {
        var site = await way.AddSiteAsync();
        await way.FilterAsync(site, filter);
        var accepted = way.Counters.Accepted;
        var refused = AllRefused();
        var sent = 0;
        foreach (var told in new[] { "1", "true", "true, \"n\":\"Signup\"", "0", "false", "null", "\"\"", "[1]", "{\"b\":1}" })
        {
            sent++;
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/","b":{{told}} }""", "81.2.69.1", headers: BrowserHeaders);
        }

        foreach (var address in new[] { TestDatabases.InDatacentre, TestDatabases.NotInDatacentre, "10.0.0.7" })
        {
            sent++;
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""", address, headers: BrowserHeaders);
        }

        await way.Tally.TellAsync(CancellationToken.None);
        var counted = await way.RefusedAsync(site);
        Assert.That(string.Join(", ", counted.OrderBy(static count => count.Reason, StringComparer.Ordinal).Select(static count => $"{count.Reason} {count.Beacons}")), Is.EqualTo(expected));
        Assert.That(way.Counters.Accepted - accepted, Is.EqualTo(sent - counted.Sum(static count => count.Beacons)));
        Assert.That(AllRefused() - refused, Is.EqualTo(counted.Sum(static count => count.Beacons)), "the books balance");
    }

    [Test]
    public async Task Setting_changes_for_a_running_server()
    {
        var site = await way.AddSiteAsync();
        var accepted = way.Counters.Accepted;
        Task SendAsync() => way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""", agent: "curl/8.11.0");
        await SendAsync();
        Assert.That(way.Counters.Accepted, Is.EqualTo(accepted), "basic is what a new site has");
        await way.FilterAsync(site, BotFilter.Off);
        await SendAsync();
        Assert.That(way.Counters.Accepted, Is.EqualTo(accepted + 1));
    }

    [Test]
    public async Task What_could_not_be_told_is_told_later_once()
    {
        var site = await way.AddSiteAsync();
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""", agent: "curl/8.11.0");
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await way.Tally.TellAsync(gone.Token);
        await way.Tally.TellAsync(CancellationToken.None);
        await way.Tally.TellAsync(CancellationToken.None);
        Assert.That((await way.RefusedAsync(site)).Select(static count => (count.Reason, count.Beacons)), Is.EqualTo(new[] { (nameof(Refusal.Bot), 1L) }));
    }

    private long AllRefused() => Enum.GetValues<Refusal>().Sum(way.Counters.Refused);
}
