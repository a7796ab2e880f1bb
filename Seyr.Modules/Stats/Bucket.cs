using NodaTime;

namespace Seyr.Stats;

/// <summary>A bucket of a graph.</summary>
/// <param name="Start">When it begins, or the range that it is cut to.</param>
/// <param name="Key">What the store calls it: seconds since 1970 for minutes and hours, else the number of its first date.</param>
/// <param name="Local">Its beginning on the site's clock.</param>
internal sealed record Bucket(Instant Start, long Key, LocalDateTime Local)
{
    /// <summary>A graph has at most this many.</summary>
    public const int Most = 5_000;

    /// <summary>The buckets of a range, oldest first; what lies after now has none.</summary>
    public static IReadOnlyList<Bucket> Of(Range range, Interval interval, DateTimeZone zone, Instant now)
    {
        var end = Instant.Min(range.To, now + Duration.Epsilon);
        var buckets = new List<Bucket>();
        if (interval is Interval.Minute or Interval.Hour)
        {
            for (var at = range.From; at < end && buckets.Count < Most; at = Next(buckets[^1], interval))
            {
                buckets.Add(OfClock(at, interval, zone));
            }

            return buckets;
        }

        for (var date = FirstDate(range.From.InZone(zone).Date, interval); buckets.Count < Most; date = NextDate(date, interval))
        {
            var start = zone.AtStartOfDay(date).ToInstant();
            if (start >= end)
            {
                break;
            }

            buckets.Add(new Bucket(Instant.Max(start, range.From), RolledDays.NumberOf(date), date.AtMidnight()));
        }

        return buckets;
    }

    private static Instant Next(Bucket bucket, Interval interval) =>
        Instant.FromUnixTimeSeconds(bucket.Key) + (interval == Interval.Hour ? Duration.FromHours(1) : Duration.FromMinutes(1));

    /// <summary>An hour begins where the clock on the wall says so, which for some zones is at half past of UTC's.</summary>
    private static Bucket OfClock(Instant at, Interval interval, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        var seconds = local.Second + (interval == Interval.Hour ? local.Minute * 60 : 0);
        var start = Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds() - seconds);
        return new Bucket(start, start.ToUnixTimeSeconds(), start.InZone(zone).LocalDateTime);
    }

    private static LocalDate FirstDate(LocalDate date, Interval interval) => interval switch
    {
        Interval.Week => date.PlusDays(1 - (int)date.DayOfWeek),
        Interval.Month => new LocalDate(date.Year, date.Month, 1),
        _ => date,
    };

    private static LocalDate NextDate(LocalDate date, Interval interval) => interval switch
    {
        Interval.Week => date.PlusDays(7),
        Interval.Month => date.PlusMonths(1),
        _ => date.PlusDays(1),
    };
}
