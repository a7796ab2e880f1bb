namespace Seyr.Billing;

/// <summary>A refund as an operator sees it.</summary>
/// <param name="Id">Our id of it.</param>
/// <param name="Amount">How much.</param>
/// <param name="Meaning">Why, by whom, when.</param>
/// <param name="Status">How far it is.</param>
/// <param name="IsUnclear">Whether a person has to say what became of it.</param>
public sealed record RefundLine(string Id, string Amount, string Meaning, string Status, bool IsUnclear)
{
    internal static RefundLine Of(StoredRefund refund) => new(
        refund.TransactionId, refund.Amount.ToString(), $"{refund.Reason} · {refund.AskedBy} · {Dates.Day(refund.AskedAt)}", OperatorPage.RefundWord(refund.Status),
        refund.Status == RefundStatus.Unclear);
}
