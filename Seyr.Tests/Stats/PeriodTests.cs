using NodaTime;
using Seyr.Stats;
using Interval = Seyr.Stats.Interval;
using Period = Seyr.Stats.Period;

namespace Seyr.Tests.Stats;

internal sealed class PeriodTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 42, 10);
    private static readonly LocalDate Begin = new(2025, 2, 3);

    [TestCase("day", "2026-11-23", "2026-11-23")]
    [TestCase("7d", "2026-11-16", "2026-11-22")]
    [TestCase("28d", "2026-10-26", "2026-11-22")]
    [TestCase("91d", "2026-08-24", "2026-11-22")]
    [TestCase("month", "2026-11-01", "2026-11-30")]
    [TestCase("6mo", "2026-05-01", "2026-10-31")]
    [TestCase("12mo", "2025-11-01", "2026-10-31")]
    [TestCase("year", "2026-01-01", "2026-12-31")]
    [TestCase("all", "2025-02-03", "2026-11-23")]
    public void Days_and_months_are_whole_ones_and_end_as_the_field_expects(string key, string first, string last)
    {
        var period = Named(key, "Etc/UTC");

        Assert.That((period.First, period.Last), Is.EqualTo((Period.DateOf(first)!.Value, Period.DateOf(last)!.Value)));
        Assert.That(period.Range.From.InUtc().LocalDateTime, Is.EqualTo(period.First.AtMidnight()));
        Assert.That(period.Range.To.InUtc().LocalDateTime, Is.EqualTo(period.Last.PlusDays(1).AtMidnight()));
    }

    [TestCase("<script>")]
    [TestCase("")]
    [TestCase("0d")]
    [TestCase("-1d")]
    [TestCase("5001d")]
    [TestCase("101mo")]
    [TestCase("99999999999999999999d")]
    [TestCase(" 7d")]
    public void An_unknown_name_is_no_period(string key) => Assert.That(Period.Named(key, null, Now, DateTimeZone.Utc, Begin), Is.Null);

    [Test]
    public void A_day_lasts_23_hours_where_the_clocks_go_forward()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var period = Period.Named("7d", null, Instant.FromUtc(2026, 4, 1, 12, 0), zone, Begin)!;
        var buckets = Bucket.Of(period.Range, Interval.Day, zone, Now);

        Assert.That(buckets.Zip(buckets.Skip(1), static (a, b) => (b.Start - a.Start).TotalHours), Is.EqualTo(new[] { 24, 24, 24, 24, 23, 24 }));
    }

    [Test]
    public void Hours_begin_where_the_sites_clock_says_so()
    {
        var zone = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];
        var buckets = Bucket.Of(Named("24h", "Asia/Kolkata").Range, Interval.Hour, zone, Now);

        Assert.That(buckets, Has.Count.EqualTo(25));
        Assert.That(buckets.Skip(1).Select(static bucket => bucket.Local.Minute), Is.All.Zero);
        Assert.That(buckets[^1].Start, Is.EqualTo(Instant.FromUtc(2026, 11, 23, 15, 30)));
    }

    [Test]
    public void The_hour_that_comes_twice_is_two_buckets()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var day = Period.Named("day", new LocalDate(2026, 10, 25), Now, zone, Begin)!;
        var buckets = Bucket.Of(day.Range, Interval.Hour, zone, Now);

        Assert.That(buckets.Select(static bucket => bucket.Key).Distinct().Count(), Is.EqualTo(25));
        Assert.That(buckets.Count(static bucket => bucket.Local.Hour == 2), Is.EqualTo(2));
    }

    [Test]
    public void What_lies_after_now_has_no_bucket()
    {
        Assert.That(Bucket.Of(Named("day", "Etc/UTC").Range, Interval.Hour, DateTimeZone.Utc, Now), Has.Count.EqualTo(16));
        Assert.That(Bucket.Of(Named("month", "Etc/UTC").Range, Interval.Day, DateTimeZone.Utc, Now), Has.Count.EqualTo(23));
        Assert.That(Bucket.Of(Named("month", "Etc/UTC").Range, Interval.Week, DateTimeZone.Utc, Now).Select(static bucket => bucket.Local.Day), Is.EqualTo(new[] { 26, 2, 9, 16, 23 }));
    }

    [TestCase("7d", Comparison.PreviousPeriod, false, "2026-11-09T00:00", "2026-11-16T00:00")]
    [TestCase("day", Comparison.PreviousPeriod, false, "2026-11-22T00:00", "2026-11-22T15:42")]
    [TestCase("day", Comparison.PreviousPeriod, true, "2026-11-16T00:00", "2026-11-16T15:42")]
    [TestCase("month", Comparison.PreviousPeriod, false, "2026-10-01T00:00", "2026-10-23T15:42")]
    [TestCase("12mo", Comparison.PreviousPeriod, false, "2024-11-01T00:00", "2025-11-01T00:00")]
    [TestCase("7d", Comparison.YearOverYear, false, "2025-11-16T00:00", "2025-11-23T00:00")]
    [TestCase("7d", Comparison.YearOverYear, true, "2025-11-17T00:00", "2025-11-24T00:00")]
    [TestCase("28d", Comparison.PreviousPeriod, true, "2026-09-28T00:00", "2026-10-26T00:00")]
    public void What_it_is_compared_with_ends_at_the_same_moment_of_it(string key, Comparison comparison, bool matchesWeekday, string from, string to)
    {
        var before = Named(key, "Etc/UTC").Before(comparison, matchesWeekday, Now, DateTimeZone.Utc);

        Assert.That((before.From.ToString("uuuu-MM-ddTHH:mm", null), before.To.ToString("uuuu-MM-ddTHH:mm", null)), Is.EqualTo((from, to)));
    }

    [Test]
    public void A_range_of_dates_may_be_given_in_either_order()
    {
        var (early, late) = (new LocalDate(2026, 3, 1), new LocalDate(2026, 3, 9));

        Assert.That(Period.Between(late, early, DateTimeZone.Utc), Is.EqualTo(Period.Between(early, late, DateTimeZone.Utc)));
    }

    private static Period Named(string key, string zone) => Period.Named(key, null, Now, DateTimeZoneProviders.Tzdb[zone], Begin)!;
}
