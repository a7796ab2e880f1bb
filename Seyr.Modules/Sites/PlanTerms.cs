namespace Seyr.Sites;

/// <summary>What a plan lets an organisation have.</summary>
/// <param name="Title">The plan's name, as people read it.</param>
/// <param name="MonthlyEvents">Events a month; 0: no limit.</param>
/// <param name="Quota">What happens past them, as <see cref="OrganisationQuota"/> has it.</param>
/// <param name="Sites">Sites; 0: no limit.</param>
/// <param name="Members">People, those of single sites included; 0: no limit.</param>
/// <param name="RetentionMonths">For how many whole months events are kept; 0: for ever.</param>
public sealed record PlanTerms(string Title, long MonthlyEvents, string Quota, int Sites = 0, int Members = 0, int RetentionMonths = 0);
