using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Seyr.Stats;

/// <summary>
/// A stretch of time as people name it, on a site's clock: <c>day</c>, <c>7d</c>, <c>12mo</c>, two dates. Those of so many days end
/// yesterday, those of so many months with the month before, as the field's users expect; the others hold today.
/// </summary>
/// <param name="Key">Its name.</param>
/// <param name="First">Its first date; for the last minutes and hours, that on which they begin.</param>
/// <param name="Last">Its last date.</param>
/// <param name="Range">The same as instants.</param>
/// <param name="Months">How many calendar months it is made of; 0: it is made of days.</param>
internal sealed record Period(string Key, LocalDate First, LocalDate Last, Range Range, int Months = 0)
{
    /// <summary>What is shown when nothing else was asked for.</summary>
    public const string Default = "28d";

    /// <summary>Since the site's first event.</summary>
    public const string AllTime = "all";

    /// <summary>The longest that can be named, in days and months.</summary>
    public const int MaxDays = 5_000;

    /// <inheritdoc cref="MaxDays"/>
    public const int MaxMonths = 100;

    private static readonly LocalDatePattern DatePattern = LocalDatePattern.Iso;

    /// <summary>Whether it is the last minutes or hours, and no whole days.</summary>
    public bool IsRolling => Key is "30m" or "24h";

    /// <summary>The buckets that a graph of it may have, the usual one first.</summary>
    public IReadOnlyList<Interval> Intervals
    {
        get
        {
            var days = NodaTime.Period.DaysBetween(First, Last) + 1;
            return Key == "30m" ? [Interval.Minute]
                : IsRolling || days == 1 ? [Interval.Hour, Interval.Minute]
                : days <= 7 ? [Interval.Day, Interval.Hour]
                : days <= 31 ? [Interval.Day, Interval.Week]
                : days <= 186 && Months == 0 ? [Interval.Day, Interval.Week, Interval.Month]
                : [Interval.Month, Interval.Week, Interval.Day];
        }
    }

    /// <summary>The period of a name.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="date">The date that a <c>day</c>, <c>month</c> or <c>year</c> holds; null: today.</param>
    /// <param name="now">The present.</param>
    /// <param name="zone">The site's clock.</param>
    /// <param name="begin">The date of the site's first event, for <c>all</c>.</param>
    /// <returns>Null: there is none of this name.</returns>
    public static Period? Named(string key, LocalDate? date, Instant now, DateTimeZone zone, LocalDate begin)
    {
        var today = now.InZone(zone).Date;
        var at = date ?? today;
        return key switch
        {
            "30m" => Rolling(key, Duration.FromMinutes(30), now, zone),
            "24h" => Rolling(key, Duration.FromHours(24), now, zone),
            "day" => Of(key, at, at, zone),
            "month" => Of(key, MonthOf(at), MonthOf(at).PlusMonths(1).PlusDays(-1), zone, 1),
            "year" => Of(key, new LocalDate(at.Year, 1, 1), new LocalDate(at.Year, 12, 31), zone, 12),
            AllTime => Of(key, begin < today ? begin : today, today, zone),
            _ when Count(key, "mo", MaxMonths) is { } months => Of(key, MonthOf(at).PlusMonths(-months), MonthOf(at).PlusDays(-1), zone, months),
            _ when Count(key, "d", MaxDays) is { } days => Of(key, at.PlusDays(-days), at.PlusDays(-1), zone),
            _ => null,
        };
    }

    /// <summary>From one date to another, both included; in whichever order they are given.</summary>
    public static Period Between(LocalDate first, LocalDate last, DateTimeZone zone) =>
        first <= last ? Of("custom", first, last, zone) : Of("custom", last, first, zone);

    /// <summary>A date as <c>2026-11-25</c>; null: it is none.</summary>
    public static LocalDate? DateOf(string? text) => text is not null && DatePattern.Parse(text) is { Success: true } parsed ? parsed.Value : null;

    /// <summary>
    /// The range that it is compared with. Where the period holds the present, the other ends at the same moment of it, so that
    /// like is compared with like.
    /// </summary>
    /// <param name="comparison">Which.</param>
    /// <param name="matchesWeekday">Whether it begins on the same day of the week.</param>
    /// <param name="now">The present.</param>
    /// <param name="zone">The site's clock.</param>
    public Range Before(Comparison comparison, bool matchesWeekday, Instant now, DateTimeZone zone)
    {
        var end = Instant.Min(Range.To, now);
        if (IsRolling && comparison == Comparison.PreviousPeriod)
        {
            var length = Range.To - Range.From;
            return new Range(Range.From - length, Range.To - length);
        }

        var days = NodaTime.Period.DaysBetween(First, Last) + 1;
        var back = comparison == Comparison.YearOverYear ? NodaTime.Period.FromYears(1)
            : Months > 0 ? NodaTime.Period.FromMonths(Months)
            : NodaTime.Period.FromDays(days);
        if (matchesWeekday && !IsRolling)
        {
            var off = NodaTime.Period.DaysBetween(First - back, First) % 7;
            var shift = NodaTime.Period.DaysBetween(First - back, First) - off + (off > 3 && comparison == Comparison.YearOverYear ? 7 : 0);
            back = NodaTime.Period.FromDays(comparison == Comparison.PreviousPeriod && off > 0 ? shift + 7 : shift);
        }

        return new Range(Back(Range.From, back, zone), Back(end, back, zone));
    }

    private static Instant Back(Instant instant, NodaTime.Period period, DateTimeZone zone) =>
        zone.AtLeniently(instant.InZone(zone).LocalDateTime - period).ToInstant();

    private static int? Count(string key, string unit, int most) =>
        key.EndsWith(unit, StringComparison.Ordinal)
        && int.TryParse(key.AsSpan(0, key.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count >= 1 && count <= most
            ? count
            : null;

    private static LocalDate MonthOf(LocalDate date) => new(date.Year, date.Month, 1);

    private static Period Of(string key, LocalDate first, LocalDate last, DateTimeZone zone, int months = 0) =>
        new(key, first, last, new Range(zone.AtStartOfDay(first).ToInstant(), zone.AtStartOfDay(last.PlusDays(1)).ToInstant()), months);

    private static Period Rolling(string key, Duration length, Instant now, DateTimeZone zone)
    {
        // An event of this very second is in it.
        var to = now + Duration.FromSeconds(1);
        return new Period(key, (to - length).InZone(zone).Date, now.InZone(zone).Date, new Range(to - length, to));
    }
}

/// <summary>With what a period is compared.</summary>
internal enum Comparison
{
    /// <summary>As long, and just before.</summary>
    PreviousPeriod,

    /// <summary>The same dates a year before.</summary>
    YearOverYear,
}
