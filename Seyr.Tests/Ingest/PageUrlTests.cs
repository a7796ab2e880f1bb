using System.Text;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class PageUrlTests
{
    [TestCase("https://shop.example/a/b?x=1&y=2#part", "shop.example", "/a/b", "x=1&y=2")]
    [TestCase("http://shop.example/", "shop.example", "/", "")]
    [TestCase("https://shop.example", "shop.example", "", "")]
    [TestCase("https://shop.example?x=1", "shop.example", "", "x=1")]
    [TestCase("https://shop.example#part?no", "shop.example", "", "")]
    [TestCase("https://shop.example/a#part?no", "shop.example", "/a", "")]
    [TestCase("https://shop.example/a?x=1?y=2", "shop.example", "/a", "x=1?y=2")]
    [TestCase("https://shop.example/a?", "shop.example", "/a", "")]
    [TestCase("HTTPS://WWW.Shop.Example/Path?Q=V", "www.shop.example", "/Path", "Q=V")]
    [TestCase("https://shop.example./a", "shop.example", "/a", "")]
    [TestCase("https://shop.example..:80/a", "shop.example", "/a", "")]
    [TestCase("https://shop.example:8443/a", "shop.example", "/a", "")]
    [TestCase("https://shop.example:/a", "shop.example", "/a", "")]
    [TestCase("https://user:pass@shop.example:8443/a", "shop.example", "/a", "")]
    [TestCase("https://user@evil.example@shop.example/a", "shop.example", "/a", "")]
    [TestCase("https://shop.example/a@b.example", "shop.example", "/a@b.example", "")]
    [TestCase("https://shop.example?@b.example/", "shop.example", "", "@b.example/")]
    [TestCase("https://[2001:DB8::77]/a", "[2001:db8::77]", "/a", "")]
    [TestCase("https://user:x@[2001:db8::77]:8443/a", "[2001:db8::77]", "/a", "")]
    [TestCase("https://203.0.113.77:81/", "203.0.113.77", "/", "")]
    [TestCase("https://shop.example\\a", "shop.example", "\\a", "")]
    [TestCase("android-app://com.example.reader/", "com.example.reader", "/", "")]
    [TestCase("https://shop.example/a/https://b.example/", "shop.example", "/a/https://b.example/", "")]
    public void Address_is_split_into_its_parts(string address, string host, string path, string query) =>
        Assert.That(Split(address), Is.EqualTo((host, path, query)));

    [Test]
    public void Host_is_lower_case_whatever_else_stands_in_it() =>
        Assert.That(Split("https://BÜCHER.Example/a")!.Value.Host, Is.EqualTo("bÜcher.example"));

    [TestCase("")]
    [TestCase("shop.example/a")]
    [TestCase("/a")]
    [TestCase("//shop.example/a")]
    [TestCase("://shop.example/a")]
    [TestCase("https:/shop.example/a")]
    [TestCase("https://")]
    [TestCase("https:///a")]
    [TestCase("https://?x")]
    [TestCase("https://#x")]
    [TestCase("https://:80/")]
    [TestCase("https://user@/a")]
    [TestCase("https://.../a")]
    [TestCase("data:text/html,https://shop.example/")]
    [TestCase("javascript:alert(1)//https://shop.example/")]
    [TestCase("javascript://shop.example/%0aalert(1)")]
    [TestCase("mailto:someone@shop.example")]
    [TestCase("mailto:a?body=https://shop.example/")]
    [TestCase("file:///etc/hosts")]
    [TestCase("file://shop.example/a")]
    [TestCase("about:blank")]
    [TestCase("chrome-extension://abcdef/page.html")]
    [TestCase("blob:https://shop.example/1-2")]
    [TestCase("ftp://shop.example/a")]
    [TestCase("httpss://shop.example/a")]
    [TestCase("localhost")]
    public void What_no_page_has_is_refused(string address) => Assert.That(Split(address), Is.Null);

    [Test]
    public void Host_has_at_most_253_bytes()
    {
        Assert.That(Split($"https://{new string('a', 253)}:1/")!.Value.Host, Has.Length.EqualTo(253));
        Assert.That(Split($"https://{new string('a', 254)}/"), Is.Null);
    }

    [Test]
    public void Any_bytes_at_all_are_split_or_refused_and_no_part_has_what_ends_it()
    {
        const int Seed = 1_848;
        var random = new Random(Seed);
        var alphabet = "ht:/?#@[].%a\\ \0é"u8.ToArray();
        for (var number = 0; number < 50_000; number++)
        {
            var text = (byte[])[.. "https://"u8[..random.Next(9)], .. Enumerable.Range(0, random.Next(30)).Select(_ => alphabet[random.Next(alphabet.Length)])];
            var before = Encoding.Latin1.GetString(text);
            if (PageUrl.TrySplit(text, out var url)
                && (url.Host.IsEmpty || url.Host.IndexOfAny("/?#@\\"u8) >= 0 || url.Path.IndexOfAny("?#"u8) >= 0 || url.Query.IndexOf((byte)'#') >= 0))
            {
                Assert.Fail($"seed {Seed}, case {number}: {before}");
            }
        }
    }

    private static (string Host, string Path, string Query)? Split(string address) =>
        PageUrl.TrySplit(Encoding.UTF8.GetBytes(address), out var url)
            ? (Encoding.UTF8.GetString(url.Host), Encoding.UTF8.GetString(url.Path), Encoding.UTF8.GetString(url.Query))
            : null;
}
