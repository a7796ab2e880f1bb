using System.Text;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class CampaignTests
{
    [Test]
    public void Tags_are_read_wherever_they_stand_and_decoded()
    {
        var campaign = Read("x=1&utm_term=blue+shoes&utm_source=news%20letter&utm_medium=e%2Dmail&&utm_content=a%26b%3Dc&utm_campaign=spr%C3%BCng=2026");
        Assert.That(campaign, Is.EqualTo(new Tags("news letter", "e-mail", "sprüng=2026", "a&b=c", "blue shoes", "")));
    }

    [TestCase("")]
    [TestCase("&&&")]
    [TestCase("=utm_source")]
    [TestCase("utm_source")]
    [TestCase("utm_source=")]
    [TestCase("utm_sourcex=a")]
    [TestCase("xutm_source=a")]
    [TestCase("q=utm_source=a")]
    public void What_is_no_tag_says_nothing(string query) => Assert.That(Read(query), Is.EqualTo(new Tags("", "", "", "", "", "")));

    [TestCase("ref=a", "a")]
    [TestCase("source=a", "a")]
    [TestCase("ref=a&source=b", "b")]
    [TestCase("source=b&ref=a", "b")]
    public void Source_goes_before_ref(string query, string other) => Assert.That(Read(query).Other, Is.EqualTo(other));

    [Test]
    public void Ref_and_source_stand_beside_the_tag_of_the_campaign() =>
        Assert.That(Read("ref=a&utm_source=b"), Is.EqualTo(new Tags("b", "", "", "", "", "a")));

    [TestCase("utm_source=a%", "a%")]
    [TestCase("utm_source=a%2", "a%2")]
    [TestCase("utm_source=%zz%41", "%zzA")]
    [TestCase("utm_source=%%41", "%A")]
    [TestCase("utm_source=%4%31", "%41")]
    [TestCase("utm_source=%2541", "%41")]
    public void Broken_sequences_stay_as_they_are_and_nothing_is_decoded_twice(string query, string source) => Assert.That(Read(query).Source, Is.EqualTo(source));

    [TestCase("/a%20b%2Fc+d", "/a b/c+d")]
    [TestCase("/%E0%A6%95", "/ক")]
    [TestCase("/100%", "/100%")]
    [TestCase("/%C3%28%FF", "/\uFFFD(\uFFFD")]
    [TestCase("%", "%")]
    public void In_a_path_a_plus_is_a_plus(string path, string decoded) =>
        Assert.That(Encoding.UTF8.GetString(Seyr.Ingest.Text.PercentDecode(Encoding.UTF8.GetBytes(path), isQuery: false)), Is.EqualTo(decoded));

    private static Tags Read(string query)
    {
        var campaign = Campaign.Read(Encoding.UTF8.GetBytes(query));
        return new Tags(Text(campaign.Source), Text(campaign.Medium), Text(campaign.Name), Text(campaign.Content), Text(campaign.Term), Text(campaign.OtherSource));
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    private sealed record Tags(string Source, string Medium, string Name, string Content, string Term, string Other);
}
