using System.Text;
using System.Text.RegularExpressions;

namespace Seyr.Tests.Chaos;

/// <summary>What is known of an event that was sent.</summary>
internal enum Fate
{
    /// <summary>No answer came: it may be stored or not, but not twice.</summary>
    Unknown,

    /// <summary>202 was read: it is stored exactly once.</summary>
    Acknowledged,
}

/// <summary>A visitor of the load: an address and a browser of their own, and all that they sent, in order.</summary>
internal sealed partial class Person(int seed, int number)
{
    public static readonly string[] Domains = ["ann.test", "bob.test"];

    private static readonly string[] Browsers =
    [
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    ];

    /// <summary>One event in this many is no page view.</summary>
    private const int ClickEvery = 8;

    /// <summary>A program tells of so many events at once at most.</summary>
    private const int MostTold = 6;

    public int Number => number;

    public string Domain => Domains[number % Domains.Length];

    private string Browser => Browsers[number % Browsers.Length];

    private string Address => $"11.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}";

    public List<Fate> Sent { get; } = [];

    public string Path(int n) => $"/p/{seed}-{number}-{n}";

    /// <summary>Whose path it is; null: nobody's of this run.</summary>
    public static (int Number, int N)? Owner(int seed, string path) => PathShape().Match(path) is { Success: true } match && int.Parse(match.Groups[1].Value) == seed
        ? (int.Parse(match.Groups[2].Value), int.Parse(match.Groups[3].Value))
        : null;

    /// <summary>The next event as it goes over the wire.</summary>
    public byte[] NextRequest(int padding)
    {
        var props = padding > 0 ? $$""","p":{"padding":"{{new string('x', padding)}}"}""" : "";
        var body = $$"""{{{Event(Sent.Count)}},"d":"{{Domain}}"{{props}}}""";
        Sent.Add(Fate.Unknown);
        return Encoding.ASCII.GetBytes(
            $"POST /i HTTP/1.1\r\nHost: {Domain}\r\nUser-Agent: {Browser}\r\nX-Forwarded-For: {Address}\r\n"
            + $"Content-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>The next events in the list of a program that has a key.</summary>
    public byte[] NextList(string key)
    {
        var from = Sent.Count;
        Sent.AddRange(Enumerable.Repeat(Fate.Unknown, 1 + ((number + from) % MostTold)));
        var events = Enumerable.Range(from, Sent.Count - from).Select(n => $$"""{{{Event(n)}},"ip":"{{Address}}","user_agent":"{{Browser}}"}""");
        var body = $$"""{"domain":"{{Domain}}","events":[{{string.Join(',', events)}}]}""";
        return Encoding.ASCII.GetBytes(
            $"POST /api/v1/events HTTP/1.1\r\nHost: {Domain}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private string Event(int n) => $"""
        "n":"{((n + number) % ClickEvery == ClickEvery - 1 ? "click" : "pageview")}","u":"https://{Domain}{Path(n)}"
        """;

    [GeneratedRegex(@"^/p/(\d+)-(\d+)-(\d+)$")]
    private static partial Regex PathShape();
}
