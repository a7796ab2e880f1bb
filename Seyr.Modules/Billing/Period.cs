namespace Seyr.Billing;

/// <summary>A time that was paid for.</summary>
internal sealed class Period
{
    public long OrderId { get; set; }

    public long OrganisationId { get; set; }

    /// <summary>When the first of the periods began that follow one another without a gap.</summary>
    public long AnchorAt { get; set; }

    /// <summary>Months from the anchor to this one's end.</summary>
    public int Months { get; set; }

    public long FromAt { get; set; }

    public long UntilAt { get; set; }

    /// <summary>The plan's title, of its order.</summary>
    public string Title { get; set; } = "";

    public long MonthlyEvents { get; set; }

    public string Quota { get; set; } = "";
}
