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
    /// <summary>A month has no more of them behind its first.</summary>
    internal const int MostDays = 30;

    internal const string Limit = "coalesce(monthly_events, case when @HasPlans then plan_monthly_events end, @MonthlyEvents)";

    private const string Columns =
        """
        plan_title = @Title, plan_monthly_events = @MonthlyEvents, plan_quota = @Quota, plan_sites = @Sites, plan_members = @Members, plan_retention = @RetentionMonths
        """;

    private const string NoColumns =
        "plan_title = null, plan_monthly_events = null, plan_quota = null, plan_sites = null, plan_members = null, plan_retention = null, plan_anchor = null";

    private const string QuotaColumns =
        "select id as OrganisationId, " + Limit + " as MonthlyEvents, coalesce(quota, case when @HasPlans then plan_quota end, @Quota) = 'block' as Blocks,\n"
        + "case when @HasPlans then plan_anchor end as Anchor\n";

    /// <summary>Has other transactions that do the same wait until this one ends.</summary>
    /// <returns>False: there is no such organisation any more.</returns>
    public static async Task<bool> LockAsync(DbTransaction transaction, long organisationId) => await transaction.Connection!.ExecuteAsync(
        "update organisations set name = name where id = @organisationId", new { organisationId }, transaction) == 1;

    /// <summary>Sets what it may use; a running server follows within a minute.</summary>
    /// <param name="transaction">In which it is set.</param>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="plan">What it may use.</param>
    /// <param name="anchor">When the subscription began, by which its months are counted; in milliseconds since 1970.</param>
    public static Task SetAsync(DbTransaction transaction, long organisationId, PlanTerms plan, long anchor) => transaction.Connection!.ExecuteAsync(
        "update organisations set " + Columns + ", plan_anchor = @anchor, trial_until = null where id = @organisationId",
        new { organisationId, anchor, plan.Title, plan.MonthlyEvents, plan.Quota, plan.Sites, plan.Members, plan.RetentionMonths }, transaction);

    /// <summary>Takes it back to what organisations have that pay for nothing.</summary>
    public static Task ClearAsync(DbTransaction transaction, long organisationId) => transaction.Connection!.ExecuteAsync(
        "update organisations set " + NoColumns + " where id = @organisationId", new { organisationId }, transaction);

    /// <summary>Puts organisations on trial that are as young and have no plan.</summary>
    /// <param name="now">In milliseconds since 1970.</param>
    /// <param name="length">How long a trial is, from the day on which an organisation was made.</param>
    /// <param name="plan">What it may use meanwhile.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task BeginTrialsAsync(long now, TimeSpan length, PlanTerms plan, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update organisations set " + Columns + ", plan_anchor = created_at, trial_until = created_at + @ms where created_at + @ms > @now and plan_quota is null",
            new { now, ms = (long)length.TotalMilliseconds, plan.Title, plan.MonthlyEvents, plan.Quota, plan.Sites, plan.Members, plan.RetentionMonths });
    }

    /// <summary>Ends trials whose time has come.</summary>
    public async Task EndTrialsAsync(long now, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update organisations set " + NoColumns + ", trial_until = null where trial_until <= @now", new { now });
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

    /// <summary>What an organisation may use a month, all told, and by which months that is counted; null: there is no such organisation.</summary>
    public async Task<PlanQuota?> QuotaOfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<PlanQuota>(
            QuotaColumns + "from organisations where id = @organisationId", new { organisationId, options.HasPlans, options.MonthlyEvents, options.Quota });
    }

    /// <summary>The month of an organisation's use that a moment is in.</summary>
    public async Task<Cycle> CycleOfAsync(long organisationId, DateTimeOffset now, CancellationToken cancel) =>
        Cycle.Of((await QuotaOfAsync(organisationId, cancel))?.Anchor, now);

    /// <summary>Organisations that have used as much of what they may use in their present month.</summary>
    /// <param name="now">The present.</param>
    /// <param name="percent">How much, at the least.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<OrganisationUse>> UsedAsync(DateTimeOffset now, int percent, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        // Those that come near by the last days at all; few, so that their own month is asked for one by one.
        var candidates = await connection.QueryAsync<PlanQuota>(
            QuotaColumns
            + "from organisations join (select organisation_id, sum(events) as events from usage where day >= @since group by organisation_id) as late on organisation_id = id\n"
            + "where " + Limit + " > 0 and events * 100 >= " + Limit + " * @percent order by id",
            new { since = Usage.DayOf(now.AddDays(-MostDays).ToUnixTimeSeconds()), percent, options.HasPlans, options.MonthlyEvents, options.Quota });
        var found = new List<OrganisationUse>();
        foreach (var each in candidates)
        {
            var cycle = Cycle.Of(each.Anchor, now);
            var events = await Usage.OfAsync(connection, each.OrganisationId, cycle.First, cycle.Last);
            if (events * 100 >= each.MonthlyEvents * percent)
            {
                found.Add(new OrganisationUse(each.OrganisationId, events, each.MonthlyEvents, each.Blocks, cycle));
            }
        }

        return found;
    }
}
