namespace Seyr.Billing;

/// <summary>A provider's answer.</summary>
/// <param name="Verdict">In short.</param>
/// <param name="Payment">What it says was paid; only with <see cref="Verdict.Paid"/>.</param>
internal sealed record Told(Verdict Verdict, ToldPayment? Payment = null)
{
    /// <summary>No answer.</summary>
    public static readonly Told Unavailable = new(Verdict.Unavailable);
}

/// <summary>A payment as its provider tells of it.</summary>
/// <param name="TransactionId">Our id of the order.</param>
/// <param name="ValidationId">The provider's id of the payment.</param>
/// <param name="BankTransactionId">The bank's.</param>
/// <param name="Amount">In the currency that was asked for; null: it could not be read exactly.</param>
/// <param name="IsRisky">Whether the provider wants a person to look at it first.</param>
/// <param name="Method">By which card or wallet.</param>
/// <param name="Card">The card, where it was asked to be charged again; null: it can't be.</param>
internal sealed record ToldPayment(
    string TransactionId, string ValidationId, string BankTransactionId, Amount? Amount, bool IsRisky, string Method, KeptCard? Card = null);
