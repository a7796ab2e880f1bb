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
        long? paidUntil, long used, long limit, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        var isOver = current is not null && current.UntilAt <= time;
        var begins = paidUntil is { } end && time < end + (long)Periods.Grace.TotalMilliseconds ? end : time;
        return new BillingPage(
            frame, path, organisation.Name, form, current?.Title ?? (trialUntil is null ? plans.Free : trial ?? plans.Free).Title,
            current is null ? trialUntil is { } last ? $"On trial until {Dates.Day(last)}." : "You pay for no plan."
            : isOver ? $"It ended on {Dates.Day(current.UntilAt)} and holds until {Dates.Day(current.UntilAt + (long)Periods.Grace.TotalMilliseconds)}: pay to keep it."
            : paidUntil > current.UntilAt ? $"Until {Dates.Day(current.UntilAt)}; what follows is paid until {Dates.Day(paidUntil.Value)}."
            : $"Paid until {Dates.Day(current.UntilAt)}.",
            Number(used), limit == 0 ? "without a limit" : $"of {Number(limit)}", limit == 0 ? null : (int)Math.Min(Whole, used * Whole / limit), Expected(used, now),
            begins <= time ? "It begins when it is paid." : $"It begins on {Dates.Day(begins)}, when what is paid ends.", provider,
            [.. plans.All.SelectMany(Of)], string.Create(CultureInfo.InvariantCulture, $"/organisations/{organisation.Id}"));
    }

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
        $"{plan.Name}:{Terms.Name(term)}", $"{plan.Title}, {plan.Price(term)} a {Terms.Name(term)}",
        plan.MonthlyEvents == 0 ? "Events without a limit."
        : $"{Number(plan.MonthlyEvents)} events a month; " + (plan.Quota == OrganisationQuota.Block ? "what goes beyond isn't counted." : "what goes beyond is counted too.")));

    private static string Expected(long used, DateTimeOffset now)
    {
        var days = DateTime.DaysInMonth(now.Year, now.Month);
        var gone = Math.Max((now - new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero)).TotalDays, 1);
        return $"At this pace {Number((long)(used / gone * days))} by the end of the month (UTC).";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>A plan and a term.</summary>
public sealed record PlanChoice(string Value, string Title, string Meaning);

/// <summary>An order or an invoice in a list.</summary>
public sealed record BillingLine(string What, string Day, string Amount, string Status, string Path);
