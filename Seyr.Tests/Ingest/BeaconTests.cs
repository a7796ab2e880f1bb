using System.Text;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class BeaconTests
{
    private const string Page = "https://shop.example/a";

    private readonly Beacon beacon = new();

    [TestCase("""{"n":"Signup","u":"https://shop.example/a","d":"shop.example","r":"https://t.example/"}""")]
    [TestCase("""{"name":"Signup","url":"https://shop.example/a","domain":"shop.example","referrer":"https://t.example/"}""")]
    [TestCase("""  {"v":36,"name":"Signup","u":"https:\/\/shop.example\u002fa","x":[{"n":"no"}],"domain":"shop.example","r":"https://t.example/"}  """)]
    public void Short_and_long_names_say_the_same(string body)
    {
        Assert.That(Read(body), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(Text(beacon.Name), Is.EqualTo("Signup"));
            Assert.That(Text(beacon.Url), Is.EqualTo(Page));
            Assert.That(Text(beacon.Domain), Is.EqualTo("shop.example"));
            Assert.That(Text(beacon.Referrer), Is.EqualTo("https://t.example/"));
            Assert.That(beacon.PropCount, Is.Zero);
        });
    }

    [TestCase("404", "404")]
    [TestCase("-1.5e3", "-1.5e3")]
    [TestCase("1e400", "1e400")]
    [TestCase("99999999999999999999999999", "99999999999999999999999999")]
    public void Number_is_taken_as_its_text(string number, string text)
    {
        Assert.That(Read($$"""{"n":{{number}},"u":"{{Page}}","p":{"amount":{{number}} } }"""), Is.True);
        Assert.That(Text(beacon.Name), Is.EqualTo(text));
        Assert.That(Props(), Is.EqualTo(new[] { ("amount", text) }));
    }

    [Test]
    public void Referrer_that_is_no_text_is_ignored([Values("null", "true", "{}", "[1,[2]]")] string value)
    {
        Assert.That(Read($$"""{"n":"pageview","u":"{{Page}}","r":{{value}},"d":{{value}}}"""), Is.True);
        Assert.That(beacon.Referrer.Length + beacon.Domain.Length, Is.Zero);
    }

    [Test]
    public void Name_or_address_that_is_missing_or_no_text_makes_it_no_event(
        [Values("", "\"n\":null,", "\"n\":\"\",", "\"n\":{\"n\":\"a\"},", "\"n\":[\"a\"],", "\"n\":false,")] string name)
    {
        Assert.That(Read($$"""{{{name}}"u":"{{Page}}"}"""), Is.False);
        Assert.That(Read($$"""{{{name.Replace("\"n\"", "\"u\"", StringComparison.Ordinal)}}"n":"pageview"}"""), Is.False);
    }

    [Test]
    public void Name_that_is_blank_makes_it_no_event([Values(" ", "\\t\\n", "\\u0000", "  \\u0085 ")] string name) =>
        Assert.That(Read($$"""{"n":"{{name}}","u":"{{Page}}"}"""), Is.False);

    [Test]
    public void Name_has_at_most_480_bytes_and_address_at_most_2000()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Read(Body(new string('n', 480), Page)), Is.True);
            Assert.That(Read(Body(new string('n', 481), Page)), Is.False);
            Assert.That(Read(Body("n", Page + new string('x', 2_000 - Page.Length))), Is.True);
            Assert.That(Read(Body("n", Page + new string('x', 2_001 - Page.Length))), Is.False);
        });
    }

    [TestCase("m")]
    [TestCase("meta")]
    [TestCase("p")]
    [TestCase("props")]
    public void Properties_come_as_an_object_or_as_a_text_that_holds_one(string key)
    {
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","{{key}}":{"plan":"pro","seats":3,"paid":true,"trial":false} }"""), Is.True);
        var asObject = Props();
        Assert.That(Read($$"""{"n":"a","{{key}}":"{\"plan\":\"pro\",\"seats\":3,\"paid\":true,\"trial\":false}","u":"{{Page}}"}"""), Is.True);

        Assert.That(asObject, Is.EqualTo(new[] { ("plan", "pro"), ("seats", "3"), ("paid", "true"), ("trial", "false") }));
        Assert.That(Props(), Is.EqualTo(asObject));
    }

    [Test]
    public void First_properties_that_say_something_count()
    {
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","m":null,"p":{"a":null},"meta":{"b":"1"},"props":{"c":"2"} }"""), Is.True);
        Assert.That(Props(), Is.EqualTo(new[] { ("b", "1") }));
    }

    [Test]
    public void Properties_that_are_neither_are_none([Values("null", "7", "true", "[1]", "\"[1]\"", "\"7\"", "{}", "\"{}\"")] string props)
    {
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","p":{{props}}}"""), Is.True);
        Assert.That(Props(), Is.Empty);
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    [TestCase("\"   \"")]
    [TestCase("\"\\u0000\\n\"")]
    [TestCase("{\"deep\":\"x\"}")]
    [TestCase("[\"x\",[\"y\"]]")]
    public void Value_that_is_blank_or_holds_others_is_left_out(string value)
    {
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","p":{"first":"1","bad":{{value}},"last":"2"} }"""), Is.True);
        Assert.That(Props(), Is.EqualTo(new[] { ("first", "1"), ("last", "2") }));
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("\\u0000\\n")]
    public void Key_that_is_blank_is_left_out(string key)
    {
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","p":{"{{key}}":"x","last":"2"} }"""), Is.True);
        Assert.That(Props(), Is.EqualTo(new[] { ("last", "2") }));
    }

    [Test]
    public void Thirty_properties_are_kept_and_those_left_out_do_not_count()
    {
        var props = string.Join(',', Enumerable.Range(0, 80).Select(static i => $"\"k{i}\":{(i % 2 == 0 ? "null" : i)}"));
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","p":{ {{props}} } }"""), Is.True);
        Assert.That(Props(), Is.EqualTo(Enumerable.Range(0, 30).Select(static i => ($"k{(2 * i) + 1}", $"{(2 * i) + 1}"))));
    }

    [Test]
    public void Too_long_keys_and_values_are_left_out_and_the_longest_kept_whole()
    {
        var (key, value) = (new string('k', 300), new string('v', 2_000));
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","p":{"{{key}}":"1","{{key}}x":"2","a":"{{value}}","b":"{{value}}x"} }"""), Is.True);
        Assert.That(Props(), Is.EqualTo(new[] { (key, "1"), ("a", value) }));
    }

    [Test]
    public void Length_of_a_text_is_that_of_its_characters_not_of_their_escapes()
    {
        // Many languages' JSON writers escape everything beyond ASCII: 500 letters of Bangla are 1,500 bytes, and 3,000 when escaped.
        var value = new string('ক', 500);
        var escaped = string.Concat(Enumerable.Repeat("\\u0995", 500));
        var key = string.Concat(Enumerable.Repeat("\\u0995", 60));
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","p":{"{{key}}":"{{escaped}}"} }"""), Is.True);
        Assert.That(Props(), Is.EqualTo(new[] { (new string('ক', 60), value) }));
    }

    [Test]
    public void What_was_read_before_is_gone()
    {
        Assert.That(Read($$"""{"n":"a","u":"{{Page}}","d":"d.example","r":"https://r.example","p":{"a":"1"} }"""), Is.True);
        Assert.That(Read($$"""{"n":"b","u":"{{Page}}"}"""), Is.True);
        Assert.That(beacon.Domain.Length + beacon.Referrer.Length + beacon.Props.Length + beacon.PropCount, Is.Zero);
    }

    private bool Read(string body) => beacon.Read(Encoding.UTF8.GetBytes(body));

    private List<(string Key, string Value)> Props()
    {
        var pairs = RowText.Pairs(beacon.Props);
        Assert.That(pairs, Has.Count.EqualTo(beacon.PropCount));
        return pairs;
    }

    private static string Body(string name, string url) => $$"""{"n":"{{name}}","u":"{{url}}"}""";

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
