using NodaTime;
using Seyr.Stats;
using Period = Seyr.Stats.Period;
using Range = Seyr.Stats.Range;

namespace Seyr.Tests.Stats;

public sealed class PeriodTests
{
    [Test]
    public void A_day_lasts_23_hours_where_the_clocks_go_forward()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var buckets = Period.Named("7d").BucketsAt(Instant.FromUtc(2026, 3, 31, 12, 0), zone);

        Assert.That(buckets.Zip(buckets.Skip(1), static (a, b) => (b.Start - a.Start).TotalHours), Is.EqualTo(new[] { 24, 24, 24, 24, 23, 24 }));
    }

    [Test]
    public void Hours_begin_where_the_sites_clock_says_so()
    {
        var buckets = Period.Named("24h").BucketsAt(Instant.FromUtc(2026, 11, 23, 15, 42, 10), DateTimeZoneProviders.Tzdb["Asia/Kolkata"]);

        Assert.That(buckets, Has.Count.EqualTo(24));
        Assert.That(buckets.Select(static bucket => bucket.Local.Minute), Is.All.Zero);
        Assert.That(buckets[^1].Start, Is.EqualTo(Instant.FromUtc(2026, 11, 23, 15, 30)));
    }

    [Test]
    public void The_hour_that_comes_twice_is_two_buckets()
    {
        var buckets = Period.Named("24h").BucketsAt(Instant.FromUtc(2026, 10, 25, 12, 0), DateTimeZoneProviders.Tzdb["Europe/Berlin"]);

        Assert.That(buckets.Select(static bucket => bucket.Key).Distinct().Count(), Is.EqualTo(24));
        Assert.That(buckets.Count(static bucket => bucket.Local.Hour == 2 && bucket.Local.Day == 25), Is.EqualTo(2));
    }

    [Test]
    public void The_range_before_is_as_long_and_ends_at_the_same_moment()
    {
        var now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);
        var (current, before) = Period.Named("7d").RangesAt(now, DateTimeZoneProviders.Tzdb["Asia/Dhaka"]);

        Assert.That(current.From, Is.EqualTo(Instant.FromUtc(2026, 11, 16, 18, 0)));
        Assert.That(current.To - current.From, Is.EqualTo(before.To - before.From));
        Assert.That(before.To, Is.EqualTo(now - Duration.FromDays(7)));
    }

    [TestCase("<script>")]
    [TestCase("")]
    [TestCase(null)]
    public void An_unknown_period_is_the_default(string? key) => Assert.That(Period.Named(key), Is.SameAs(Period.Default));

    [Test]
    public void Whole_days_lie_inside_the_range()
    {
        var now = Instant.FromUtc(2026, 11, 23, 15, 42);

        Assert.That(new Range(Instant.FromUtc(2026, 11, 20, 6, 0), now).WholeDays(now), Is.EqualTo((Instant.FromUtc(2026, 11, 21, 0, 0), Instant.FromUtc(2026, 11, 24, 0, 0))));
        Assert.That(new Range(Instant.FromUtc(2026, 11, 20, 0, 0), Instant.FromUtc(2026, 11, 22, 7, 0)).WholeDays(now), Is.EqualTo((Instant.FromUtc(2026, 11, 20, 0, 0), Instant.FromUtc(2026, 11, 22, 0, 0))));
        Assert.That(new Range(Instant.FromUtc(2026, 11, 20, 6, 0), Instant.FromUtc(2026, 11, 20, 7, 0)).WholeDays(now), Is.EqualTo((Instant.FromUtc(2026, 11, 20, 7, 0), Instant.FromUtc(2026, 11, 20, 7, 0))));
    }
}
