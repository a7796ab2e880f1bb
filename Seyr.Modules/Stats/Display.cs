using System.Globalization;
using NodaTime;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>Numbers, dates and names as a reader sees them.</summary>
internal static class Display
{
    private const string DirectOrNone = "Direct / None";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <inheritdoc cref="Locale.Short"/>
    public static string Short(long count) => Locale.Current.Short(count);

    /// <inheritdoc cref="Locale.Exact"/>
    public static string Exact(long count) => Locale.Current.Exact(count);

    public static string Decimal(double value) => Locale.Current.Number(value, "0.0#");

    public static string Percent(double value) => Locale.Current.Number(value, "0") + "%";

    /// <summary>A length of time: 45s, 3m 20s, 1h 05m.</summary>
    public static string Duration(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => string.Create(Plain, $"{whole}s"),
            < 3_600 => string.Create(Plain, $"{whole / 60}m {whole % 60:00}s"),
            _ => string.Create(Plain, $"{whole / 3_600}h {whole / 60 % 60:00}m"),
        };
    }

    /// <summary>A rate that may be small: 12%, 3.4%, 0.25%.</summary>
    public static string Rate(double value) => Locale.Current.Number(value, value >= 10 ? "0" : value >= 1 ? "0.#" : "0.##") + "%";

    /// <summary>A change in percent; null: there is nothing to compare with.</summary>
    public static double? Change(double? now, double? before) => before is null or 0 || now is null ? null : Math.Round(100 * (now.Value - before.Value) / before.Value);

    /// <summary>A change as a reader sees it.</summary>
    public static string Change(double change) => change switch
    {
        > 0 => $"↑ {Exact((long)change)}%",
        < 0 => $"↓ {Exact((long)-change)}%",
        _ => "0%",
    };

    /// <summary>The value of a dimension; what has none is said in words.</summary>
    public static string Value(DimensionKind dimension, string value) => dimension switch
    {
        DimensionKind.Source or DimensionKind.Referrer when value.Length == 0 => DirectOrNone,
        DimensionKind.Country when value.Length > 0 => Countries.Name(value),
        DimensionKind.Property when value.Length == 0 => "(none)",
        _ when value.Length == 0 => "(not set)",
        _ => value,
    };

    /// <summary>A date: 3 Nov 2026.</summary>
    public static string Date(LocalDate date) => Locale.Current.Dates.Day(date.ToDateOnly());

    /// <summary>From one date to another: 3 Nov 2026; 3 – 9 Nov 2026.</summary>
    public static string Dates(LocalDate first, LocalDate last) => Locale.Current.Dates.Days(first.ToDateOnly(), last.ToDateOnly());

    /// <summary>A bucket's label.</summary>
    public static string Label(Bucket bucket, Interval interval)
    {
        var (dates, date) = (Locale.Current.Dates, bucket.Local.Date.ToDateOnly());
        return interval switch
        {
            Interval.Minute or Interval.Hour => dates.Time(bucket.Local.ToDateTimeUnspecified()),
            Interval.Day or Interval.Week => dates.DayOfYear(date),
            _ => dates.Month(date),
        };
    }

    /// <summary>A bucket in full.</summary>
    public static string FullLabel(Bucket bucket, Interval interval)
    {
        var (dates, date) = (Locale.Current.Dates, bucket.Local.Date.ToDateOnly());
        return interval switch
        {
            Interval.Minute or Interval.Hour => dates.WeekdayTime(bucket.Local.ToDateTimeUnspecified()),
            Interval.Day => dates.Weekday(date),
            Interval.Week => "Week of " + dates.Day(date),
            _ => dates.LongMonth(date),
        };
    }
}
