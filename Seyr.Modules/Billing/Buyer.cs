namespace Seyr.Billing;

/// <summary>Who pays, as it was typed for the provider and for the invoice.</summary>
/// <param name="Name">Of a person or a company.</param>
/// <param name="Address">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="Postcode">Postcode.</param>
/// <param name="Country">Country.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="TaxId">What a tax office knows them by; empty: none.</param>
internal sealed record Buyer(string Name, string Address, string City, string Postcode, string Country, string Phone, string TaxId)
{
    /// <summary>Lines of an invoice.</summary>
    public string Lines => string.Join(
        '\n', new[] { Name, Address, $"{Postcode} {City}".Trim(), Country, TaxId.Length > 0 ? $"Tax id {TaxId}" : "" }.Where(static line => line.Length > 0));
}
