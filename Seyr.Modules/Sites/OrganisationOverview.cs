using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>All organisations, for whoever runs the server for them.</summary>
public sealed class OrganisationOverview(RelationalStore store, SitesOptions options)
{
    private const int MaxShown = 200;

    /// <summary>Those that have used the most lately, with what they have used of their present month.</summary>
    public async Task<IReadOnlyList<OrganisationSummary>> MostUsedAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var found = (await connection.QueryAsync<OrganisationSummary>(
            "select organisations.id, name, cast(coalesce(events, 0) as bigint) as Events, trial_until as TrialUntil, plan_anchor as Anchor,\n"
            + OrganisationPlans.Limit + " as MonthlyEvents,\n"
            + "(select count(*) from sites where sites.organisation_id = organisations.id) as Sites\n"
            + "from organisations left join (select organisation_id, sum(events) as events from usage where day >= @since group by organisation_id) as late\n"
            + "on late.organisation_id = organisations.id\n"
            + "order by coalesce(events, 0) desc, organisations.id limit @limit",
            new { since = Usage.DayOf(now.AddDays(-OrganisationPlans.MostDays).ToUnixTimeSeconds()), limit = MaxShown, options.HasPlans, options.MonthlyEvents })).AsList();
        foreach (var each in found)
        {
            var cycle = Cycle.Of(options.HasPlans ? each.Anchor : null, now);
            each.Events = await Usage.OfAsync(connection, each.Id, cycle.First, cycle.Last);
        }

        return [.. found.OrderByDescending(static each => each.Events).ThenBy(static each => each.Id)];
    }
}
