using System.Globalization;
using Seyr.Sites;

namespace Seyr.Tests.Sites;

/// <summary>When a month of use begins and ends.</summary>
public sealed class CycleTests
{
    [TestCase(null, "2026-02-28", "2026-02-01", "2026-03-01")]
    [TestCase(null, "2026-03-01", "2026-03-01", "2026-04-01")]
    [TestCase("2026-01-31", "2026-01-31", "2026-01-31", "2026-02-28")]
    [TestCase("2026-01-31", "2026-02-27", "2026-01-31", "2026-02-28")]
    [TestCase("2026-01-31", "2026-02-28", "2026-02-28", "2026-03-31")]
    [TestCase("2026-01-31", "2026-03-30", "2026-02-28", "2026-03-31")]
    [TestCase("2026-01-31", "2026-04-30", "2026-04-30", "2026-05-31")]
    [TestCase("2026-01-31", "2028-02-29", "2028-02-29", "2028-03-31")]
    [TestCase("2026-01-31", "2028-02-28", "2028-01-31", "2028-02-29")]
    [TestCase("2026-12-15", "2027-01-14", "2026-12-15", "2027-01-15")]
    [TestCase("2026-12-15", "2026-12-14", "2026-11-15", "2026-12-15", TestName = "Before_the_subscription_too")]
    public void Month(string? anchor, string day, string from, string until)
    {
        var cycle = Cycle.Of(anchor is null ? null : new DateTimeOffset(Date(anchor), new TimeOnly(23, 59), TimeSpan.Zero).ToUnixTimeMilliseconds(), Date(day));
        Assert.That((cycle.From, cycle.Until), Is.EqualTo((Date(from), Date(until))));
        Assert.That((cycle.First, cycle.Last), Is.EqualTo((Number(Date(from)), Number(Date(until).AddDays(-1)))));
    }

    [Test]
    public void Months_follow_one_another_without_gap_and_overlap([Values(1, 15, 28, 29, 30, 31)] int dayOfMonth)
    {
        var anchor = new DateTimeOffset(2026, 1, dayOfMonth, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var known = Cycle.Of(anchor, new DateOnly(2024, 1, 1));
        for (var day = new DateOnly(2024, 1, 1); day.Year < 2030; day = day.AddDays(1))
        {
            var cycle = Cycle.Of(anchor, day);
            Assert.That(cycle, Is.EqualTo(day == known.Until ? Cycle.Of(anchor, known.Until) : known), $"{day:O}");
            known = cycle;
        }
    }

    private static DateOnly Date(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture);

    private static int Number(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;
}
