using System.Globalization;
using System.Text;

namespace Seyr.Tests.Host;

/// <summary>Random requests as bytes: good HTTP in all its spellings, and broken HTTP.</summary>
internal static class RawRequests
{
    /// <summary>A body of a larger size is refused, and the connection with it.</summary>
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly string[] Agents =
    [
        .. Enumerable.Range(100, 60).Select(static version => $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
        "Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "", " ", "-", "\t", "(((((((((((((((", "Mozilla/5.0 " + new string('(', 3_000), new string('A', 7_000), "%s%n{{7*7}}${x}",
    ];

    private static readonly string[] Headers =
    [
        "Referer: https://r.example/\u00e9", "Referer: ::::", "Content-Type: application/json", "Content-Type: multipart/form-data", "Content-Type: ;;;", "Content-Type:",
        "Content-Type: text/plain; charset=utf-7", "Content-Encoding: gzip", "Content-Encoding: br, gzip, gzip", "Accept: */*", "Sec-Purpose: prefetch;prerender", "DNT: 1", "Sec-GPC: 1", "Cookie: " + "a=b; ",
        "Cookie: =;=;\"", "Accept-Language: xx-YY;q=9", "X-HTTP-Method-Override: DELETE", "Range: bytes=0-,5-1", "If-None-Match: *", "Origin: null", "Upgrade: h2c", "Authorization: Bearer",
        "X-Forwarded-Proto: javascript", "X-Forwarded-Host: evil.example", "Forwarded: for=\"[2001:db8::1]:x\";proto=", "Accept-Encoding: gzip;q=NaN", "Expect: something", "TE: trailers", "X-: ", "Date: now",
        "Sec-CH-UA: \"Brave\";v=\"131\", \"Not\\\"A\";v=\"", "Sec-CH-UA: \u00e9\";;,\"=\"", "Sec-CH-UA-Platform: \"Windows", "Sec-CH-UA-Platform-Version: \"9.9.9", "Sec-CH-UA-Mobile: ?2",
    ];

    private static readonly string[] Hops =
        ["203.0.113.9", "unknown", "_hidden", "\"", "[2001:db8::1]:443", "2001:db8::2", "1.2.3.4:99999", "::ffff:203.0.113.8", "fe80::1%eth0", "", " ", ",", "256.256.256.256", "0x7f.1", "[", "é", "10.0.0.1", "🙂"];

    /// <summary>Bytes where a request should begin, or one that breaks before its body.</summary>
    private static readonly string[] Broken =
    [
        "POST /i HTTP/1.1\r\n\r\n", "POST /i HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n", "POST /i HTTP/1.1\r\nHost: a b\r\n\r\n",
        "POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: 0x10\r\n\r\n",
        "POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "POST /i HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
        "POST /i HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", "POST /i HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n",
        "POST /i HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", "POST /i HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "POST /i HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        "POST  /i HTTP/1.1\r\n\r\n",
        "POST /i\r\n\r\n", "POST /i HTTP/x.y\r\n\r\n", "P\0ST /i HTTP/1.1\r\nHost: x\r\n\r\n", "POST /\0 HTTP/1.1\r\nHost: x\r\n\r\n", "POST i HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT /i HTTP/1.1\r\nHost: x\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\0\0\0\0\r\n\r\n", " \r\n\r\n", "{\"n\":\"pageview\"}\r\n\r\n", "POST /%00 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    ];

    public static RawRequest Next(Random random)
    {
        var body = HostileBodies.Next(random);
        return random.Next(100) switch
        {
            < 60 => Good(Head(random, body.Length), body),
            < 80 => Good(Head(random, null), Chunked(random, body), body.Length),
            < 82 => Good(Head(random, body.Length, "HTTP/1.0"), body) with { IsLast = true },
            < 84 => Good(Head(random, body.Length) + "Connection: close\r\n", body) with { IsLast = true },
            < 86 => Good(Head(random, body.Length) + "Expect: 100-continue\r\n", body),
            < 88 => OfMethod(random),
            < 90 => new(Bytes(Broken[random.Next(Broken.Length)]), Due.Refused, IsLast: true),
            < 91 when random.Next(4) == 0 => new("POST /i HTTP/1.1\r\nHost: x\r\n\r\n{\"n\":\"no length\"}\r\n\r\n"u8.ToArray(), Due.Either, IsLast: true),
            < 91 => new(Noise(random), Due.Refused, IsLast: true, IsCut: true),
            < 92 => Flood(random),
            < 94 => new(Bytes($"{Head(random, body.Length + random.Next(1, 500))}\r\n", body), Due.Either, IsLast: true, IsCut: true),
            < 95 => new(Bytes($"{Head(random, body.Length / 2)}\r\n", body), Due.Either, IsLast: true, IsCut: true),
            < 96 => new(Bytes($"{Head(random, body.Length)}Transfer-Encoding: chunked\r\n\r\n", Chunked(random, body)), Due.Either, IsLast: true, IsCut: true),
            < 98 => new(Bytes($"{Head(random, null)}\r\n", BadlyChunked(random, body)), Due.Either, IsLast: true, IsCut: true),
            _ => new(Half(Bytes($"{Head(random, body.Length)}\r\n", body), random), Due.Either, IsLast: true, IsCut: true),
        };
    }

    /// <summary>Whether some go to the address whose answers tell what is wrong.</summary>
    private static readonly bool Tells = Environment.GetEnvironmentVariable("SEYR_FUZZ_TOLD") is not null;

    /// <summary>At times to the address whose answers tell what is wrong.</summary>
    private static RawRequest Good(string head, byte[] sent, int? length = null)
    {
        var isTold = Tells && sent.Length % 4 == 0;
        head = isTold ? string.Concat("POST /api/event ", head.AsSpan(head.IndexOf(" HTTP/", StringComparison.Ordinal) + 1)) : head;
        return new(Bytes(head + "\r\n", sent), isTold ? Due.Told : Due.Accepted, IsLast: (length ?? sent.Length) > MaxBodyBytes);
    }

    private static RawRequest OfMethod(Random random)
    {
        var method = new[] { "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW", "POSTS" }[random.Next(9)];
        return new(Bytes($"{method} /i?a=b HTTP/1.1\r\nHost: x\r\n\r\n"), Due.NotTaken);
    }

    /// <summary>Headers that are too many or too long.</summary>
    private static RawRequest Flood(Random random)
    {
        var head = random.Next(3) switch
        {
            0 => string.Concat(Enumerable.Range(0, random.Next(101, 1_000)).Select(static i => $"X-{i}: y\r\n")),
            1 => $"X-Long: {new string('x', random.Next(33_000, 60_000))}\r\n",
            _ => "",
        };
        var target = head.Length == 0 ? "/i?" + new string('x', random.Next(9_000, 30_000)) : "/i";
        return new(Bytes($"POST {target} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 0\r\n\r\n"), Due.Refused, IsLast: true);
    }

    private static string Head(Random random, int? length, string version = "HTTP/1.1")
    {
        var target = new[] { "/i", "/i", "/i", "/i?x=y", "/%69", "http://x/i" }[random.Next(6)];
        var head = new StringBuilder($"POST {target} {version}\r\nHost: x\r\n");
        if (random.Next(20) > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"User-Agent: {(random.Next(20) == 0 ? Text(random) : Agents[random.Next(Agents.Length)])}\r\n");
        }

        if (random.Next(3) == 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"X-Forwarded-For: {string.Join(", ", Enumerable.Range(0, random.Next(1, random.Next(30) == 0 ? 400 : 6)).Select(_ => Hops[random.Next(Hops.Length)]))}\r\n");
        }

        for (var more = random.Next(random.Next(20) == 0 ? 80 : 4); more > 0; more--)
        {
            head.Append(Headers[random.Next(Headers.Length)]).Append("\r\n");
        }

        return head.Append(length is { } known ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {known}\r\n") : "Transfer-Encoding: chunked\r\n").ToString();
    }

    /// <summary>Any letters that a header may have, and bytes that are no letters.</summary>
    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => (char)(random.Next(2) == 0 ? random.Next(0x21, 0x7f) : random.Next(0x80, 0x100))));

    private static byte[] Chunked(Random random, byte[] body)
    {
        var chunks = new MemoryStream();
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(body.Length - at, random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 8_000));
            var size = length.ToString(random.Next(2) == 0 ? "x" : "X6", CultureInfo.InvariantCulture);
            chunks.Write(Bytes(size + (random.Next(4) == 0 ? ";name=\"value\"" : "") + "\r\n"));
            chunks.Write(body, at, length);
            chunks.Write("\r\n"u8);
            at += length;
        }

        chunks.Write(random.Next(4) == 0 ? "0\r\nTrailer: x\r\n\r\n"u8 : "0\r\n\r\n"u8);
        return chunks.ToArray();
    }

    private static byte[] BadlyChunked(Random random, byte[] body)
    {
        // Trailers are headers too.
        var size = new[] { "0\r\nTrailer: \0", "0\r\nTrailer: \x80", "zz", "-1", "", "ffffffffffffffff", "7fffffff", " 5", "5 ;", "5;" + new string('x', 5_000), "\0", "0" }[random.Next(12)];
        return [.. Bytes(size + "\r\n"), .. body, .. Bytes(random.Next(2) == 0 ? "\r\n0\r\n\r\n" : "\n\n")];
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 2_000)];
        random.NextBytes(noise);
        // Its end; and no letter that could begin a method.
        return [0, .. noise, .. "\r\n\r\n"u8];
    }

    private static byte[] Half(byte[] whole, Random random) => whole[..random.Next(1, whole.Length)];

    private static byte[] Bytes(string head, byte[]? body = null) => [.. Encoding.Latin1.GetBytes(head), .. body ?? []];
}
