namespace Seyr.Billing;

/// <summary>When a card is charged: a day before what is paid ends, and if it is declined, at the end, three and five days later.</summary>
internal static class RenewalTimes
{
    /// <summary>Until what is unknown or in the way is looked at again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Days from the end.</summary>
    private static readonly int[] Days = [-1, 0, 3, 5];

    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>The first time, in milliseconds since 1970.</summary>
    public static long First(long untilAt) => untilAt + (Days[0] * Day);

    /// <summary>The next time after now; null: not again.</summary>
    public static long? Next(long untilAt, long now) => Days.Select(day => untilAt + (day * Day)).Where(time => time > now).Select(static time => (long?)time).FirstOrDefault();
}
