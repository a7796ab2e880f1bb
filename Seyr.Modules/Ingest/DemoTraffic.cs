using System.Globalization;
using System.Text;
using Seyr.Enrichment;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>Makes believable traffic for a demonstration: 90 days with weeks, seasons, growth, sources and places, in the event store itself.</summary>
public sealed class DemoTraffic(EventStore store, TimeProvider clock)
{
    private const int Days = 90;
    private const int VisitsOnAnAverageDay = 320;
    private const int BatchEvents = 50_000;
    private const int SecondsADay = 86_400;

    /// <summary>Its own texts are short.</summary>
    private const int MaxFactBytes = 512;

    private static readonly Weighted Pages = new(
        ("/", 30), ("/pricing", 11), ("/blog", 9), ("/blog/measure-without-cookies", 14), ("/blog/a-kilobyte-is-enough", 9),
        ("/blog/why-daily-salts", 5), ("/docs", 8), ("/docs/install", 7), ("/docs/custom-events", 4), ("/features", 6), ("/about", 3), ("/contact", 2));

    private static readonly Weighted Sources = new(
        ("", 34), ("Google", 30), ("Hacker News", 6), ("Twitter", 5), ("DuckDuckGo", 5), ("Bing", 4), ("GitHub", 4), ("LinkedIn", 3),
        ("Reddit", 3), ("ChatGPT", 3), ("Facebook", 2), ("newsletter", 3));

    private static readonly Weighted Places = new(
        ("US|US-CA|San Francisco", 8), ("US|US-NY|New York", 7), ("US|US-TX|Austin", 4), ("US|US-WA|Seattle", 3), ("US||", 2),
        ("DE|DE-BE|Berlin", 6), ("DE|DE-BY|Munich", 4), ("DE|DE-HH|Hamburg", 3), ("BD|BD-C|Dhaka", 8), ("BD|BD-B|Chittagong", 3),
        ("GB|GB-ENG|London", 7), ("GB|GB-SCT|Edinburgh", 2), ("IN|IN-KA|Bengaluru", 5), ("IN|IN-MH|Mumbai", 4), ("FR|FR-IDF|Paris", 5),
        ("FR|FR-ARA|Lyon", 1), ("NL|NL-NH|Amsterdam", 5), ("CA|CA-ON|Toronto", 3), ("CA|CA-BC|Vancouver", 2), ("BR|BR-SP|São Paulo", 4),
        ("ES|ES-MD|Madrid", 3), ("SE|SE-AB|Stockholm", 3), ("JP|JP-13|Tokyo", 3), ("AU|AU-NSW|Sydney", 3), ("PL|PL-14|Warsaw", 2));

    private static readonly Weighted Clients = new(
        ("Chrome/131|Windows/10|Desktop", 27), ("Chrome/131|Android/14|Mobile", 20), ("Safari/18|iOS/18.1|Mobile", 18),
        ("Safari/18|macOS/10.15|Desktop", 9), ("Firefox/133|Windows/10|Desktop", 7),
        ("Chrome/131|macOS/10.15|Desktop", 8), ("Edge/131|Windows/10|Desktop", 6), ("Firefox/133|Linux/|Desktop", 4),
        ("Safari/18|iOS/18.1|Tablet", 2), ("Samsung Internet/27|Android/14|Mobile", 3));

    private static readonly Weighted Languages = new(("en-US", 34), ("en-GB", 12), ("de-DE", 13), ("bn-BD", 9), ("fr-FR", 7), ("es-ES", 6),
        ("nl-NL", 5), ("pt-BR", 4), ("ja-JP", 3));

    private static readonly Weighted Desktops = new(("Laptop", 55), ("Desktop", 45));

    /// <summary>Visits by hour of the day, UTC: quiet at night, a peak in the afternoon.</summary>
    private static readonly Weighted Hours = new(
        [.. Enumerable.Range(0, 24).Select(static hour => (hour.ToString(CultureInfo.InvariantCulture), 14 - Math.Abs(hour - 14)))]);

    /// <summary>What was kept out on an average day, by reason.</summary>
    private static readonly (Refusal Reason, int Beacons)[] KeptOut =
    [
        (Refusal.Bot, 74), (Refusal.AiCrawler, 41), (Refusal.Prefetch, 12), (Refusal.Automation, 6), (Refusal.ReferrerSpam, 4), (Refusal.Hostname, 2),
    ];

    private const int RefusalDays = 28;

    private const double ReturnRate = 0.14;

    private readonly Channels channels = new(new SourceNames());
    private readonly Random random = new(20260401);
    private ulong visitor;
    private long visitorDay;

    /// <summary>Fills a site.</summary>
    /// <returns>The number of events.</returns>
    public async Task<int> FillAsync(long siteId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var midnight = now / SecondsADay * SecondsADay;
        var batch = new MemoryStream();
        var (events, inBatch, batches) = (0, 0, 0);
        for (var day = -Days; day <= 0; day++)
        {
            for (var visits = VisitsOn(day, midnight); visits > 0; visits--)
            {
                var start = midnight + (day * (long)SecondsADay) + (int.Parse(Hours.Pick(random), CultureInfo.InvariantCulture) * 3_600) + random.Next(3_600);
                inBatch += WriteVisit(batch, (uint)siteId, start, now);
            }

            // Just after midnight the last day has nothing yet.
            if (inBatch >= BatchEvents || (day == 0 && inBatch > 0))
            {
                await store.InsertAsync("events", EventRow.Columns, batch.ToArray(), $"demo-{siteId}-{midnight}-{batches++}", cancel);
                batch.SetLength(0);
                events += inBatch;
                inBatch = 0;
            }
        }

        return events;
    }

    /// <summary>Notes what was kept out of a site in four weeks.</summary>
    public Task KeepOutAsync(Refusals refusals, long siteId, CancellationToken cancel)
    {
        var today = Refusals.DayOf(clock.GetUtcNow().ToUnixTimeSeconds());
        return refusals.AddAsync(
            from day in Enumerable.Range(today - RefusalDays + 1, RefusalDays)
            from kept in KeptOut
            select new RefusalCount { SiteId = siteId, Day = day, Reason = kept.Reason.ToString(), Beacons = (kept.Beacons / 2) + random.Next(kept.Beacons + 1) },
            cancel);
    }

    private int VisitsOn(int day, long midnight)
    {
        var weekday = DateTimeOffset.FromUnixTimeSeconds(midnight + (day * (long)SecondsADay)).DayOfWeek;
        var week = weekday is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.6 : 1.1;
        var growth = 1.0 + ((Days + day) / (double)Days);
        var season = 1.0 + (0.15 * Math.Sin(day / 90.0 * Math.Tau));
        var headline = day is -37 or -36 ? 2.6 : 1.0;
        return (int)(VisitsOnAnAverageDay * week * growth * season * headline * (0.9 + (random.NextDouble() * 0.2)));
    }

    private int WriteVisit(MemoryStream batch, uint siteId, long start, long now)
    {
        // Now and then somebody comes back on the same day.
        visitor = start / SecondsADay == visitorDay && random.NextDouble() < ReturnRate ? visitor : (ulong)random.NextInt64();
        visitorDay = start / SecondsADay;
        var key = new VisitKey(siteId, visitor);
        var visits = new Visits(4);
        var path = Pages.Pick(random);
        var facts = Facts(path);
        var views = random.NextDouble() < 0.44 ? 1 : 2 + (int)(-Math.Log(1 - random.NextDouble()) * 2);
        var time = start;
        var written = 0;
        for (var view = 0; view < views && time < now; view++)
        {
            written += Write(batch, key, visits, time, "pageview", path, facts);
            if (path == "/pricing" && random.NextDouble() < 0.12)
            {
                written += Write(batch, key, visits, Math.Min(now, time + 20), "Signup", path, facts, "plan", random.Next(3) == 0 ? "business" : "starter");
            }

            time += 25 + random.Next(150);
            path = Pages.Pick(random);
        }

        return written;
    }

    private static int Write(
        MemoryStream batch, VisitKey key, Visits visits, long time, string name, string path, byte[] facts, string? propKey = null, string propValue = "")
    {
        Span<byte> props = stackalloc byte[64];
        var pairs = new RowWriter(props);
        if (propKey is not null)
        {
            pairs.Text(propKey);
            pairs.Text(propValue);
        }

        Span<byte> kept = stackalloc byte[MaxFactBytes];
        if (!visits.TryContinue(key, null, (uint)time, EventKind.Interactive, out var step, ref kept))
        {
            step = visits.Begin(key, (uint)time, EventKind.Interactive, facts, ref kept);
        }

        var row = new RowWriter(stackalloc byte[1_024]);
        EventRow.Write(
            ref row, key, (uint)time, Encoding.UTF8.GetBytes(name), step, 0, EventRow.NoScroll, default, "demo.example"u8, Encoding.UTF8.GetBytes(path),
            propKey is null ? 0 : 1, pairs.Written, kept);
        batch.Write(row.Written);
        return 1;
    }

    private byte[] Facts(string path)
    {
        var source = Sources.Pick(random);
        var campaign = source == "newsletter" ? Campaign.Read([.. "utm_source=newsletter&utm_medium=email&utm_campaign=monthly"u8]) : default;
        var place = Places.Pick(random).Split('|');
        var client = Clients.Pick(random).Split('|', '/');
        var device = new Device(client[0], client[1], client[2], client[3], client[4], BotKind.None);
        var screen = device.Type switch { "Mobile" => "Phone", "Tablet" => "Tablet", _ => Desktops.Pick(random) };
        var channel = channels.Of(source, "", Encoding.UTF8.GetString(campaign.Medium), Encoding.UTF8.GetString(campaign.Name));
        Span<byte> facts = stackalloc byte[MaxFactBytes];
        return EventRow.WriteFacts(
            facts, Encoding.UTF8.GetBytes(path), [], source, channel, "", campaign,
            new Place(place[0], place[1], place[2]), Encoding.UTF8.GetBytes(Languages.Pick(random)), screen, device).ToArray();
    }

    /// <summary>Values, of which the heavier are picked more often.</summary>
    private sealed class Weighted(params (string Value, int Weight)[] choices)
    {
        private readonly int total = choices.Sum(static choice => choice.Weight);

        public string Pick(Random random)
        {
            var at = random.Next(total);
            foreach (var (value, weight) in choices)
            {
                at -= weight;
                if (at < 0)
                {
                    return value;
                }
            }

            return choices[^1].Value;
        }
    }
}
