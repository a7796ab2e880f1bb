using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What was kept out of a site, in words and figures.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Back">The site's page, of the same period.</param>
/// <param name="Periods">Periods to choose from.</param>
/// <param name="Dates">The days that are shown.</param>
/// <param name="Total">How many beacons altogether.</param>
/// <param name="Unit">What a bar is: a day, a week, a month.</param>
/// <param name="Rows">The reasons, the most frequent first.</param>
/// <param name="Days">The bars, oldest first.</param>
/// <param name="Most">The highest bar.</param>
/// <param name="MaySet">Whether the one who looks may change what is kept out.</param>
public sealed record RefusedPage(
    Frame Frame, string Domain, string Back, IReadOnlyList<Choice> Periods, string Dates, string Total, string Unit, IReadOnlyList<RefusedRow> Rows,
    IReadOnlyList<RefusedDay> Days, string Most, bool MaySet)
{
    /// <summary>More bars than these are no longer told apart: they become weeks, then months.</summary>
    private const int MostBars = 100;

    private const int DaysAWeek = 7;

    private static readonly (string Key, string Title)[] Choices = [("day", "Today"), ("7d", "7 days"), ("28d", "28 days"), ("91d", "91 days"), ("12mo", "12 months")];

    internal static RefusedPage Make(Frame frame, Viewing viewing, IReadOnlyList<RefusalCount> counts, int first, int last)
    {
        var days = last - first + 1;
        var interval = days <= MostBars ? Interval.Day : days <= MostBars * DaysAWeek ? Interval.Week : Interval.Month;
        var bars = Enumerable.Range(first, days).GroupBy(day => Start(day, interval)).Select(static group => group.Key).ToList();
        var byBar = counts.ToLookup(count => Start(count.Day, interval));
        var byReason = counts.GroupBy(static count => count.Reason).OrderByDescending(Sum).ThenBy(static group => group.Key, StringComparer.Ordinal);
        var unit = DashboardState.NameOf(interval);
        var sums = bars.ConvertAll(bar => Sum(byBar[bar]));
        var most = Math.Max(1, sums.DefaultIfEmpty().Max());
        return new RefusedPage(
            frame,
            viewing.Site.Domain,
            viewing.Address(viewing.State),
            [.. Choices.Select(each => ChoiceOf(viewing, each.Key, each.Title))],
            Display.Dates(RolledDays.DateOf(first), RolledDays.DateOf(last)),
            Display.Exact(Sum(counts)),
            unit,
            [.. byReason.Select(group => RefusedRow.Of(group, bars.ConvertAll(bar => Sum(group.Where(count => Start(count.Day, interval) == bar))), Sum(counts), unit))],
            [.. bars.Zip(sums, (bar, sum) => RefusedDay.Of(bar, interval, sum, byBar[bar], most, Math.Max(first, bar)))],
            Display.Exact(most),
            viewing.MaySet);
    }

    internal static long Sum(IEnumerable<RefusalCount> counts) => counts.Sum(static count => count.Beacons);

    private static Choice ChoiceOf(Viewing viewing, string period, string title) =>
        new(RefusedView.Address(viewing, viewing.State.In(period)), title, viewing.State.Period == period && viewing.State.Date is null, null);

    private static int Start(int day, Interval interval)
    {
        var date = RolledDays.DateOf(day);
        return (int)RolledDays.NumberOf(interval switch
        {
            Interval.Week => date.PlusDays(1 - (int)date.DayOfWeek),
            Interval.Month => date.PlusDays(1 - date.Day),
            _ => date,
        });
    }
}
