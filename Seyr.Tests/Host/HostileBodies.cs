using System.Globalization;
using System.Text;
using Seyr.Tests.Ingest;

namespace Seyr.Tests.Host;

/// <summary>Random bodies for the whole server: real ones, damaged ones, and what is made to do harm.</summary>
internal static class HostileBodies
{
    private const string Site = "ann.test";

    private static readonly string[] Paths = [.. Enumerable.Range(0, 500).Select(static i => string.Create(CultureInfo.InvariantCulture, $"/page-{i}"))];
    private static readonly string[] Urls =
    [
        "", "/", "//", "https://", "https:///x", "ftp://ann.test/", "javascript:alert(1)", "data:text/html,x", "https://ann.test:99999/", "https://[::1", "https://[::1]:8/",
        "https://ann.test/%", "https://ann.test/%zz%00%ff", "https://a\\u0000b.test/", "https://user:pass@ann.test/", "https://bücher.example/ß", "https://xn--bcher-kva.example/",
        "https://এক.test/", "https://ann.test/?utm_source=%F0%9F%98%80&utm_source=&=&&&=x", "https://ann.test/#" + "%u0000", "file:///etc/passwd", "\\ud800", "https://ann.test/\\ud83d",
    ];

    private static readonly string[] Numbers = ["1e400", "-1e400", "0.0000000000000000000000000000001", new('9', 400), "-0", "1E+2147483648", "NaN", "0x10", "01", "1."];

    public static byte[] Next(Random random) => random.Next(10) switch
    {
        < 4 => Real(random),
        < 8 => Damaged(random),
        8 => Encoding.UTF8.GetBytes(Hostile(random)),
        _ => Bytes(random),
    };

    private static byte[] Real(Random random) => Encoding.UTF8.GetBytes(random.Next(8) == 0
        ? $$"""{"n":"engagement","u":"https://{{Site}}{{Paths[random.Next(Paths.Length)]}}","d":"{{Site}}","e":{{random.Next(100_000)}},"sd":{{random.Next(101)}} }"""
        : $$"""{"n":"pageview","u":"https://{{Site}}{{Paths[random.Next(Paths.Length)]}}?utm_source=s{{random.Next(20)}}","d":"{{Site}}","r":"https://r{{random.Next(50)}}.example/"}""");

    private static byte[] Damaged(Random random) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(BeaconBodies.Next(random)).Replace("shop.example", Site, StringComparison.Ordinal));

    /// <summary>Bytes that are no text, alone or inside of a beacon.</summary>
    private static byte[] Bytes(Random random)
    {
        var noise = new byte[random.Next(1, 400)];
        random.NextBytes(noise);
        return random.Next(2) == 0 ? noise : [.. "{\"n\":\"pageview\",\"u\":\"https://ann.test/"u8, .. noise, .. "\",\"d\":\"ann.test\"}"u8];
    }

    private static string Hostile(Random random)
    {
        var number = Numbers[random.Next(Numbers.Length)];
        return random.Next(13) switch
        {
            0 => With("n", Long(random, "n")),
            1 => $$"""{"n":"x","u":"https://{{Site}}/{{Long(random, "ক")}}","d":"{{Site}}"}""",
            2 => Beside("p", Deep(random)),
            3 => Deep(random),
            4 => $$"""{"n":{{number}},"u":"https://{{Site}}/","d":{{number}},"p":{"a":{{number}} } }""",
            5 => Beside("p", "{" + string.Join(',', Enumerable.Range(0, random.Next(1, 1_500)).Select(static i => $"\"k{i}\":\"v{i}\"")) + "}"),
            6 => Beside("m", "\"" + Deep(random).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""),
            7 => With("d", $"nobody-{random.Next(1_000_000)}.test"),
            8 => $$"""{"n":"pageview","u":"{{Urls[random.Next(Urls.Length)]}}","d":"{{Site}}","r":"{{Urls[random.Next(Urls.Length)]}}"}""",
            9 => Beside("n", "\"again\"," + string.Join(',', Enumerable.Repeat("\"n\":\"again\"", random.Next(1, 2_000)))),
            10 => With("n", string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "\\ud800" : "\\u0000", random.Next(1, 200)))),
            11 => Beside("b", random.Next(2) == 0 ? "1" : Deep(random)),
            _ => With("u", Urls[random.Next(Urls.Length)]),
        };
    }

    /// <summary>A good beacon, but for one field.</summary>
    private static string With(string field, string value) =>
        "{" + string.Join(',', new[] { ("n", "pageview"), ("u", $"https://{Site}/"), ("d", Site) }.Select(pair => $"\"{pair.Item1}\":\"{(pair.Item1 == field ? value : pair.Item2)}\"")) + "}";

    private static string Beside(string field, string value) => $$"""{"n":"pageview","u":"https://{{Site}}/","d":"{{Site}}","{{field}}":{{value}}}""";

    /// <summary>Mostly below the largest body that is read, at times just above it.</summary>
    private static string Long(Random random, string letter) => string.Concat(Enumerable.Repeat(letter, random.Next(4) == 0 ? random.Next(60_000, 70_000) : random.Next(3_000)));

    private static string Deep(Random random)
    {
        var depth = random.Next(8) == 0 ? 10_000 : random.Next(1, 40);
        return random.Next(2) == 0 ? new string('[', depth) + new string(']', depth) : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
    }
}
