namespace Seyr.Billing;

/// <summary>The card that a plan is renewed with, as its owner sees it.</summary>
/// <param name="Label">As they know it.</param>
/// <param name="Text">What it is charged with, and when.</param>
/// <param name="Remove">Where to post that it be removed.</param>
public sealed record BillingCard(string Label, string Text, string Remove)
{
    internal static BillingCard Of(NextTerm next, Period last, StoredRenewal? renewal, long now) =>
        new(next.Card.Label, Says(next, last, renewal, now), BillingPages.PathOf(last.OrganisationId) + "/remove-card");

    private static string Says(NextTerm next, Period last, StoredRenewal? renewal, long now) =>
        last.UntilAt + last.GraceMs <= now ? "Nothing is paid now, and it isn't charged."
        : last.CancelledAt is not null ? "You have cancelled, and it isn't charged."
        : next.Why is { } why ? why
        : renewal is { IsCharging: true } ? $"It is being charged {last.Price} for the next {last.TermName}."
        : renewal is { Status: OrderStatus.Paid } ? "What it was charged for the next term was given back, and it isn't charged for that again."
        : renewal is { IsTaken: true } ? "What it has paid is being looked at."
        : renewal is { DeclinedAt: { } declined, NextAt: { } at } ? $"It was declined on {Dates.Day(declined)}. It is tried again on {Dates.Day(at)}."
        : renewal is { DeclinedAt: { } lately } ? $"It was declined on {Dates.Day(lately)}. It isn't tried again."
        : $"{last.Price} is charged to it by itself on {Dates.Day(Math.Max(RenewalTimes.First(last.UntilAt), now))}, for the next {last.TermName}.";
}
