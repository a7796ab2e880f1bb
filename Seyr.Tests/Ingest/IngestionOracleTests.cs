using System.Globalization;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>Days of traffic through the whole way in, against plain counting over plain lists.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class IngestionOracleTests(EventStoreKind kind)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 20, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Visit_that_crosses_midnight_is_one_visit_of_the_first_day_and_a_visitor_of_both()
    {
        await using var way = await WayIn.OpenAsync(kind, Start.AddHours(4).AddSeconds(-30));
        var site = await way.AddSiteAsync();
        foreach (var pause in new[] { 0, 60, 1_700, 100 })
        {
            way.Clock.Advance(TimeSpan.FromSeconds(pause));
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""");
        }

        var rows = await way.RowsAsync(site);
        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(static row => row["visit_id"]).Distinct().Count(), Is.EqualTo(1));
            Assert.That(rows.Select(static row => row["visitor_id"]), Is.EqualTo(new[] { rows[0], rows[1], rows[1], rows[1] }.Select(static row => row["visitor_id"])));
            Assert.That(rows[0]["visitor_id"], Is.Not.EqualTo(rows[1]["visitor_id"]));
        });
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 1 1 1 0 1860", "2026-03-11 1 3 3 0 0 0" }));
    }

    [Test]
    public async Task Visitor_who_comes_back_after_the_first_30_minutes_of_a_day_is_on_another_visit()
    {
        await using var way = await WayIn.OpenAsync(kind, Start.AddHours(4).AddSeconds(-1));
        var site = await way.AddSiteAsync();
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""");
        way.Clock.Advance(TimeSpan.FromSeconds(1 + (30 * 60)));
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""");
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 1 1 1 1 0", "2026-03-11 1 1 1 1 1 0" }));
    }

    [Test]
    public async Task Days_are_what_plain_counting_gives([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        await using var way = await WayIn.OpenAsync(kind, Start);
        var site = await way.AddSiteAsync();
        var sent = new List<(string Visitor, DateTimeOffset Time, string Name)>();
        for (var number = 0; number < 1_200; number++)
        {
            way.Clock.Advance(TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(900) : random.Next(60)));
            var address = string.Create(CultureInfo.InvariantCulture, $"198.51.100.{random.Next(12)}");
            var name = random.Next(4) == 0 ? "Signup" : "pageview";
            await way.SendAsync($$"""{"n":"{{name}}","u":"https://{{site}}/","d":"{{site}}"}""", address);
            sent.Add((address, way.Clock.GetUtcNow(), name));
        }

        Assert.That(sent[^1].Time, Is.GreaterThan(Start.AddHours(28)), "a generator that reaches two midnights");
        Assert.That(await way.DaysAsync(site), Is.EqualTo(Days(sent)), $"seed {seed}");
        Assert.That(await way.RowsAsync(site), Has.Count.EqualTo(sent.Count));
    }

    private static IEnumerable<string> Days(List<(string Visitor, DateTimeOffset Time, string Name)> sent)
    {
        var visits = sent.GroupBy(static e => e.Visitor).SelectMany(static visitor => Visits([.. visitor.Select(static e => e.Time.ToUnixTimeSeconds())])).ToList();
        foreach (var day in sent.GroupBy(static e => e.Time.Date).OrderBy(static day => day.Key))
        {
            var begun = visits.Where(visit => DateTimeOffset.FromUnixTimeSeconds(visit[0]).Date == day.Key).ToList();
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{day.Key:yyyy-MM-dd} {day.Select(static e => e.Visitor).Distinct().Count()} {day.Count(static e => e.Name == "pageview")} {day.Count()} "
                + $"{begun.Count} {begun.Count(static visit => visit.Count == 1)} {begun.Sum(static visit => visit[^1] - visit[0])}");
        }
    }

    private static List<List<long>> Visits(List<long> times)
    {
        var visits = new List<List<long>> { new() { times[0] } };
        foreach (var time in times.Skip(1))
        {
            if (time - visits[^1][^1] > 30 * 60)
            {
                visits.Add([]);
            }

            visits[^1].Add(time);
        }

        return visits;
    }
}
