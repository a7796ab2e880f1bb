using Seyr.Web;

namespace Seyr.Billing;

/// <summary>What the page of an invoice or a credit note shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Paper">What stands on it.</param>
/// <param name="Pdf">Where it is had as a file; empty: it has letters that no font here has.</param>
/// <param name="Back">The organisation's page of plans.</param>
/// <param name="Credited">Credit notes of an invoice.</param>
public sealed record InvoicePage(Frame Frame, Paper Paper, string Pdf, string Back, IReadOnlyList<BillingLine> Credited);
