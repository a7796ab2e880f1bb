using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>What an organisation may have, and for how much.</summary>
/// <param name="Name">What it is known by.</param>
/// <param name="Title">What people read.</param>
/// <param name="MonthlyEvents">Events a month (UTC); 0: no limit.</param>
/// <param name="Quota">What happens past them, as <see cref="Sites.OrganisationQuota"/> has it.</param>
/// <param name="PerMonth">What a month costs; null: it isn't sold by the month.</param>
/// <param name="PerYear">What a year costs; null: it isn't sold by the year.</param>
internal sealed record Plan(string Name, string Title, long MonthlyEvents, string Quota, Amount? PerMonth, Amount? PerYear)
{
    /// <summary>Sites; 0: no limit.</summary>
    public int Sites { get; init; }

    /// <summary>People, those of single sites included; 0: no limit.</summary>
    public int Members { get; init; }

    /// <summary>For how many whole months events are kept; 0: as long as the server keeps any.</summary>
    public int RetentionMonths { get; init; }

    /// <summary>What it lets an organisation have.</summary>
    public PlanTerms Allows => new(Title, MonthlyEvents, Quota, Sites, Members, RetentionMonths);

    /// <summary>Whether it is had without paying.</summary>
    public bool IsFree => PerMonth is null && PerYear is null;

    /// <summary>What a term of it costs; null: it isn't sold for that long.</summary>
    public Amount? Price(Term term) => term == Term.Year ? PerYear : PerMonth;
}
