namespace Seyr.Billing;

/// <summary>What an owner is told as a paid term comes to its end: that a card will be charged, or else that somebody has to pay.</summary>
internal static class RenewalNotice
{
    /// <summary>The step as which it is noted that a card will be charged: that is told once, however late.</summary>
    private const int Announcement = -7;

    /// <summary>From when on the plan doesn't hold any more.</summary>
    private const int Over = 7;

    /// <param name="period">The term.</param>
    /// <param name="next">What its card is to pay; null: there is none.</param>
    /// <param name="renewal">How far that is; null: it hasn't begun.</param>
    /// <param name="day">Days from the end.</param>
    /// <returns>As which step it is noted, and what is said; null: nothing, since the card is being charged.</returns>
    public static (int Step, string Subject, string[] Text)? Of(Period period, NextTerm? next, StoredRenewal? renewal, int day)
    {
        var isHopeful = next is { Why: null } && renewal is null or { DeclinedAt: null };
        return day >= Over || !(isHopeful || renewal is { IsCharging: true } or { IsTaken: true }) ? Pay(period, next, renewal, day)
            : isHopeful && renewal is null && day < 0 ? Announce(period, next!)
            : null;
    }

    private static (int Step, string Subject, string[] Text) Announce(Period period, NextTerm next) => (
        Announcement, $"{period.Title} is renewed on {Dates.Day(period.UntilAt)}",
        [
            $"{period.Price} for the next {period.TermName} is charged to your card {next.Card.Label} by itself, on {Dates.Day(RenewalTimes.First(period.UntilAt))}. "
            + "You need to do nothing.",
            "If you don't want that, remove the card until then, or cancel.",
        ]);

    private static (int Step, string Subject, string[] Text) Pay(Period period, NextTerm? next, StoredRenewal? renewal, int day)
    {
        var until = Dates.Day(period.UntilAt);
        var holds = Dates.Day(period.UntilAt + (long)Periods.Grace.TotalMilliseconds);
        var (subject, text) = day switch
        {
            < 0 => ($"{period.Title} ends on {until}", "Pay for the next term to keep it: it goes on from there without a gap."),
            < Over => ($"{period.Title} ended on {until}", $"It still holds until {holds}. Pay until then to keep it: it goes on without a gap."),
            _ => ($"{period.Title} is over", $"It ended on {until}, and the free plan holds now. Pay whenever you like to have it back at once."),
        };
        return (day, subject, [.. Card(next, renewal, day), text]);
    }

    private static IEnumerable<string> Card(NextTerm? next, StoredRenewal? renewal, int day)
    {
        if (next?.Why is { } why)
        {
            yield return why;
        }
        else if (renewal is { DeclinedAt: { } declined })
        {
            var again = next is not null && renewal.NextAt is { } at && day < Over ? $" It is tried again on {Dates.Day(at)}, unless you have paid by then." : "";
            yield return $"Your card {renewal.Label} was declined on {Dates.Day(declined)}.{again}";
        }
    }
}
