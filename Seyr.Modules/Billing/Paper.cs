namespace Seyr.Billing;

/// <summary>What stands on an invoice or a credit note.</summary>
/// <param name="Title">What it is, and its number.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Seller">By whom.</param>
/// <param name="Buyer">For whom.</param>
/// <param name="Line">What for.</param>
/// <param name="Amount">How much.</param>
/// <param name="Foot">What stands below it.</param>
public sealed record Paper(string Title, long IssuedAt, string Seller, string Buyer, string Line, string Amount, string Foot)
{
    /// <summary>The day on which it was issued.</summary>
    public string Day => Dates.Day(IssuedAt);
}
