namespace Seyr.Billing;

/// <summary>A payment as an operator sees it.</summary>
/// <param name="Id">The bank's id.</param>
/// <param name="Amount">How much, by which card or wallet.</param>
/// <param name="Meaning">What it is to the order.</param>
/// <param name="Left">What may be given back of it, as a number; empty: nothing.</param>
public sealed record ReceivedLine(string Id, string Amount, string Meaning, string Left)
{
    internal static ReceivedLine Of(ReceivedPayment payment, IReadOnlyList<StoredRefund> refunds)
    {
        var given = refunds.Where(refund => refund.BankTransactionId == payment.BankTransactionId && refund.Status != RefundStatus.Refused).Sum(static refund => refund.Minor);
        var left = payment.Amount is { } amount && amount.Minor > given ? (amount with { Minor = amount.Minor - given }).ToNumber() : "";
        return new ReceivedLine(
            payment.BankTransactionId, $"{payment.Amount?.ToString() ?? "An amount that can't be read"} by {payment.Method}",
            payment.IsTaken ? "The order is paid with it" : "Not taken", left);
    }
}
