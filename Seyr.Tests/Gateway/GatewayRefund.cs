namespace Seyr.Gateway;

/// <summary>Money that the gateway gives back.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="BankTransactionId">Of which payment.</param>
/// <param name="Amount">How much.</param>
internal sealed record GatewayRefund(GatewaySession Session, string BankTransactionId, string Amount);
