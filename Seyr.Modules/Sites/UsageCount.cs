namespace Seyr.Sites;

/// <summary>Events of an organisation on a UTC day.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Day">The day, as a number: 20261231. See <see cref="Usage.DayOf"/>.</param>
/// <param name="Events">How many: a total, or what is to be added to it.</param>
public sealed record UsageCount(long OrganisationId, int Day, long Events)
{
    /// <summary>One count an organisation and day, in an order that is the same for everybody.</summary>
    public static IReadOnlyList<UsageCount> Merge(IEnumerable<UsageCount> counts) =>
    [
        .. counts.GroupBy(static count => (count.OrganisationId, count.Day))
            .Select(static group => new UsageCount(group.Key.OrganisationId, group.Key.Day, group.Sum(static count => count.Events)))
            .OrderBy(static count => count.OrganisationId).ThenBy(static count => count.Day),
    ];
}
