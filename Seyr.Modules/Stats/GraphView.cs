using System.Text;
using System.Text.Json;
using NodaTime;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>The graph: its numbers for the script that draws it, and as a table.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Data">The numbers for the script.</param>
/// <param name="HasBefore">Whether it shows what the period is compared with.</param>
/// <param name="Intervals">The buckets to choose from.</param>
/// <param name="NextInterval">The page with the buckets that come after those chosen.</param>
/// <param name="Rows">The same as a table.</param>
/// <param name="IsIncomplete">Whether the last bucket isn't over yet.</param>
public sealed record GraphView(
    string Title, string Data, bool HasBefore, IReadOnlyList<Choice> Intervals, string? NextInterval, IReadOnlyList<GraphRow> Rows, bool IsIncomplete)
{
    /// <summary>What happened on its days.</summary>
    public IReadOnlyList<GraphNote> Notes { get; init; } = [];

    /// <summary>Where notes are written; null: not by who looks.</summary>
    public string? NotesAddress { get; init; }

    internal static GraphView Make(Viewing viewing, Screen screen)
    {
        var (kind, interval) = (viewing.Shown, viewing.Interval);
        var points = screen.Now.Points;
        var before = screen.Before?.Points ?? [];
        // A bucket that has not begun has no value yet.
        var begun = points.Count(point => point.Bucket.Start <= viewing.Now);
        var isIncomplete = begun > 0 && (begun < points.Count || viewing.Period.Range.To > viewing.Now);
        var rows = points.Take(begun).Select((point, i) => RowOf(viewing, point, i < before.Count ? before[i] : null)).ToList();
        var intervals = viewing.Period.Intervals;
        var notes = viewing.Annotations.Select(annotation => GraphNote.Of(viewing, annotation, points)).ToList();
        string AddressOf(Interval each) => viewing.Address(viewing.State with { Interval = each == intervals[0] ? null : each });
        return new GraphView(
            kind.Title,
            DataOf(kind, interval, points, before, begun, isIncomplete, notes),
            before.Count > 0,
            [.. intervals.Select(each => new Choice(AddressOf(each), TitleOf(each), each == interval, null))],
            intervals.Count > 1 ? AddressOf(intervals[(intervals.ToList().IndexOf(interval) + 1) % intervals.Count]) : null,
            rows,
            isIncomplete)
        {
            Notes = notes,
            NotesAddress = viewing.MaySet ? viewing.Path + "/annotations" : null,
        };
    }

    private static GraphRow RowOf(Viewing viewing, GraphPoint point, GraphPoint? before)
    {
        var kind = viewing.Shown;
        var (now, was) = (kind.Of(point.Measures, point.Whole), before is null ? null : kind.Of(before.Measures, before.Whole));
        var change = Display.Change(now, was);
        return new GraphRow(
            Display.FullLabel(point.Bucket, viewing.Interval),
            kind.Show(now, isShort: false),
            before is null ? null : Display.FullLabel(before.Bucket, viewing.Interval),
            before is null ? null : kind.Show(was, isShort: false),
            change is { } number ? Display.Change(number) : null,
            Nearer(viewing, point.Bucket.Local.Date));
    }

    /// <summary>The page of a bucket by itself; null: nothing is nearer.</summary>
    private static string? Nearer(Viewing viewing, LocalDate date) => viewing.Interval switch
    {
        Interval.Month => viewing.Address(viewing.State.In("month", date)),
        Interval.Week => viewing.Address(viewing.State.In(DashboardState.Custom) with { From = date, To = date.PlusDays(6) }),
        Interval.Day => viewing.Address(viewing.State.In("day", date)),
        // An hour of several days leads to its day: there is no page of an hour.
        Interval.Hour when !viewing.Period.IsRolling && viewing.Period.First != viewing.Period.Last => viewing.Address(viewing.State.In("day", date)),
        _ => null,
    };

    private static string TitleOf(Interval interval) => interval switch
    {
        Interval.Minute => "Minutes",
        Interval.Hour => "Hours",
        Interval.Day => "Days",
        Interval.Week => "Weeks",
        _ => "Months",
    };

    private static string DataOf(
        TileKind kind, Interval interval, IReadOnlyList<GraphPoint> points, IReadOnlyList<GraphPoint> before, int begun, bool isIncomplete,
        IReadOnlyList<GraphNote> notes)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("format", kind.Format.ToString());
            json.WriteString("point", Locale.Current.Point);
            json.WriteBoolean("incomplete", isIncomplete);
            json.WriteStartArray("labels");
            foreach (var point in points)
            {
                json.WriteStringValue(Display.Label(point.Bucket, interval));
            }

            json.WriteEndArray();
            Write(json, "now", kind, points, begun);
            // Both are drawn over the same buckets.
            Write(json, "before", kind, [.. before.Take(points.Count)], points.Count);
            WriteNotes(json, notes);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void WriteNotes(Utf8JsonWriter json, IReadOnlyList<GraphNote> notes)
    {
        json.WriteStartArray("notes");
        foreach (var bucket in notes.Where(static note => note.Bucket >= 0).GroupBy(static note => note.Bucket))
        {
            json.WriteStartObject();
            json.WriteNumber("at", bucket.Key);
            json.WriteStartArray("lines");
            foreach (var note in bucket)
            {
                json.WriteStringValue($"{note.Day}: {note.Text}");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, TileKind kind, IReadOnlyList<GraphPoint> points, int begun)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < points.Count; i++)
        {
            if (i < begun && kind.Of(points[i].Measures, points[i].Whole) is { } value)
            {
                json.WriteNumberValue(Math.Round(value, 2));
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}

/// <summary>A row of the graph's table.</summary>
/// <param name="Label">The bucket.</param>
/// <param name="Value">Its number.</param>
/// <param name="BeforeLabel">The bucket that it is compared with; null: none.</param>
/// <param name="Before">That one's number.</param>
/// <param name="Change">The change between the two; null: there is none to tell.</param>
/// <param name="Address">The page of this bucket by itself; null: there is none.</param>
public sealed record GraphRow(string Label, string Value, string? BeforeLabel, string? Before, string? Change, string? Address);
