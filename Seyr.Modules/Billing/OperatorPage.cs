using Seyr.Web;

namespace Seyr.Billing;

/// <summary>What the operator's page shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="IsAsked">Whether providers are being asked.</param>
/// <param name="Held">Payments that need a person.</param>
/// <param name="Refunds">What is being given back.</param>
/// <param name="Orders">The last orders.</param>
/// <param name="Organisations">Those that use the most.</param>
public sealed record OperatorPage(
    Frame Frame, bool IsAsked, IReadOnlyList<BillingLine> Held, IReadOnlyList<BillingLine> Refunds, IReadOnlyList<BillingLine> Orders,
    IReadOnlyList<BooksLine> Organisations)
{
    /// <summary>An order's status as an operator reads it.</summary>
    internal static string Word(string status) => status switch
    {
        OrderStatus.Paid => "Paid",
        OrderStatus.Review => "Risky",
        OrderStatus.Mismatch => "Not as ordered",
        OrderStatus.Created or OrderStatus.Pending => "Waiting",
        OrderStatus.Refused => "Refused by the provider",
        OrderStatus.Failed => "Failed",
        OrderStatus.Cancelled => "Cancelled",
        _ => "Never paid",
    };

    /// <summary>A refund's.</summary>
    internal static string RefundWord(string status) => status switch
    {
        RefundStatus.Asked => "Asked for",
        RefundStatus.Initiated => "Under way",
        RefundStatus.Done => "Given back",
        RefundStatus.Refused => "Refused",
        _ => "Not clear",
    };
}
