namespace Seyr.Sites;

/// <summary>An organisation, and what it has used of a month.</summary>
public sealed class OrganisationSummary
{
    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>How many events it has used.</summary>
    public long Events { get; set; }

    /// <summary>Of how many; 0: no limit.</summary>
    public long MonthlyEvents { get; set; }

    /// <summary>Until when it is on trial; null: it isn't.</summary>
    public long? TrialUntil { get; set; }

    /// <summary>When its subscription began, by which its months are counted; null: by the calendar.</summary>
    public long? Anchor { get; set; }

    /// <summary>How many sites it has.</summary>
    public long Sites { get; set; }
}
