using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>A reason, and how much it kept out.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">How many beacons.</param>
/// <param name="Share">How many percent of all.</param>
/// <param name="Line">Their course.</param>
public sealed record RefusedRow(RefusalReason Reason, string Count, string Share, Sparkline Line)
{
    internal static RefusedRow Of(IGrouping<string, RefusalCount> counts, IReadOnlyList<long> course, long total, string unit)
    {
        var sum = RefusedPage.Sum(counts);
        return new RefusedRow(RefusalReason.Of(counts.Key), Display.Exact(sum), Display.Rate(100.0 * sum / Math.Max(1, total)), Sparkline.Of(course, unit, "Beacons"));
    }
}

/// <summary>A day, or several together, and how much was kept out on it.</summary>
/// <param name="Label">Its date.</param>
/// <param name="Count">How many beacons.</param>
/// <param name="Percent">How high its bar is.</param>
/// <param name="Reasons">Why, and how many each.</param>
public sealed record RefusedDay(string Label, string Count, int Percent, string Reasons)
{
    internal static RefusedDay Of(int bar, Interval interval, long sum, IEnumerable<RefusalCount> counts, long most, int shown)
    {
        var date = RolledDays.DateOf(interval == Interval.Day ? bar : shown);
        var reasons = counts.GroupBy(static count => count.Reason).OrderByDescending(RefusedPage.Sum);
        return new RefusedDay(
            interval == Interval.Month ? Seyr.Web.Locale.Current.Dates.Month(date.ToDateOnly()) : Display.Dates(date, date),
            Display.Exact(sum),
            sum == 0 ? 0 : (int)Math.Max(1, 100 * sum / most),
            string.Join(", ", reasons.Select(static each => $"{RefusalReason.Of(each.Key).Title}: {Display.Exact(RefusedPage.Sum(each))}")));
    }
}
