using System.Net;
using System.Text;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What a site's owner keeps out, and which addresses are one page.</summary>
[NonParallelizable]
public sealed class ShieldTests
{
    private WayIn way = null!;

    [OneTimeSetUp]
    public async Task Open() => way = await WayIn.OpenAsync(EventStoreKind.Embedded, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    [OneTimeTearDown]
    public async Task Close() => await way.DisposeAsync();

    [TestCase("shield_addresses", "8.8.8.0/24", nameof(Refusal.Address))]
    [TestCase("shield_countries", "us", nameof(Refusal.Country))]
    [TestCase("shield_pages", "/adm*", nameof(Refusal.Page))]
    [TestCase("allowed_hostnames", "shop.example", nameof(Refusal.Hostname))]
    public async Task Kept_out_is_counted_for_its_reason_and_costs_no_quota(string column, string lines, string reason)
    {
        var site = await way.AddSiteAsync();
        var accepted = way.Counters.Accepted;
        Task SendAsync(string path) => way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/{{path}}"}""");
        await SendAsync("admin/users?x=1");
        await way.SetAsync(site, column, lines);
        await SendAsync("admin/users?x=1");
        await SendAsync("Admin");
        Assert.That(way.Counters.Accepted - accepted, Is.EqualTo(column == "shield_pages" ? 2 : 1));
        await way.Tally.TellAsync(CancellationToken.None);
        Assert.That((await way.RefusedAsync(site)).Select(static count => (count.Reason, count.Beacons)), Is.EqualTo(new[] { (reason, column == "shield_pages" ? 1L : 2L) }));
    }

    [TestCase("/", false, "/")]
    [TestCase("", false, "/")]
    [TestCase("/A/B/", false, "/a/b")]
    [TestCase("/a//", false, "/a")]
    [TestCase("//", false, "/")]
    [TestCase("/%C3%9Cber/%C4%B0/%FF", false, "/über/İ/\uFFFD")]
    [TestCase("/s/?utm_source=x&q=A%20b&token=secret&page=2&q", false, "/s?q=A b&page=2&q")]
    [TestCase("/s?Q=x", false, "/s")]
    [TestCase("/s?x=1&&=&", false, "/s")]
    [TestCase("/App/#/Inbox/?q=1&t=secret", true, "/App/#/inbox?q=1")]
    [TestCase("/?page=1#/", true, "/#/?page=1")]
    [TestCase("/?page=1#x", false, "/?page=1")]
    public void Page_is_what_the_rules_make_of_its_address(string address, bool isHashMode, string page)
    {
        var rules = new PageRules(trimsSlash: true, foldsCase: true, "q\npage");
        Assert.That(PageUrl.TrySplit(Encoding.UTF8.GetBytes("https://ann.test" + address), out var url));
        var counted = PagePath.Of(url, isHashMode, rules, out var bare);
        Assert.That(Encoding.UTF8.GetString(counted), Is.EqualTo(page.Replace("/App/#", "/app/#", StringComparison.Ordinal)));
        Assert.That(counted.StartsWith(bare));
    }

    [TestCase("/a/?q=1#x", false, "/a/")]
    [TestCase("/A#/B?q=1", true, "/A#/B")]
    public void Without_rules_only_parameters_go(string address, bool isHashMode, string page)
    {
        PageUrl.TrySplit(Encoding.UTF8.GetBytes("https://ann.test" + address), out var url);
        Assert.That(Encoding.UTF8.GetString(PagePath.Of(url, isHashMode, new PageRules(false, false, ""), out _)), Is.EqualTo(page));
    }

    [Test]
    public void Longest_addresses_fit()
    {
        foreach (var tail in new[] { "", "/", "?q", "?" + string.Join('&', Enumerable.Repeat("q", 990)), "#/", "#?" + string.Join('&', Enumerable.Repeat("q", 990)) })
        {
            var text = ("https://a.test" + tail).PadRight(Beacon.MaxUrlBytes, 'x');
            PageUrl.TrySplit(Encoding.UTF8.GetBytes(text), out var url);
            Assert.That(PagePath.Of(url, true, new PageRules(true, true, "q"), out _).Length, Is.LessThanOrEqualTo(Beacon.MaxUrlBytes + 4));
        }
    }

    [TestCase("203.0.113.7", "203.0.113.7", true)]
    [TestCase("203.0.113.7", "::ffff:203.0.113.7", true)]
    [TestCase("::ffff:203.0.113.7", "203.0.113.7", true)]
    [TestCase("::ffff:203.0.113.0/120", "203.0.113.7", true)]
    [TestCase("203.0.113.7", "203.0.113.8", false)]
    [TestCase("203.0.113.99/24", "203.0.113.1", true)]
    [TestCase("203.0.113.99/24", "203.0.114.1", false)]
    [TestCase("0.0.0.0/0", "198.51.100.1", true)]
    [TestCase("0.0.0.0/0", "2001:db8::1", false)]
    [TestCase("2001:db8::1/32", "2001:db8:ffff::2", true)]
    [TestCase("nonsense\n\n198.51.100.1", "198.51.100.1", true)]
    public void Addresses_are_kept_out_in_every_notation(string lines, string address, bool isOut) =>
        Assert.That(new Shield(lines, "", "", "").KeepsOutAddress(IPAddress.Parse(address)), Is.EqualTo(isOut));

    [TestCase("/admin", "/admin", true)]
    [TestCase("/admin", "/admin/", false)]
    [TestCase("/admin*", "/administrator", true)]
    [TestCase("/a*/b*c", "/axx/b/b-c", true)]
    [TestCase("/a*/b*c", "/axx/b/b-d", false)]
    [TestCase("*", "/", true)]
    [TestCase("/**", "/", true)]
    [TestCase("/a", "", false)]
    public void Star_stands_for_any_text(string pattern, string page, bool isOut) =>
        Assert.That(new Shield("", "", pattern, "").KeepsOutPage(Encoding.UTF8.GetBytes(page)), Is.EqualTo(isOut));

    [Test]
    public void Hostile_pattern_takes_no_longer_than_its_length_times_the_texts()
    {
        var shield = new Shield("", "", string.Concat(Enumerable.Repeat("*a", 200)) + "b", "");
        var page = new byte[Beacon.MaxUrlBytes];
        page.AsSpan().Fill((byte)'a');
        var begin = TimeProvider.System.GetTimestamp();
        Assert.That(shield.KeepsOutPage(page), Is.False);
        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [TestCase("", "any.test", false)]
    [TestCase("www.Ann.test", "ann.test", false)]
    [TestCase("ann.test", "shop.ann.test", true)]
    [TestCase("https://ann.test/", "ann.test", false)]
    [TestCase("münchen.example", "xn--mnchen-3ya.example", false)]
    [TestCase("*.ann.test", "shop.ann.test", false)]
    [TestCase("*.ann.test", "ann.test", true)]
    [TestCase("*.ann.test", "evilann.test", true)]
    public void Hosts_that_are_listed_count(string lines, string host, bool isOut) =>
        Assert.That(new Shield("", "", "", lines).KeepsOutHost(Encoding.UTF8.GetBytes(host)), Is.EqualTo(isOut));
}
