namespace Seyr.Gateway;

/// <summary>One try to pay a session.</summary>
/// <param name="Status">VALID, FAILED, CANCELLED.</param>
/// <param name="ValidationId">Empty: it isn't valid.</param>
/// <param name="BankTransactionId">The bank's id.</param>
internal sealed record GatewayAttempt(string Status, string ValidationId, string BankTransactionId)
{
    private int validations;

    /// <summary>The first time VALID, then VALIDATED.</summary>
    public string NextWord() => Status != "VALID" ? Status : Interlocked.Increment(ref validations) == 1 ? "VALID" : "VALIDATED";
}
