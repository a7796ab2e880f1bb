using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// What organisations may use by the plan that they pay for. It stands between what the operator has set for one
/// (<see cref="OrganisationQuota"/>), which goes first, and what all others have.
/// </summary>
public sealed class OrganisationPlans(RelationalStore store, SitesOptions options)
{
    internal const string Limit = "coalesce(monthly_events, case when @HasPlans then plan_monthly_events end, @MonthlyEvents)";

    /// <summary>Has other transactions that do the same wait until this one ends.</summary>
    /// <returns>False: there is no such organisation any more.</returns>
    public static async Task<bool> LockAsync(DbTransaction transaction, long organisationId) => await transaction.Connection!.ExecuteAsync(
        "update organisations set name = name where id = @organisationId", new { organisationId }, transaction) == 1;

    /// <summary>Sets what it may use; a running server follows within a minute.</summary>
    public static Task SetAsync(DbTransaction transaction, long organisationId, long monthlyEvents, string quota) => transaction.Connection!.ExecuteAsync(
        "update organisations set plan_monthly_events = @monthlyEvents, plan_quota = @quota, trial_until = null where id = @organisationId",
        new { organisationId, monthlyEvents, quota }, transaction);

    /// <summary>Takes it back to what organisations have that pay for nothing.</summary>
    public static Task ClearAsync(DbTransaction transaction, long organisationId) => transaction.Connection!.ExecuteAsync(
        "update organisations set plan_monthly_events = null, plan_quota = null where id = @organisationId", new { organisationId }, transaction);

    /// <summary>Puts organisations on trial that are as young and have no plan.</summary>
    /// <param name="now">In milliseconds since 1970.</param>
    /// <param name="length">How long a trial is, from the day on which an organisation was made.</param>
    /// <param name="monthlyEvents">What it may use meanwhile.</param>
    /// <param name="quota">What happens past that.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task BeginTrialsAsync(long now, TimeSpan length, long monthlyEvents, string quota, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            """
            update organisations set plan_monthly_events = @monthlyEvents, plan_quota = @quota, trial_until = created_at + @ms
            where created_at + @ms > @now and plan_quota is null
            """,
            new { now, ms = (long)length.TotalMilliseconds, monthlyEvents, quota });
    }

    /// <summary>Ends trials whose time has come.</summary>
    public async Task EndTrialsAsync(long now, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update organisations set plan_monthly_events = null, plan_quota = null, trial_until = null where trial_until <= @now", new { now });
    }

    /// <summary>Until when an organisation is on trial; null: it isn't.</summary>
    public async Task<long?> TrialUntilAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>("select trial_until from organisations where id = @organisationId", new { organisationId });
    }

    /// <summary>What an organisation may use a month, all told; 0: no limit.</summary>
    public async Task<long> LimitOfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(
            "select " + Limit + " from organisations where id = @organisationId", new { organisationId, options.HasPlans, options.MonthlyEvents });
    }

    /// <summary>Organisations that have used as much of what they may use a month.</summary>
    /// <param name="month">The month, as a number: 202612.</param>
    /// <param name="percent">How much, at the least.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<OrganisationUse>> UsedAsync(int month, int percent, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<OrganisationUse>(
            "select id as OrganisationId, events, " + Limit + " as MonthlyEvents, coalesce(quota, case when @HasPlans then plan_quota end, @Quota) = 'block' as Blocks\n"
            + "from organisations join usage on organisation_id = id where month = @month and " + Limit + " > 0 and events * 100 >= " + Limit + " * @percent order by id",
            new { month, percent, options.HasPlans, options.MonthlyEvents, options.Quota })).AsList();
    }
}
