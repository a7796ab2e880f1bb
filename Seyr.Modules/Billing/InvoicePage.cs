using Seyr.Web;

namespace Seyr.Billing;

/// <summary>What the page of an invoice or a credit note shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Title">What it is, and its number.</param>
/// <param name="Day">When it was issued.</param>
/// <param name="Seller">By whom.</param>
/// <param name="Buyer">For whom.</param>
/// <param name="Line">What for.</param>
/// <param name="Amount">How much.</param>
/// <param name="Foot">What stands below it.</param>
/// <param name="Back">The organisation's page of plans.</param>
/// <param name="Credited">Credit notes of an invoice.</param>
public sealed record InvoicePage(
    Frame Frame, string Title, string Day, string Seller, string Buyer, string Line, string Amount, string Foot, string Back, IReadOnlyList<BillingLine> Credited);
