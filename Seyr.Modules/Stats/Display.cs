using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Seyr.Stats;

/// <summary>Numbers and names as a reader sees them.</summary>
internal static class Display
{
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

    /// <summary>The value of a dimension; what has none is said in words.</summary>
    public static string Value(DimensionKind dimension, string value) => dimension switch
    {
        DimensionKind.Source when value.Length == 0 => "Direct / None",
        DimensionKind.Country when value.Length > 0 => Countries.Name(value),
        _ when value.Length == 0 => "(not set)",
        _ => value,
    };

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

    /// <summary>The graph's numbers for the script that draws it.</summary>
    public static string GraphData(IReadOnlyList<GraphPoint> points, Interval interval)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            Write(json, "labels", points, (writer, point) => writer.WriteStringValue(Label(point.Bucket, interval)));
            Write(json, "visitors", points, static (writer, point) => writer.WriteNumberValue(point.Measures.Visitors));
            Write(json, "pageviews", points, static (writer, point) => writer.WriteNumberValue(point.Measures.PageViews));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<GraphPoint> points, Action<Utf8JsonWriter, GraphPoint> value)
    {
        json.WriteStartArray(name);
        foreach (var point in points)
        {
            value(json, point);
        }

        json.WriteEndArray();
    }
}
