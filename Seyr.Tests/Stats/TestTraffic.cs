using System.Globalization;
using System.Text;
using NodaTime;
using Seyr.Ingest;

namespace Seyr.Tests.Stats;

/// <summary>Random traffic, and its rows as the store takes them.</summary>
internal static class TestTraffic
{
    public static readonly string[] Facts =
    [
        "source", "channel", "referrer", "click_id", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "country", "region", "city",
        "browser", "browser_version", "system", "system_version", "device", "screen", "language",
    ];

    public static readonly string[] Columns =
    [
        "site_id", "time", "name", "visitor_id", "visit_id", "visit_start", "visits", "bounces", "duration", "engagement", "scroll", "revenue", "currency", "hostname", "path", "props", "entry_page", .. Facts,
    ];

    public static readonly string[] Paths = ["/", "/pricing", "/blog", "/blog/one", "/blog/two", "/docs", "/é/漢", "/O'Hara\"; drop"];
    public static readonly string[] Hostnames = ["shop.example", "blog.shop.example"];
    public static readonly string[] Names = ["pageview", "pageview", "pageview", "pageview", "Signup", "Purchase", "engagement", "engagement"];
    public static readonly string[] Plans = ["free", "pro", "Größe XL"];

    /// <summary>
    /// Visits of one to seven events; some cross midnight, where every id changes, as the day's salt makes it. A person has one
    /// browser and place for a day, but comes from several sources.
    /// </summary>
    public static List<TestVisit> Make(int seed, Instant now, int days, int visitsADay)
    {
        var random = new Random(seed);
        var visits = new List<TestVisit>();
        for (var number = 0; number < days * visitsADay; number++)
        {
            var start = now - Duration.FromSeconds(random.Next(days * 86_400));
            start = number % 200 == 0 ? now - Duration.FromSeconds(random.Next(290)) : start;
            var person = (ulong)random.Next(visitsADay * 2);
            var visit = new TestVisit(((ulong)seed << 32) + (ulong)number, start, FactsOf(random, person + DayOf(start)));
            var time = start;
            for (var left = random.Next(7); left >= 0 && time < now; left--)
            {
                visit.Events.Add(Event(random, visit, time, (DayOf(time) * 100_000) + person));
                // Seconds are the store's grain: several events may share one.
                time += Duration.FromSeconds(random.Next(5) == 0 ? random.Next(1_750) : random.Next(90));
            }

            visits.Add(visit);
        }

        return visits;
    }

    /// <summary>The rows; what an event changes in its visit is told as ingest tells it.</summary>
    public static byte[] Rows(uint siteId, IEnumerable<TestVisit> visits)
    {
        using var stream = new MemoryStream();
        foreach (var visit in visits)
        {
            TestEvent? before = null;
            var isBounce = true;
            foreach (var e in visit.Events)
            {
                var endsBounce = before is not null && !e.IsEngagement && e.IsInteractive && isBounce;
                isBounce &= !endsBounce;
                stream.Write(Row(siteId, e, before is null, endsBounce, before is null || e.IsEngagement ? 0 : (uint)(e.Time - before.Time).TotalSeconds));
                before = e.IsEngagement ? before : e;
            }
        }

        return stream.ToArray();
    }

    private static byte[] Row(uint siteId, TestEvent e, bool isFirst, bool endsBounce, uint duration)
    {
        var row = new RowWriter(new byte[8_192]);
        row.UInt32(siteId);
        row.UInt32((uint)e.Time.ToUnixTimeSeconds());
        row.Text(Encoding.UTF8.GetBytes(e.Name));
        row.UInt64(e.VisitorId);
        row.UInt64(e.Visit.Id);
        row.UInt32((uint)e.Visit.Start.ToUnixTimeSeconds());
        row.Int8((sbyte)(isFirst ? 1 : 0));
        row.Int8((sbyte)(isFirst ? 1 : endsBounce ? -1 : 0));
        row.UInt32(duration);
        row.UInt32((uint)e.Engagement);
        row.UInt8((byte)(e.Scroll ?? 255));
        row.UInt64((ulong)(long)(e.Revenue * 1_000));
        row.Text(Encoding.UTF8.GetBytes(e.Currency));
        row.Text(Encoding.UTF8.GetBytes(e.Hostname));
        row.Text(Encoding.UTF8.GetBytes(e.Path));
        row.Count(e.Props.Count);
        foreach (var (name, value) in e.Props)
        {
            row.Text(Encoding.UTF8.GetBytes(name));
            row.Text(Encoding.UTF8.GetBytes(value));
        }

        row.Text(Encoding.UTF8.GetBytes(e.Visit.EntryPage));
        foreach (var fact in Facts)
        {
            row.Text(e.Visit.Facts[fact]);
        }

        return row.Written.ToArray();
    }

    private static TestEvent Event(Random random, TestVisit visit, Instant time, ulong visitor)
    {
        // Whoever begins a visit does not tell of engagement.
        var name = visit.Events.Count == 0 ? Pick(random, "pageview", "pageview", "pageview", "Signup") : Pick(random, Names);
        var path = Pick(random, Paths);
        return new TestEvent(visit, time, name, visitor, path, Pick(random, Hostnames))
        {
            Revenue = name == "Purchase" ? random.Next(-5_000, 100_000) / 1_000m : 0,
            Currency = name == "Purchase" ? Pick(random, "", "EUR", "EUR", "USD", "BHD") : "",
            IsInteractive = name == "engagement" || random.Next(6) != 0,
            Engagement = name == "engagement" && random.Next(5) != 0 ? random.Next(90_000) : 0,
            Scroll = name == "engagement" && random.Next(4) != 0 ? random.Next(101) : null,
            Props = name is "Signup" or "Purchase" && random.Next(4) != 0
                ? new Dictionary<string, string> { ["plan"] = Pick(random, Plans), ["path"] = path }
                : new Dictionary<string, string>(),
        };
    }

    private static Dictionary<string, string> FactsOf(Random random, ulong personOfDay)
    {
        var ofPerson = new Random(unchecked((int)(personOfDay * 2_654_435_761)));
        var source = Pick(random, "", "Google", "newsletter", "t.example");
        var country = Pick(ofPerson, "", "DE", "BD", "US");
        var region = country.Length == 0 ? "" : Pick(ofPerson, "", country + "-1", country + "-2");
        var browser = Pick(ofPerson, "Chrome", "Safari", "Firefox");
        var system = Pick(ofPerson, "Windows", "iOS", "");
        return new Dictionary<string, string>
        {
            ["source"] = source,
            ["channel"] = source switch { "" => "Direct", "Google" => "Organic Search", "newsletter" => "Email", _ => "Referral" },
            ["referrer"] = source is "Google" or "t.example" ? source.ToLowerInvariant() + "/" + random.Next(3).ToString(CultureInfo.InvariantCulture) : "",
            ["click_id"] = source == "Google" && random.Next(4) == 0 ? "gclid" : "",
            ["utm_source"] = source == "newsletter" ? "newsletter" : "",
            ["utm_medium"] = source == "newsletter" ? "email" : "",
            ["utm_campaign"] = source == "newsletter" ? Pick(random, "spring", "autumn") : "",
            ["utm_content"] = source == "newsletter" ? Pick(random, "", "header") : "",
            ["utm_term"] = source == "newsletter" ? Pick(random, "", "shoes") : "",
            ["country"] = country,
            ["region"] = region,
            ["city"] = region.Length == 0 ? "" : Pick(ofPerson, "", "Springfield", "Dhaka"),
            ["browser"] = browser,
            ["browser_version"] = Pick(ofPerson, "17", "18", "131"),
            ["system"] = system,
            ["system_version"] = Pick(ofPerson, "", "10", "18.1"),
            ["device"] = Pick(ofPerson, "Desktop", "Mobile", "Tablet"),
            ["screen"] = Pick(ofPerson, "", "Phone", "Laptop"),
            ["language"] = Pick(ofPerson, "en-US", "bn-BD"),
        };
    }

    private static ulong DayOf(Instant time) => (ulong)(time.ToUnixTimeSeconds() / 86_400);

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
