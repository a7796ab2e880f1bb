using System.Globalization;

namespace Seyr.Web;

/// <summary>What stands first in a date.</summary>
internal enum DateOrder
{
    /// <summary>3 Nov 2026.</summary>
    DayFirst,

    /// <summary>Nov 3, 2026.</summary>
    MonthFirst,

    /// <summary>2026 Nov 3.</summary>
    YearFirst,
}

/// <summary>How a reader writes dates and times, with English names of months and days.</summary>
public sealed class DateStyle
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    private readonly DateOrder order;
    private readonly string time;

    internal DateStyle(DateOrder order, bool isHalfDay)
    {
        this.order = order;
        time = isHalfDay ? "h:mm tt" : "HH:mm";
    }

    /// <summary>3 Nov 2026.</summary>
    public string Day(DateOnly date) => Text(date, "d MMM yyyy", "MMM d, yyyy", "yyyy MMM d");

    /// <summary>3 Nov.</summary>
    public string DayOfYear(DateOnly date) => Text(date, "d MMM", "MMM d", "MMM d");

    /// <summary>Tue 3 Nov 2026.</summary>
    public string Weekday(DateOnly date) => Text(date, "ddd d MMM yyyy", "ddd, MMM d, yyyy", "yyyy MMM d, ddd");

    /// <summary>Nov 2026.</summary>
    public string Month(DateOnly date) => Text(date, "MMM yyyy", "MMM yyyy", "yyyy MMM");

    /// <summary>November 2026.</summary>
    public string LongMonth(DateOnly date) => Text(date, "MMMM yyyy", "MMMM yyyy", "yyyy MMMM");

    /// <summary>15:04.</summary>
    public string Time(DateTime moment) => moment.ToString(time, English);

    /// <summary>Tue 3 Nov, 15:04.</summary>
    public string WeekdayTime(DateTime moment) => Text(DateOnly.FromDateTime(moment), "ddd d MMM", "ddd, MMM d", "MMM d, ddd") + ", " + Time(moment);

    /// <summary>From one day to another: 3 – 9 Nov 2026.</summary>
    public string Days(DateOnly first, DateOnly last)
    {
        if (first == last)
        {
            return Day(first);
        }

        var (isYear, isMonth) = (first.Year == last.Year, first.Year == last.Year && first.Month == last.Month);
        return (order, isYear, isMonth) switch
        {
            (_, false, _) => $"{Day(first)} – {Day(last)}",
            (DateOrder.DayFirst, _, true) => $"{first.Day.ToString(English)} – {Day(last)}",
            (DateOrder.DayFirst, _, _) => $"{DayOfYear(first)} – {Day(last)}",
            (DateOrder.MonthFirst, _, true) => $"{DayOfYear(first)} – {last.ToString("d, yyyy", English)}",
            (DateOrder.MonthFirst, _, _) => $"{DayOfYear(first)} – {Day(last)}",
            (_, _, true) => $"{Day(first)} – {last.Day.ToString(English)}",
            _ => $"{Day(first)} – {DayOfYear(last)}",
        };
    }

    private string Text(DateOnly date, string dayFirst, string monthFirst, string yearFirst) =>
        date.ToString(order switch { DateOrder.DayFirst => dayFirst, DateOrder.MonthFirst => monthFirst, _ => yearFirst }, English);
}
