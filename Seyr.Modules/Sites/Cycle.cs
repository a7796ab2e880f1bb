namespace Seyr.Sites;

/// <summary>
/// A month of an organisation's use, in whole UTC days: the calendar's, or, where it has subscribed to a plan, one that begins on the day of
/// the month on which it did. A month without that day begins on its last.
/// </summary>
public sealed record Cycle
{
    private static readonly DateOnly Calendar = new(1970, 1, 1);

    private Cycle(DateOnly from, DateOnly until)
    {
        (From, Until) = (from, until);
        (First, Last) = (NumberOf(from), NumberOf(until.AddDays(-1)));
    }

    /// <summary>The day on which it begins.</summary>
    public DateOnly From { get; }

    /// <summary>The day on which the next one does.</summary>
    public DateOnly Until { get; }

    /// <summary>Its first day, as <see cref="Usage.DayOf"/> numbers them.</summary>
    public int First { get; }

    /// <summary>Its last day, likewise.</summary>
    public int Last { get; }

    /// <summary>The one that a day is in.</summary>
    /// <param name="anchor">When the subscription began, in milliseconds since 1970; null: by the calendar.</param>
    /// <param name="day">The day.</param>
    public static Cycle Of(long? anchor, DateOnly day)
    {
        var start = anchor is { } time ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime) : Calendar;
        var months = ((day.Year - start.Year) * 12) + day.Month - start.Month;
        months = start.AddMonths(months) > day ? months - 1 : months;
        return new Cycle(start.AddMonths(months), start.AddMonths(months + 1));
    }

    /// <summary>The one that a moment is in.</summary>
    public static Cycle Of(long? anchor, DateTimeOffset now) => Of(anchor, DateOnly.FromDateTime(now.UtcDateTime));

    private static int NumberOf(DateOnly day) => (((day.Year * 100) + day.Month) * 100) + day.Day;
}
