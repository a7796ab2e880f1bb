using System.Globalization;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>What the page of plans and payments shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Path">Its address, to which orders are posted.</param>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Plan">The plan that holds.</param>
/// <param name="Until">For how long.</param>
/// <param name="Used">Events of this month.</param>
/// <param name="Limit">Of how many.</param>
/// <param name="Percent">How much of it that is; null: there is no limit.</param>
/// <param name="Forecast">What the month will come to.</param>
/// <param name="Begin">When what is paid now begins.</param>
/// <param name="Provider">Who takes the money.</param>
/// <param name="Choices">What can be paid for.</param>
/// <param name="Back">The organisation's page.</param>
public sealed record BillingPage(
    Frame Frame, string Path, string Organisation, Form Form, string Plan, string Until, string Used, string Limit, int? Percent, string Forecast, string Begin, string Provider,
    IReadOnlyList<PlanChoice> Choices, string Back)
{
    private const int Whole = 100;

    /// <summary>How the subscription stands, in a word.</summary>
    public string Standing { get; init; } = "";

    /// <summary>That the limit is passed too often, and what follows; null: it isn't.</summary>
    public string? Warning { get; init; }

    /// <summary>Where to post that nothing is to follow, or that something is; null: nothing is paid.</summary>
    public string? EndPath { get; init; }

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>What is said of upgrades that cost too little to be paid.</summary>
    public IReadOnlyList<string> TooSmall { get; init; } = [];

    /// <summary>Whether the card that is paid with can be kept, to renew by itself.</summary>
    public bool CanKeepCard { get; init; }

    /// <summary>The card that is kept; null: none is.</summary>
    public BillingCard? Card { get; init; }

    /// <summary>What was ordered, the newest first.</summary>
    public IReadOnlyList<BillingLine> Orders { get; init; } = [];

    /// <summary>What was invoiced, the newest first.</summary>
    public IReadOnlyList<BillingLine> Invoices { get; init; } = [];

    /// <summary>What was given back, the newest first.</summary>
    public IReadOnlyList<BillingLine> CreditNotes { get; init; } = [];

    /// <summary>Who pays.</summary>
    internal IEnumerable<FieldModel> BuyerFields => BuyerForm.Fields(Form);

    internal static BillingPage Of(
        Frame frame, string path, Organisation organisation, Form form, Plans plans, string provider, Plan? trial, long? trialUntil, Period? current,
        Period? last, (long? OverSince, long? LockedAt) over, IReadOnlyList<Upgrade> upgrades, long used, Cycle cycle, long limit, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        var begins = last is not null && time < last.UntilAt + last.GraceMs ? last.UntilAt : time;
        return new BillingPage(
            frame, path, organisation.Name, form, current?.Title ?? (trialUntil is null ? plans.Free : trial ?? plans.Free).Title, Holds(current, last, trialUntil, time),
            Number(used), limit == 0 ? "without a limit" : $"of {Number(limit)}", limit == 0 ? null : (int)Math.Min(Whole, used * Whole / limit), Expected(used, cycle, now),
            begins <= time ? "It begins when it is paid." : $"A term, also of a smaller plan, begins on {Dates.Day(begins)}, when what is paid ends.", provider,
            [.. upgrades.Select(Of), .. plans.All.SelectMany(Of)], string.Create(CultureInfo.InvariantCulture, $"/organisations/{organisation.Id}"))
        {
            Standing = Standings.Word(Standings.Of(current, trialUntil, over.LockedAt is not null, last?.UntilAt, time)),
            Warning = over switch
            {
                (_, not null) => "You had more events than your plan is for, in two months in a row, and your dashboards are locked. "
                    + "A larger plan opens them, and so does a month within the limit.",
                ({ } since, null) => "You had more events than your plan is for, in two months in a row. "
                    + $"Choose a larger plan until {Dates.Day(since + (long)Restrictions.Grace.TotalMilliseconds)}, or your dashboards are locked then.",
                _ => null,
            },
            EndPath = last?.UntilAt > time ? path + (last.CancelledAt is null ? "/cancel" : "/keep") : null,
            IsCancelled = last?.CancelledAt is not null,
        };
    }

    private static string Holds(Period? current, Period? last, long? trialUntil, long now) =>
        current is null ? trialUntil is { } until ? $"On trial until {Dates.Day(until)}." : "You pay for no plan."
        : current.UntilAt <= now ? $"It ended on {Dates.Day(current.UntilAt)} and holds until {Dates.Day(current.UntilAt + current.GraceMs)}: pay to keep it."
        : last!.UntilAt > current.UntilAt
            ? $"Until {Dates.Day(current.UntilAt)}; what follows is paid until {Dates.Day(last.UntilAt)}{(last.CancelledAt is null ? "" : ", and ends then")}."
        : current.CancelledAt is null ? $"Paid until {Dates.Day(current.UntilAt)}."
        : $"Paid until {Dates.Day(current.UntilAt)}, and ends then.";

    private static PlanChoice Of(Upgrade upgrade) => new(
        $"{Upgrade.Prefix}:{upgrade.Plan.Name}", $"{upgrade.Plan.Title} now, {upgrade.Amount} until {Dates.Day(upgrade.Period.UntilAt)}",
        $"In the place of {upgrade.Period.Title}, for the rest of the term: {upgrade.RestDays} of its {upgrade.Days} days. {Meaning(upgrade.Plan)}");

    internal static string Says(Upgrade upgrade, Amount least) =>
        $"{upgrade.Plan.Title} comes to {upgrade.Amount} for the rest of the term. Less than {least} can't be paid at once, "
        + $"so it can be had from {Dates.Day(upgrade.Period.UntilAt)} on, when the term ends. Nothing is charged for it before.";

    /// <summary>An order's status as its owner reads it.</summary>
    internal static string Word(string status) => status switch
    {
        OrderStatus.Paid => "Paid",
        OrderStatus.Review or OrderStatus.Mismatch => "Being looked at",
        OrderStatus.Created or OrderStatus.Pending => "Waiting",
        OrderStatus.Cancelled => "Cancelled",
        _ => "Not paid",
    };

    private static IEnumerable<PlanChoice> Of(Plan plan) => Enum.GetValues<Term>().Where(term => plan.Price(term) is not null).Select(term => new PlanChoice(
        $"{plan.Name}:{Terms.Name(term)}", $"{plan.Title}, {plan.Price(term)} a {Terms.Name(term)}", Meaning(plan)));

    private static string Meaning(Plan plan) =>
        (plan.MonthlyEvents == 0 ? "Events without a limit."
        : $"{Number(plan.MonthlyEvents)} events a month; " + (plan.Quota == OrganisationQuota.Block ? "what goes beyond isn't counted." : "what goes beyond is counted too."))
        + Places(plan);

    private static string Places(Plan plan)
    {
        string[] parts =
        [
            .. plan.Sites > 0 ? [Count(plan.Sites, "site")] : Array.Empty<string>(), .. plan.Members > 0 ? [Count(plan.Members, "member")] : Array.Empty<string>(),
            .. plan.RetentionMonths > 0 ? [$"events are kept for {Count(plan.RetentionMonths, "month")}"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : $" {char.ToUpperInvariant(parts[0][0])}{string.Join(", ", parts)[1..]}.";
    }

    private static string Count(int number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    private static string Expected(long used, Cycle cycle, DateTimeOffset now)
    {
        var days = cycle.Until.DayNumber - cycle.From.DayNumber;
        var gone = Math.Max((now - new DateTimeOffset(cycle.From, TimeOnly.MinValue, TimeSpan.Zero)).TotalDays, 1);
        return string.Create(
            CultureInfo.InvariantCulture, $"{cycle.From:d MMMM} to {cycle.Until.AddDays(-1):d MMMM yyyy} (UTC). At this pace {Number((long)(used / gone * days))} by its end.");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>A plan and a term.</summary>
public sealed record PlanChoice(string Value, string Title, string Meaning);

/// <summary>An order or an invoice in a list.</summary>
public sealed record BillingLine(string What, string Day, string Amount, string Status, string Path);
