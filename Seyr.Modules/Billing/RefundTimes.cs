namespace Seyr.Billing;

/// <summary>When the provider is asked about a refund again: banks take days for it.</summary>
internal static class RefundTimes
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>The next time after now, in milliseconds since 1970; null: it has taken too long, and a person has to look.</summary>
    public static long? Next(long askedAt, long now)
    {
        var age = TimeSpan.FromMilliseconds(Math.Max(now - askedAt, 0));
        var pause = age < TimeSpan.FromHours(1) ? TimeSpan.FromMinutes(5) : age < TimeSpan.FromDays(1) ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        return age + pause <= Longest ? now + (long)pause.TotalMilliseconds : null;
    }
}
