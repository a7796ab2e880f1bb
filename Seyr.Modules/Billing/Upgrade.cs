namespace Seyr.Billing;

/// <summary>A larger plan for the rest of a term that is paid.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Period">The term, under the plan that it replaces.</param>
/// <param name="Amount">What it costs more.</param>
/// <param name="RestDays">Days that are left, the present one included.</param>
/// <param name="Days">Of how many.</param>
internal sealed record Upgrade(Plan Plan, Period Period, Amount Amount, int RestDays, int Days)
{
    /// <summary>As which a form has it, before the plan's name.</summary>
    public const string Prefix = "upgrade";

    /// <summary>
    /// Those that can be had now: plans that cost more for the same term. The difference of the two prices of the term is paid by the day: times the
    /// days left, by the days of the term, rounded down to the minor unit. Days are UTC's, and the present one counts in full. What comes to less than
    /// the least that can be paid is not to be had.
    /// </summary>
    public static IReadOnlyList<Upgrade> Of(Plans plans, Period? period, Amount least, DateTimeOffset now) =>
        [.. All(plans, period, now).Where(upgrade => least.Currency == upgrade.Amount.Currency && upgrade.Amount.Minor >= least.Minor)];

    /// <summary>Those that come to less than can be paid, and so are not to be had before the term ends.</summary>
    public static IReadOnlyList<Upgrade> TooSmall(Plans plans, Period? period, Amount least, DateTimeOffset now) =>
        [.. All(plans, period, now).Where(upgrade => least.Currency == upgrade.Amount.Currency && upgrade.Amount.Minor < least.Minor)];

    private static IEnumerable<Upgrade> All(Plans plans, Period? period, DateTimeOffset now)
    {
        if (period is null || period.UntilAt <= now.ToUnixTimeMilliseconds())
        {
            return [];
        }

        var end = DayOf(period.UntilAt);
        var (rest, days) = (end - DayOf(now.ToUnixTimeMilliseconds()), end - DayOf(period.TermFromAt));
        return from plan in plans.All
               where plan.Price(period.Term) is { } price && price.Currency == period.Currency && price.Minor > period.Worth
               let minor = (long)((Int128)(plan.Price(period.Term)!.Value.Minor - period.Worth) * rest / days)
               select new Upgrade(plan, period, new Amount(minor, period.Currency), rest, days);
    }

    private static int DayOf(long time) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime).DayNumber;
}
