using System.Text;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>
/// Every field of an event and every header that is kept, with everything that is sent to do harm: cut, refused, never broken. From
/// a browser, and told by a program with a key.
/// </summary>
public sealed class HostileFieldTests
{
    private const int Endless = 10_000;

    private static readonly (string Name, string Json)[] Harm =
    [
        ("markup", "<script>alert('x')</script><img src=x onerror=y>"),
        ("SQL", "'; drop table events; --"),
        ("control characters", @"a\u0000b\u0007c\r\nd\u001Be\u0085f\u007Fg"),
        ("half surrogates", @"a\ud83d b\ude00 c\ude00\ud83d"),
        ("direction marks", "\u202Eabc\u2066def"),
        ("10,000 characters", new string('x', Endless)),
        ("10,000 letters of three bytes", new string('ক', Endless)),
        ("10,000 emoji", string.Concat(Enumerable.Repeat("😀", Endless))),
        ("percents", string.Concat(Enumerable.Repeat("%", 500)) + "%00%0A%FF%C3"),
    ];

    private static readonly string[] Hints =
        ["Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform", "Sec-CH-UA-Platform-Version", "Sec-CH-UA-Full-Version-List", "Sec-CH-UA-Model"];

    private static readonly string[] Fields =
    [
        "n", "path", "query", "fragment", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "ref", "gclid", "d", "r", "r path",
        "key", "value", "w", "e", "sd", "i", "h", "b", "Accept-Language", "User-Agent", .. Hints,
    ];

    private static readonly string[] ToldFields = [.. Fields.Except(Hints).Except(["Accept-Language", "User-Agent"]), "ip", "user_agent", "language", "timestamp", "amount", "currency"];

    private WayIn way = null!;
    private string site = "";

    [SetUp]
    public async Task Open()
    {
        way = await WayIn.OpenAsync(EventStoreKind.Embedded, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        site = await way.AddSiteAsync();
        await way.FilterAsync(site, BotFilter.Off);
        await way.SetAsync(site, "kept_parameters", "query");
    }

    [TearDown]
    public async Task Close() => await way.DisposeAsync();

    [Test]
    public async Task Each_is_cut_or_refused_and_what_is_kept_is_clean_text([Values] bool isTold)
    {
        var sent = 0;
        foreach (var field in isTold ? ToldFields : Fields)
        {
            foreach (var (name, json) in Harm)
            {
                sent++;
                var address = $"198.51.{sent / 250}.{sent % 250}";
                string Or(string wanted, string usual) => field == wanted ? json : usual;
                var url = $"https://{site}/p{Or("path", "")}?query={Or("query", "1")}&utm_source={Or("utm_source", "s")}&utm_medium={Or("utm_medium", "m")}&utm_campaign={Or("utm_campaign", "c")}"
                    + $"&utm_content={Or("utm_content", "n")}&utm_term={Or("utm_term", "t")}&ref={Or("ref", "f")}&gclid={Or("gclid", "g")}#{Or("fragment", "x")}";
                var body = $$"""
                    {"n":"{{Or("n", "Signup")}}","u":"{{url}}","d":"{{Or("d", site)}}","r":"https://r{{Or("r", "")}}.example/{{Or("r path", "x")}}","w":"{{Or("w", "1")}}","e":"{{Or("e", "1")}}",
                    "sd":"{{Or("sd", "1")}}","b":"{{Or("b", "0")}}","i":"{{Or("i", "")}}","h":{{(field is "fragment" ? "1" : $"\"{Or("h", "")}\"")}},"p":{"k{{Or("key", "")}}":"v{{Or("value", "")}}"} }
                    """;

                if (isTold)
                {
                    var told = $$"""
                        {"ip":"{{Or("ip", address)}}","user_agent":"{{Or("user_agent", WayIn.Agent)}}","language":"{{Or("language", "bn-BD")}}","timestamp":"{{Or("timestamp", "2026-03-10T11:00:00Z")}}",
                        "$":{"amount":"{{Or("amount", "1.5")}}","currency":"{{Or("currency", "BDT")}}"},
                        """;
                    Assert.That(await way.TellAsync($"[{told}{body.AsSpan(1)}]"), Has.Length.EqualTo(1), $"{field}: {name}");
                    continue;
                }

                // A header can't hold what is no text of its own; Kestrel refuses it before us.
                var header = new string([.. json.Where(static c => !char.IsControl(c))]);
                var headers = Hints.Select(hint => (hint, field == hint ? header : "\"Brave\";v=\"131\"")).Append(("Accept-Language", field == "Accept-Language" ? header : "bn-BD"));
                Assert.That(
                    () => way.SendAsync(body, address, field == "User-Agent" ? header : null, [.. headers]),
                    Throws.Nothing, $"{field}: {name}");
            }
        }

        var refused = Enum.GetValues<Refusal>().Sum(way.Counters.Refused);
        Assert.That(way.Counters.Accepted + refused, Is.EqualTo(sent), "the books balance");
        Assert.That(way.Counters.Accepted, Is.GreaterThan(sent / 2));

        var rows = await way.RowsAsync(site);
        Assert.That(rows, Has.Count.EqualTo(way.Counters.Accepted));
        foreach (var (column, value) in rows.SelectMany(static row => row))
        {
            Assert.That(value.Any(char.IsControl), Is.False, column);
            Assert.That(() => new UnicodeEncoding(false, false, throwOnInvalidBytes: true).GetBytes(value), Throws.Nothing, column);
            Assert.That(Encoding.UTF8.GetByteCount(value), Is.LessThanOrEqualTo(4_096), column);
        }

        Assert.That(rows.Select(static row => row["language"]).Distinct().Count(), Is.LessThanOrEqualTo(2), "a made-up language is none");
        Assert.That(rows.Select(static row => row["click_id"]).Distinct(), Is.SubsetOf(new[] { "gclid", "" }), "never its value");
    }
}
