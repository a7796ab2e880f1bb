using System.Globalization;
using System.Net;
using System.Text.Json;
using Seyr.Enrichment;

// What enrichment takes, as rows of a Markdown table. The arguments: a directory with the packages' data (the module's node_modules),
// one to write to, and, when there is one, a database of cities.
const int Rounds = 20;
const int Megabyte = 1024 * 1024;

var browsers = Texts("user-agents/dist/user-agents.json", static root => root.EnumerateArray().Select(static entry => entry.GetProperty("userAgent").GetString()!));
var bots = Texts(
    "crawler-user-agents/crawler-user-agents.json",
    static root => root.EnumerateArray().SelectMany(static entry => entry.GetProperty("instances").EnumerateArray().Select(static text => text.GetString()!)));
var cities = args.Length > 2 ? args[2] : "";
var (heapBefore, anonymousBefore, begun) = (Heap(), Anonymous(), TimeProvider.System.GetTimestamp());

var parser = new DeviceParser();
using var countries = new CountryDatabase();
var sources = new SourceNames();
var channels = new Channels(sources);
using var places = new Places(countries, cities, args[1], TimeProvider.System, static (path, why) => throw new InvalidOperationException($"{path}: {why}"));
Row("all data sets loaded, ms", TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds, "");

var hints = new ClientHints("\"Brave\";v=\"131\", \"Chromium\";v=\"131\", \"Not_A Brand\";v=\"24\"", "?0", "\"Windows\"", "\"15.0.0\"", "", "\"\"");
foreach (var text in browsers.Concat(bots))
{
    parser.Parse(text);
    parser.Parse(text, hints);
}

Row("device of a user agent that is remembered, µs", Measure(browsers, text => parser.Parse(text)), "3");
Row("… with client hints", Measure(browsers, text => parser.Parse(text, hints)), "3");
Row("device of an unknown user agent, browsers, µs", MeasureUnknown(browsers), "200");
Row("… bots", MeasureUnknown(bots), "200");

// Every cache as full as it gets.
var random = new Random(1);
for (var number = 0; number < 50_000; number++)
{
    parser.Parse(browsers[number % browsers.Length], hints with { PlatformVersion = number.ToString(CultureInfo.InvariantCulture) });
}

for (var number = 0; number < 1_000_000; number++)
{
    places.Find(new IPAddress((long)random.NextInt64(1L << 32)));
}

var addresses = Enumerable.Range(0, 10_000).Select(_ => new IPAddress(random.NextInt64(1L << 32))).ToArray();
begun = TimeProvider.System.GetTimestamp();
Array.ForEach(addresses, address => places.Find(address));
Row("place of an address out of anywhere, µs", TimeProvider.System.GetElapsedTime(begun).TotalMicroseconds / addresses.Length, "");
var (heap, anonymous) = (Heap(), Anonymous());
Row("all data sets and full caches, managed MB", (heap - heapBefore) / (double)Megabyte, "");
Row("… memory of the process without mapped files, MB", (anonymous - anonymousBefore) / (double)Megabyte, "60");
GC.KeepAlive(channels);

// Whatever is like it is known by then: only the user agent itself is new.
double MeasureUnknown(string[] texts)
{
    var unknown = texts.Select(static text => text + " new").ToArray();
    var start = TimeProvider.System.GetTimestamp();
    Array.ForEach(unknown, text => parser.Parse(text));
    return TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / unknown.Length;
}

static double Measure(string[] texts, Action<string> act)
{
    Array.ForEach(texts, act);
    var start = TimeProvider.System.GetTimestamp();
    for (var round = 0; round < Rounds; round++)
    {
        Array.ForEach(texts, act);
    }

    return TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / texts.Length / Rounds;
}

string[] Texts(string file, Func<JsonElement, IEnumerable<string>> read)
{
    using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(args[0], file)));
    return [.. read(document.RootElement).Distinct()];
}

static long Heap() => GC.GetTotalMemory(forceFullCollection: true);

static long Anonymous()
{
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    // The built-in database of countries lies in memory that counts as shared.
    return File.ReadLines("/proc/self/status").Where(static line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
        .Sum(static line => long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim("kB \t"), CultureInfo.InvariantCulture) * 1024);
}

static void Row(string what, double value, string aim) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:F2} | — | {aim} |"));
