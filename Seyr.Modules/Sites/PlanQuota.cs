namespace Seyr.Sites;

/// <summary>What an organisation may use a month.</summary>
public sealed class PlanQuota
{
    /// <summary>The organisation.</summary>
    public long OrganisationId { get; set; }

    /// <summary>How many events; 0: no limit.</summary>
    public long MonthlyEvents { get; set; }

    /// <summary>Whether what goes beyond isn't counted.</summary>
    public bool Blocks { get; set; }

    /// <summary>When its subscription began, by which its months are counted; null: by the calendar.</summary>
    public long? Anchor { get; set; }
}
