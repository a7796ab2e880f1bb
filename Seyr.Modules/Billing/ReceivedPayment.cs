namespace Seyr.Billing;

/// <summary>Money that came in for an order.</summary>
/// <param name="ValidationId">The provider's id of the payment.</param>
/// <param name="BankTransactionId">The bank's.</param>
/// <param name="Amount">How much; null: it could not be read.</param>
/// <param name="Method">By which card or wallet.</param>
/// <param name="IsTaken">Whether it is what the order was paid with.</param>
internal sealed record ReceivedPayment(string ValidationId, string BankTransactionId, Amount? Amount, string Method, bool IsTaken);
