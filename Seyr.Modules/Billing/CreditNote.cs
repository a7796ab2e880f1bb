using System.Globalization;

namespace Seyr.Billing;

/// <summary>What stands on a credit note: all of it as it was on that day.</summary>
internal sealed class CreditNote
{
    public long Id { get; set; }

    public int Year { get; set; }

    public long Number { get; set; }

    /// <summary>Which invoice it takes back, in whole or in part.</summary>
    public long InvoiceId { get; set; }

    public long RefundId { get; set; }

    public long OrganisationId { get; set; }

    public long IssuedAt { get; set; }

    public string Seller { get; set; } = "";

    public string Buyer { get; set; } = "";

    public string Line { get; set; } = "";

    public string Reason { get; set; } = "";

    public long Minor { get; set; }

    public string Currency { get; set; } = "";

    /// <summary>Its number as people write it: unlike any invoice's.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{CreditNotes.Prefix}{Year}-{Number:000000}");

    public Amount Amount => new(Minor, Currency);
}
