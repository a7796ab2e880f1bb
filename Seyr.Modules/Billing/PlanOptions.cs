using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>A plan as the configuration has it.</summary>
public sealed class PlanOptions
{
    /// <summary>What it is known by, for ever: what is paid for is stored under it.</summary>
    public string Name { get; set; } = "";

    /// <summary>What people read.</summary>
    public string Title { get; set; } = "";

    /// <summary>Events a month (UTC); 0: no limit.</summary>
    public long MonthlyEvents { get; set; }

    /// <summary>What happens past them: <c>soft</c> or <c>block</c>.</summary>
    public string Quota { get; set; } = "soft";

    /// <summary>Sites; 0: no limit.</summary>
    public int Sites { get; set; }

    /// <summary>People, those of single sites included; 0: no limit.</summary>
    public int Members { get; set; }

    /// <summary>For how many whole months events are kept; 0: as long as the server keeps any.</summary>
    public int RetentionMonths { get; set; }

    /// <summary>What a month costs, such as 990.00; empty: it isn't sold by the month.</summary>
    public string PerMonth { get; set; } = "";

    /// <summary>What a year costs; empty: it isn't sold by the year.</summary>
    public string PerYear { get; set; } = "";

    /// <summary>What it lets an organisation have.</summary>
    public PlanTerms ToTerms() => new(Title, MonthlyEvents, Quota, Sites, Members, RetentionMonths);
}
