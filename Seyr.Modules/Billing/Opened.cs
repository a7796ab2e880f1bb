namespace Seyr.Billing;

/// <summary>What became of asking for a payment page.</summary>
/// <param name="SessionKey">The provider's id of it.</param>
/// <param name="Page">Where the customer pays; null: there is none.</param>
/// <param name="Refusal">Why there is none, in the provider's words; null: it did not answer, so there may be one all the same.</param>
internal sealed record Opened(string SessionKey, Uri? Page, string? Refusal)
{
    /// <summary>It did not answer in a way that can be understood.</summary>
    public static readonly Opened Unavailable = new("", null, null);
}
