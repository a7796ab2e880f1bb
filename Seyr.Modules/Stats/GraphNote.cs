using System.Globalization;
using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>A note on the graph.</summary>
/// <param name="Day">The day, in words.</param>
/// <param name="Text">What happened.</param>
/// <param name="Bucket">The bucket that it stands at; −1: none.</param>
/// <param name="Address">Where it is changed; null: not by who looks.</param>
public sealed record GraphNote(string Day, string Text, int Bucket, string? Address)
{
    internal static GraphNote Of(Viewing viewing, SiteAnnotation annotation, IReadOnlyList<GraphPoint> points)
    {
        var day = LocalDate.FromDateOnly(annotation.Date);
        return new GraphNote(
            Display.Date(day),
            annotation.Note,
            BucketOf(viewing.Interval, day, points),
            viewing.MaySet ? string.Create(CultureInfo.InvariantCulture, $"{viewing.Path}/annotations/{annotation.Id}") : null);
    }

    /// <summary>The day's own bucket, the week's or month's that holds it, or the first of its hours.</summary>
    private static int BucketOf(Interval interval, LocalDate day, IReadOnlyList<GraphPoint> points)
    {
        var isOfClock = interval is Interval.Hour or Interval.Minute;
        for (var i = 0; i < points.Count; i++)
        {
            var date = points[i].Bucket.Local.Date;
            if (isOfClock ? date == day : date <= day && (i + 1 == points.Count || points[i + 1].Bucket.Local.Date > day))
            {
                return i;
            }
        }

        return -1;
    }
}
