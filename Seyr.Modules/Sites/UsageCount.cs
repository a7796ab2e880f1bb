namespace Seyr.Sites;

/// <summary>Events of an organisation in a UTC month.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Month">The month, as a number: 202612. See <see cref="Usage.MonthOf"/>.</param>
/// <param name="Events">How many: a total, or what is to be added to it.</param>
public sealed record UsageCount(long OrganisationId, int Month, long Events)
{
    /// <summary>One count an organisation and month, in an order that is the same for everybody.</summary>
    public static IReadOnlyList<UsageCount> Merge(IEnumerable<UsageCount> counts) =>
    [
        .. counts.GroupBy(static count => (count.OrganisationId, count.Month))
            .Select(static group => new UsageCount(group.Key.OrganisationId, group.Key.Month, group.Sum(static count => count.Events)))
            .OrderBy(static count => count.OrganisationId).ThenBy(static count => count.Month),
    ];
}
