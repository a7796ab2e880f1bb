namespace Seyr.Billing;

/// <summary>
/// When the provider is asked about an order of which nothing was heard: soon at first, then hourly for a day, then daily for a week. Whether
/// a notification is ever sent again no provider says, so this alone must be enough.
/// </summary>
internal static class CheckTimes
{
    private static readonly TimeSpan[] First = [.. new[] { 2, 5, 15, 30, 60 }.Select(static minutes => TimeSpan.FromMinutes(minutes))];

    /// <summary>The next time after now, in milliseconds since 1970; null: not again.</summary>
    public static long? Next(long createdAt, long now)
    {
        var age = TimeSpan.FromMilliseconds(Math.Max(now - createdAt, 0));
        var next = First.FirstOrDefault(time => time > age);
        if (next == TimeSpan.Zero)
        {
            next = age < TimeSpan.FromDays(1) ? TimeSpan.FromHours(Math.Floor(age.TotalHours) + 1) : TimeSpan.FromDays(Math.Floor(age.TotalDays) + 1);
        }

        return next <= TimeSpan.FromDays(7) ? createdAt + (long)next.TotalMilliseconds : null;
    }
}
