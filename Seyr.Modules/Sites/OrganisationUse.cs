namespace Seyr.Sites;

/// <summary>What an organisation has used of a month's events.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Events">How many it has used.</param>
/// <param name="MonthlyEvents">Of how many.</param>
/// <param name="Blocks">Whether what goes beyond isn't counted.</param>
/// <param name="Cycle">The month.</param>
public sealed record OrganisationUse(long OrganisationId, long Events, long MonthlyEvents, bool Blocks, Cycle Cycle);
