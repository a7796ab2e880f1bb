using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>All organisations, for whoever runs the server for them.</summary>
public sealed class OrganisationOverview(RelationalStore store, SitesOptions options)
{
    private const int MaxShown = 200;

    /// <summary>Those that have used the most of a month.</summary>
    /// <param name="month">The month, as a number: 202612.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<OrganisationSummary>> MostUsedAsync(int month, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<OrganisationSummary>(
            "select organisations.id, name, coalesce(events, 0) as Events, trial_until as TrialUntil, " + OrganisationPlans.Limit + " as MonthlyEvents,\n"
            + "(select count(*) from sites where sites.organisation_id = organisations.id) as Sites\n"
            + "from organisations left join usage on usage.organisation_id = organisations.id and month = @month\n"
            + "order by coalesce(events, 0) desc, organisations.id limit @limit",
            new { month, limit = MaxShown, options.HasPlans, options.MonthlyEvents })).AsList();
    }
}
