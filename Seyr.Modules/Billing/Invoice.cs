using System.Globalization;

namespace Seyr.Billing;

/// <summary>What stands on an invoice: all of it as it was on that day.</summary>
internal sealed class Invoice
{
    public long Id { get; set; }

    public int Year { get; set; }

    public long Number { get; set; }

    public long OrganisationId { get; set; }

    public long IssuedAt { get; set; }

    public string Seller { get; set; } = "";

    public string Buyer { get; set; } = "";

    public string Line { get; set; } = "";

    public long Minor { get; set; }

    public string Currency { get; set; } = "";

    public string Method { get; set; } = "";

    /// <summary>Its number as people write it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Year}-{Number:000000}");

    public Amount Amount => new(Minor, Currency);
}
