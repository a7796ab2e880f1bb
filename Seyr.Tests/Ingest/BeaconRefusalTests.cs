using System.Text;
using System.Text.Json;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>Bodies that are no beacon, or want to be too much of one: no exception, and nothing beyond the bounds.</summary>
public sealed class BeaconRefusalTests
{
    private const string Page = "https://shop.example/a";

    private readonly Beacon beacon = new();

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("\0")]
    [TestCase("{")]
    [TestCase("{\"n\"")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\"")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\",}")]
    [TestCase("{'n':'a','u':'https://shop.example/'}")]
    [TestCase("{n:\"a\",u:\"https://shop.example/\"}")]
    [TestCase("{\"n\":\"a\",/* */\"u\":\"https://shop.example/\"}")]
    [TestCase("[{\"n\":\"a\",\"u\":\"https://shop.example/\"}]")]
    [TestCase("\"n\"")]
    [TestCase("7")]
    [TestCase("null")]
    [TestCase("NaN")]
    [TestCase("{\"n\":NaN,\"u\":\"https://shop.example/\"}")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\"}}")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\"} x")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\"}{}")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\"}\0")]
    [TestCase("n=a&u=https://shop.example/")]
    [TestCase("{\"n\":\"a\",\"u\":\"https://shop.example/\nb\"}")]
    [TestCase("{\"n\":\"\\x\",\"u\":\"https://shop.example/\"}")]
    public void What_is_not_one_JSON_object_is_no_event(string body) => Assert.That(Read(body), Is.False);

    [Test]
    public void Depth_of_8_is_read_and_of_9_is_not()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Read(Nested(8)), Is.True);
            Assert.That(Read(Nested(9)), Is.False);
            Assert.That(Read(Nested(10_000)), Is.False);
        });
        static string Nested(int depth) => $$"""{"n":"a","u":"{{Page}}","x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";
    }

    [TestCase("\\ud800")]
    [TestCase("\\udc00\\ud800")]
    [TestCase("x\\ud83d")]
    public void Half_a_surrogate_pair_is_refused_and_no_exception(string text)
    {
        Assert.That(Read($$"""{"n":"{{text}}","u":"{{Page}}"}"""), Is.False);
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}{{text}}"}"""), Is.False);
        Assert.That(() => Read($$"""{"n":"a","u":"{{Page}}","{{text}}":1,"p":{"{{text}}":"{{text}}"} }"""), Throws.Nothing);
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","x":"{{text}}"}"""), Is.True, "what nobody reads may be anything");
    }

    [Test]
    public void Bytes_that_are_no_UTF_8_are_refused_and_no_exception([Values(0x80, 0xC0, 0xE2, 0xF8, 0xFF)] byte bad)
    {
        foreach (var marker in new[] { "NAME", "shop", "KEY", "VALUE" })
        {
            var body = Encoding.ASCII.GetBytes($$"""{"n":"NAME","u":"{{Page}}","p":{"KEY":"VALUE"} }""");
            body[body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(marker))] = bad;
            Assert.That(beacon.Read(body), Is.False, marker);
        }
    }

    [Test]
    public void Of_a_key_that_is_there_twice_the_last_one_counts()
    {
        Assert.That(Read($$"""{"n":"a","u":"https://first.example/","url":"{{Page}}","name":"b"}"""), Is.True);
        Assert.That(Encoding.UTF8.GetString(beacon.Name) + Encoding.UTF8.GetString(beacon.Url), Is.EqualTo("b" + Page));
    }

    [Test]
    public void Sixty_four_KiB_of_any_one_thing_is_read_or_refused_and_no_exception()
    {
        foreach (var unit in Units())
        {
            foreach (var end in new[] { "", "}", "\"}", "}}", "]}" })
            {
                Assert.That(() => Read(Fill(unit, end)), Throws.Nothing, unit);
                Assert.That(beacon.PropCount, Is.LessThanOrEqualTo(Beacon.MaxProps));
            }
        }
    }

    [Test]
    public void Largest_properties_that_a_body_can_hold_are_kept_whole_in_both_forms()
    {
        var value = new string('v', 2_000);
        var props = string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"{i:D120}\":\"{value}\""));
        foreach (var sent in new[] { $"{{{props}}}", JsonSerializer.Serialize($"{{{props}}}").Replace("\\u0022", "\\\"", StringComparison.Ordinal) })
        {
            var body = $$"""{"n":"a","u":"{{Page}}","m":{{sent}}}""";
            Assert.That(body, Has.Length.LessThan(Beacon.MaxBodyBytes));
            Assert.That(Read(body), Is.True);
            Assert.That(RowText.Pairs(beacon.Props).Select(static pair => pair.Value), Is.EqualTo(Enumerable.Repeat(value, 30)));
        }
    }

    private static IEnumerable<string> Units() =>
    [
        "\"n\":\"a\",", "\"u\":\"https://a.example/\",", "\"m\":\"{}\",", "\"m\":\"\",", "\"p\":{},", "\"p\":{\"a\":1},", "\"p\":{\"\":\"\"},", "\"r\":1,",
        "\"m\":{\"k\":\"v\",\"l\":\"w\"},", "\"m\":\"{\\\"a\\\":1}\",", "\"m\":\"{\\\"a\\\":", "\"x\":\"\\u0000\",", "[", "{\"a\":", "\\", "\\u0041", "\0", "9", "é", "😀", "\"", ",",
    ];

    private static string Fill(string unit, string end)
    {
        const string Start = "{\"n\":\"a\",\"u\":\"https://a.example/\",";
        var count = (Beacon.MaxBodyBytes - Start.Length - end.Length) / Encoding.UTF8.GetByteCount(unit);
        return Start + string.Concat(Enumerable.Repeat(unit, count)).TrimEnd(end.Length > 0 ? ',' : '\n') + end;
    }

    private bool Read(string body) => beacon.Read(Encoding.UTF8.GetBytes(body));
}
