using System.Text;
using NodaTime;
using Seyr.Ingest;
using Seyr.Stats;
using Period = Seyr.Stats.Period;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

/// <summary>An event as a plain value.</summary>
internal sealed record TestEvent(Instant Time, string Name, ulong VisitorId, ulong VisitId, Instant VisitStart, string Path, string Source);

/// <summary>Random traffic, and its rows as the store takes them.</summary>
internal static class TestTraffic
{
    public static readonly string[] Columns = ["site_id", "time", "name", "visitor_id", "visit_id", "visit_start", "visits", "bounces", "duration", "path", "source"];

    private static readonly string[] Paths = ["/", "/pricing", "/blog", "/docs", "/é/漢"];
    private static readonly string[] Sources = ["", "Google", "newsletter", "t.example"];

    /// <summary>Visits of one to six events; some cross midnight, and every id changes there, as the day's salt makes it.</summary>
    public static List<TestEvent> Make(int seed, Instant now, int days, int visitsADay)
    {
        var random = new Random(seed);
        var events = new List<TestEvent>();
        for (var visit = 0ul; visit < (ulong)(days * visitsADay); visit++)
        {
            var start = now - Duration.FromSeconds(random.Next(days * 86_400));
            start = visit % 200 == 0 ? now - Duration.FromSeconds(random.Next(290)) : start;
            var time = start;
            var person = (ulong)random.Next(visitsADay * 2);
            var source = Sources[random.Next(Sources.Length)];
            for (var step = random.Next(6); step >= 0 && time < now; step--)
            {
                var day = (ulong)(time.ToUnixTimeSeconds() / 86_400);
                var name = random.Next(8) == 0 ? "Signup" : "pageview";
                events.Add(new TestEvent(time, name, (day * 100_000) + person, visit, start, Paths[random.Next(Paths.Length)], source));
                time += Duration.FromSeconds(random.Next(1_700));
            }
        }

        return events;
    }

    /// <summary>The rows; what an event changes in its visit is told as ingest tells it.</summary>
    public static byte[] Rows(uint siteId, IEnumerable<TestEvent> events)
    {
        using var stream = new MemoryStream();
        Span<byte> memory = stackalloc byte[1_024];
        foreach (var visit in events.GroupBy(static e => e.VisitId))
        {
            TestEvent? before = null;
            var index = 0;
            foreach (var e in visit)
            {
                var row = new RowWriter(memory);
                row.UInt32(siteId);
                row.UInt32((uint)e.Time.ToUnixTimeSeconds());
                row.Text(Encoding.UTF8.GetBytes(e.Name));
                row.UInt64(e.VisitorId);
                row.UInt64(e.VisitId);
                row.UInt32((uint)e.VisitStart.ToUnixTimeSeconds());
                row.Int8((sbyte)(index == 0 ? 1 : 0));
                row.Int8((sbyte)(index switch { 0 => 1, 1 => -1, _ => 0 }));
                row.UInt32(before is null ? 0 : (uint)(e.Time - before.Time).TotalSeconds);
                row.Text(Encoding.UTF8.GetBytes(e.Path));
                row.Text(Encoding.UTF8.GetBytes(e.Source));
                stream.Write(row.Written);
                before = e;
                index++;
            }
        }

        return stream.ToArray();
    }
}

/// <summary>The same numbers by plain code over plain lists; it shares nothing with the store.</summary>
internal static class Oracle
{
    public static Totals Totals(IReadOnlyList<TestEvent> events, Range range)
    {
        var inside = events.Where(e => range.From <= e.Time && e.Time < range.To).ToList();
        var visits = events.GroupBy(static e => e.VisitId).Where(visit => range.From <= visit.First().VisitStart && visit.First().VisitStart < range.To).ToList();
        return new Totals(
            inside.Select(static e => e.VisitorId).Distinct().Count(),
            visits.Count,
            inside.Count(static e => e.Name == "pageview"),
            visits.Count(static visit => visit.Count() == 1),
            (long)visits.Sum(static visit => (visit.Max(static e => e.Time) - visit.Min(static e => e.Time)).TotalSeconds));
    }

    public static IEnumerable<(long Visitors, long PageViews)> Graph(IReadOnlyList<TestEvent> events, List<Bucket> buckets, Instant now) =>
        buckets.Select((bucket, i) =>
        {
            var end = i + 1 < buckets.Count ? buckets[i + 1].Start : now;
            var inside = events.Where(e => bucket.Start <= e.Time && e.Time < end).ToList();
            return ((long)inside.Select(static e => e.VisitorId).Distinct().Count(), (long)inside.Count(static e => e.Name == "pageview"));
        });

    public static List<BreakdownRow> Breakdown(IEnumerable<TestEvent> events, Range range, Func<TestEvent, string> value) =>
        [.. events.Where(e => range.From <= e.Time && e.Time < range.To)
            .GroupBy(value)
            .Select(static group => new BreakdownRow(group.Key, group.Select(static e => e.VisitorId).Distinct().Count(), group.Count()))
            .OrderByDescending(static row => row.Visitors).ThenByDescending(static row => row.Events).ThenBy(static row => row.Value, StringComparer.Ordinal)];
}
