using System.Text;

namespace Seyr.Tests.Ingest;

/// <summary>Random bodies: good ones, changed in ways that break JSON, UTF-8, bounds, or nothing at all.</summary>
internal static class BeaconBodies
{
    private static readonly string[] Good =
    [
        """{"n":"pageview","u":"https://shop.example/a?utm_source=x&ref=y#z","d":"shop.example","r":"https://t.example/"}""",
        """{"name":"Signup","url":"https://www.shop.example/%E0%A6%95","domain":"shop.example","props":{"plan":"pro","seats":3,"nested":{"a":[1]},"none":null}}""",
        """{"n":404,"u":"http://shop.example","d":"shop.example","m":"{\"path\":\"/x\",\"n\":1.5e3,\"t\":true}"}""",
        """{"v":36,"n":"a","u":"https://user:pass@shop.example:8443/a%2","d":" WWW.shop.example ","r":null,"p":{"é":"漢字😀","k":"\u0995\ud83d\ude00"}}""",
        """{"n":"b","u":"https://shop.example/\u0000\t","d":"shop.example","meta":{"":"", " ":" ","a":"b"},"p":{"c":"d"},"x":[[[[]]]]}""",
    ];

    private static readonly string[] Pieces =
    [
        "\"", "\\", "{", "}", "[", "]", ":", ",", "null", "true", "1e400", "-0", "\\ud800", "\\udc00", "\\u0000", "\\u00", "\0", "\n", " ", "é", "😀", "\uFEFF",
        "\"n\":\"q\",",
        "\"$\":{\"amount\":\"1.5\",\"currency\":\"EUR\"},", "\"revenue\":{\"amount\":",
        "\"u\":\"https://shop.example/b\",", "\"p\":{\"a\":\"b\"},", "\"m\":\"{\\\"a\\\":\\\"b\\\"}\",", "\"d\":", "\"r\":\"://\",", "%", "%ff", "&utm_term=", "@", "://", "[::1]",
    ];

    public static byte[] Next(Random random)
    {
        var body = Encoding.UTF8.GetBytes(Good[random.Next(Good.Length)]).ToList();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            Change(random, body);
        }

        return [.. body];
    }

    private static void Change(Random random, List<byte> body)
    {
        var at = random.Next(body.Count + 1);
        var length = random.Next(Math.Min(40, body.Count - at + 1));
        switch (random.Next(7))
        {
            case 0 when at < body.Count:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                body.RemoveRange(at, length);
                break;
            case 2:
                body.InsertRange(at, body.GetRange(at, length));
                break;
            case 3:
                body.RemoveRange(at, body.Count - at);
                break;
            case 4:
                body.InsertRange(at, Enumerable.Repeat((byte)"x{[\"9 \\"[random.Next(7)], random.Next(3_000)));
                break;
            case 5:
                body.InsertRange(at, Encoding.UTF8.GetBytes(Good[random.Next(Good.Length)]));
                break;
            default:
                body.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
        }
    }
}
