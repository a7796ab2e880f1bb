namespace Seyr.Billing;

/// <summary>What asking about an order has shown.</summary>
/// <param name="Verdict">In short.</param>
/// <param name="Payment">What was paid, in so far as it is this order's; null: nothing is known of it.</param>
internal sealed record Finding(Verdict Verdict, ToldPayment? Payment)
{
    /// <summary>Whether a person has to look at a payment first.</summary>
    public static bool IsHeld(Order order, ToldPayment payment) => payment.IsRisky && !order.IsAccepted;

    /// <summary>Why a payment is not what was ordered; null: it is.</summary>
    public static string? Mismatch(Order order, ToldPayment payment) =>
        payment.TransactionId != order.TransactionId ? "The provider names another order."
        : payment.Amount is not { } amount ? "The provider's amount can't be read."
        : amount != order.Amount ? $"{amount} was paid for an order of {order.Amount}."
        : payment.ValidationId.Length == 0 || payment.BankTransactionId.Length == 0 ? "The provider names no payment."
        : null;
}
