using Seyr.Web;

namespace Seyr.Billing;

/// <summary>The fields in which whoever pays says who that is.</summary>
internal static class BuyerForm
{
    private const string Name = "name";
    private const string Address = "address";
    private const string City = "city";
    private const string Postcode = "postcode";
    private const string Country = "country";
    private const string Phone = "phone";
    private const string TaxId = "tax-id";

    /// <summary>As long as providers take them.</summary>
    private static readonly (string Field, string Label, string Autocomplete, int Length, bool IsOptional)[] All =
    [
        (Name, "Name on the invoice", "organization", 50, false), (Address, "Street and number", "street-address", 50, false),
        (City, "City", "address-level2", 50, false), (Postcode, "Postcode", "postal-code", 30, false), (Country, "Country", "country-name", 50, false),
        (Phone, "Telephone", "tel", 20, false), (TaxId, "Tax id (BIN, VAT)", "off", 50, true),
    ];

    public static Form Fill(Form form, Buyer? last, string organisation) => form
        .With(Name, last?.Name ?? Cut(organisation)).With(Address, last?.Address ?? "").With(City, last?.City ?? "")
        .With(Postcode, last?.Postcode ?? "").With(Country, last?.Country ?? "").With(Phone, last?.Phone ?? "").With(TaxId, last?.TaxId ?? "");

    public static Buyer Read(Form form)
    {
        foreach (var (field, _, _, length, isOptional) in All)
        {
            form.Check(field, text =>
                (text.Length == 0 && !isOptional) || text.Length > length ? $"{(isOptional ? "Up to" : "1 to")} {length} characters."
                : text.Any(char.IsControl) ? "One line." : null);
        }

        return new Buyer(form[Name], form[Address], form[City], form[Postcode], form[Country], form[Phone], form[TaxId]);
    }

    public static IEnumerable<FieldModel> Fields(Form form) =>
        All.Select(field => new FieldModel(form, field.Field, field.Label, Autocomplete: field.Autocomplete, IsOptional: field.IsOptional));

    private static string Cut(string text) => text.Length <= 50 ? text : text[..50];
}
