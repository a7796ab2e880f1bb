using System.Globalization;
using NodaTime;

namespace Seyr.Stats;

/// <summary>Numbers and names as a reader sees them.</summary>
internal static class Display
{
    private const string DirectOrNone = "Direct / None";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>A count: exact below ten thousand, then in thousands or millions with three figures.</summary>
    public static string Short(long count) => count switch
    {
        < 10_000 => Exact(count),
        < 999_500 => (count / 1_000.0).ToString(count < 99_950 ? "0.#" : "0", Plain) + "k",
        _ => (count / 1_000_000.0).ToString(count < 99_950_000 ? "0.#" : "0", Plain) + "M",
    };

    public static string Exact(long count) => count.ToString("N0", Plain);

    public static string Decimal(double value) => value.ToString("0.0#", Plain);

    public static string Percent(double value) => value.ToString("0", Plain) + "%";

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
    public static string Rate(double value) => value.ToString(value >= 10 ? "0" : value >= 1 ? "0.#" : "0.##", Plain) + "%";

    /// <summary>A change in percent; null: there is nothing to compare with.</summary>
    public static double? Change(double? now, double? before) => before is null or 0 || now is null ? null : Math.Round(100 * (now.Value - before.Value) / before.Value);

    /// <summary>A change as a reader sees it.</summary>
    public static string Change(double change) => change switch
    {
        > 0 => string.Create(Plain, $"↑ {change:N0}%"),
        < 0 => string.Create(Plain, $"↓ {-change:N0}%"),
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

    /// <summary>From one date to another: 3 Nov 2026; 3 – 9 Nov 2026.</summary>
    public static string Dates(LocalDate first, LocalDate last)
    {
        var pattern = first.Year != last.Year ? "d MMM yyyy" : first.Month != last.Month ? "d MMM" : "%d";
        return first == last ? first.ToString("d MMM yyyy", Plain) : first.ToString(pattern, Plain) + " – " + last.ToString("d MMM yyyy", Plain);
    }

    /// <summary>A bucket's label.</summary>
    public static string Label(Bucket bucket, Interval interval)
    {
        var time = bucket.Local.ToDateTimeUnspecified();
        return interval switch
        {
            Interval.Minute or Interval.Hour => time.ToString("HH:mm", Plain),
            Interval.Day or Interval.Week => time.ToString("d MMM", Plain),
            _ => time.ToString("MMM yyyy", Plain),
        };
    }

    /// <summary>A bucket in full.</summary>
    public static string FullLabel(Bucket bucket, Interval interval)
    {
        var time = bucket.Local.ToDateTimeUnspecified();
        return interval switch
        {
            Interval.Minute or Interval.Hour => time.ToString("ddd d MMM, HH:mm", Plain),
            Interval.Day => time.ToString("ddd d MMM yyyy", Plain),
            Interval.Week => "Week of " + time.ToString("d MMM yyyy", Plain),
            _ => time.ToString("MMMM yyyy", Plain),
        };
    }
}
