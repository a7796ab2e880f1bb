using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

[NonParallelizable]
public sealed class SourceNamesTests
{
    private static readonly SourceNames Names = new();

    [TestCase("google.com", "Google")]
    [TestCase("www.google.com.bd", "Google")]
    [TestCase("docs.google.com", "Google")]
    [TestCase("news.google.com", "Google News")]
    [TestCase("mail.google.com", "Gmail")]
    [TestCase("com.google.android.gm", "Gmail")]
    [TestCase("facebook.com", "Facebook")]
    [TestCase("l.facebook.com", "Facebook")]
    [TestCase("de-de.facebook.com", "Facebook")]
    [TestCase("duckduckgo.com", "DuckDuckGo")]
    [TestCase("www.bing.com", "Bing")]
    [TestCase("t.co", "Twitter")]
    [TestCase("x.com", "Twitter")]
    [TestCase("out.reddit.com", "Reddit")]
    [TestCase("news.ycombinator.com", "Hacker News")]
    [TestCase("Google.COM", "Google")]
    [TestCase("google.com.", "Google")]
    public void Known_host_has_its_sources_name(string host, string source) =>
        Assert.That(Names.Find(host), Is.EqualTo(source));

    [TestCase("example.org", "example.org")]
    [TestCase("www.example.org", "example.org")]
    [TestCase("blog.example.org", "blog.example.org")]
    [TestCase("notgoogle.com", "notgoogle.com")]
    [TestCase("t.com", "t.com")]
    [TestCase("com", "com")]
    [TestCase("www.", "www")]
    [TestCase("www.com", "com")]
    [TestCase("192.0.2.1", "192.0.2.1")]
    [TestCase("[2001:db8::1]", "[2001:db8::1]")]
    [TestCase("..", "")]
    [TestCase("", "")]
    public void Unknown_host_is_named_by_itself_without_www(string host, string source) =>
        Assert.That(Names.Find(host), Is.EqualTo(source));

    [TestCase("google", "Google")]
    [TestCase("GOOGLE", "Google")]
    [TestCase(" Facebook ", "Facebook")]
    [TestCase("hacker news", "Hacker News")]
    [TestCase("hackernews", "Hacker News")]
    [TestCase("yahoo", "Yahoo!")]
    [TestCase("bsky", "Bluesky")]
    [TestCase("t.co", "Twitter")]
    [TestCase("www.google.com", "Google")]
    public void Tag_that_names_a_source_in_any_way_is_that_source(string tag, string source) =>
        Assert.That(Names.FromTag(tag), Is.EqualTo(source));

    [TestCase("Spring-Newsletter", "Spring-Newsletter")]
    [TestCase("  partner_7\t", "partner_7")]
    [TestCase("Example.org", "Example.org")]
    [TestCase("   ", "")]
    [TestCase("", "")]
    public void Other_tags_stay_as_written(string tag, string source) =>
        Assert.That(Names.FromTag(tag), Is.EqualTo(source));

    [Test]
    public void Name_of_a_known_source_costs_no_memory()
    {
        Names.Find("www.google.com");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var name = Names.Find("www.google.com");

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(Names.FromTag("google"), Is.SameAs(name));
    }

    [Test]
    public void Host_of_nothing_but_dots_and_letters_is_answered_at_once()
    {
        var start = TimeProvider.System.GetTimestamp();
        var host = string.Concat(Enumerable.Repeat("a.", 50_000)) + "b";

        Assert.That(Names.Find(host), Is.EqualTo(host));
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(2)));
    }
}
