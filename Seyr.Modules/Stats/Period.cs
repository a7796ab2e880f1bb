using NodaTime;

namespace Seyr.Stats;

/// <summary>How wide a graph's buckets are.</summary>
internal enum Interval
{
    Hour,
    Day,
    Month,
}

/// <summary>A stretch of time that a site page can show; it ends now.</summary>
/// <param name="Key">Its name in an address.</param>
/// <param name="Label">Its name for readers.</param>
/// <param name="Interval">The buckets of its graph.</param>
/// <param name="Buckets">How many, the present one included.</param>
internal sealed record Period(string Key, string Label, Interval Interval, int Buckets)
{
    public static readonly IReadOnlyList<Period> All =
    [
        new("24h", "24 hours", Interval.Hour, 24),
        new("7d", "7 days", Interval.Day, 7),
        new("28d", "28 days", Interval.Day, 28),
        new("12mo", "12 months", Interval.Month, 12),
    ];

    public static readonly Period Default = All[2];

    /// <summary>The period of this name; an unknown name is the default's.</summary>
    public static Period Named(string? key) => All.FirstOrDefault(period => period.Key == key) ?? Default;

    /// <summary>The beginnings of its buckets in a time zone, oldest first.</summary>
    public List<Bucket> BucketsAt(Instant now, DateTimeZone zone)
    {
        var local = now.InZone(zone);
        return [.. Enumerable.Range(1 - Buckets, Buckets).Select(offset => Interval switch
        {
            Interval.Hour => Hour(now, zone, offset),
            Interval.Day => Date(local.Date.PlusDays(offset), zone),
            _ => Date(new LocalDate(local.Year, local.Month, 1).PlusMonths(offset), zone),
        })];
    }

    /// <summary>
    /// The range itself, from the beginning of its first bucket until now, and the one that it is compared with: as long,
    /// and just before (the same stretch of the calendar, where the buckets are days or months).
    /// </summary>
    public (Range Current, Range Before) RangesAt(Instant now, DateTimeZone zone)
    {
        var from = BucketsAt(now, zone)[0].Start;
        var before = Interval switch
        {
            Interval.Hour => new Range(from - Duration.FromHours(Buckets), now - Duration.FromHours(Buckets)),
            Interval.Day => new Range(Back(from, zone, NodaTime.Period.FromDays(Buckets)), Back(now, zone, NodaTime.Period.FromDays(Buckets))),
            _ => new Range(Back(from, zone, NodaTime.Period.FromMonths(Buckets)), Back(now, zone, NodaTime.Period.FromMonths(Buckets))),
        };
        return (new Range(from, now), before);
    }

    private static Instant Back(Instant instant, DateTimeZone zone, NodaTime.Period period) =>
        zone.AtLeniently(instant.InZone(zone).LocalDateTime - period).ToInstant();

    /// <summary>An hour begins where the clock on the wall says so, which for some zones is at half past of UTC's.</summary>
    private static Bucket Hour(Instant now, DateTimeZone zone, int offset)
    {
        var at = now + Duration.FromHours(offset);
        var local = at.InZone(zone);
        var start = at - Duration.FromTicks(local.TickOfSecond) - Duration.FromSeconds((local.Minute * 60) + local.Second);
        return new Bucket(start, start.ToUnixTimeSeconds(), start.InZone(zone).LocalDateTime);
    }

    private static Bucket Date(LocalDate date, DateTimeZone zone) =>
        new(zone.AtStartOfDay(date).ToInstant(), NodaTime.Period.DaysBetween(new LocalDate(1970, 1, 1), date), date.AtMidnight());
}

/// <summary>A graph's bucket.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Key">What the store calls it: seconds since 1970 for hours, the number of the local date for days and months.</param>
/// <param name="Local">Its beginning on the site's clock.</param>
internal sealed record Bucket(Instant Start, long Key, LocalDateTime Local);

/// <summary>A range of time: from one instant until just before another.</summary>
internal sealed record Range(Instant From, Instant To)
{
    /// <summary>
    /// The whole UTC days inside it, which a rollup by day can answer. When there is none, both are its end. A range that
    /// ends now holds all of today: nothing is later.
    /// </summary>
    public (Instant First, Instant End) WholeDays(Instant now)
    {
        var first = StartOfDay(From + Duration.FromDays(1) - Duration.FromTicks(1));
        var end = To >= now ? StartOfDay(To) + Duration.FromDays(1) : StartOfDay(To);
        return first < end ? (first, end) : (To, To);
    }

    private static Instant StartOfDay(Instant instant) =>
        Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / NodaConstants.SecondsPerDay * NodaConstants.SecondsPerDay);
}
