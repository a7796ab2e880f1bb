using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>The funnels of sites. What is removed can be brought back for a day.</summary>
public sealed class SiteFunnels(RelationalStore store, SiteGoals goals, TimeProvider clock)
{
    /// <summary>A funnel has at least this many steps,</summary>
    public const int MinSteps = 2;

    /// <summary>and at most this many.</summary>
    public const int MaxSteps = 8;

    private const int MaxNameLength = 120;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>A site's funnels, by name.</summary>
    public async Task<IReadOnlyList<SiteFunnel>> OfAsync(long siteId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var funnels = await connection.QueryAsync<Named>("select id, name from funnels where site_id = @siteId and removed_at is null order by lower(name), name", new { siteId });
        var steps = (await connection.QueryAsync<Step>(
            """
            select funnel_id as FunnelId, step as Number, goal_id as GoalId
            from funnel_steps join funnels on funnels.id = funnel_id where site_id = @siteId order by funnel_id, step
            """,
            new { siteId })).ToLookup(static step => step.FunnelId);
        var known = (await goals.OfAsync(siteId, cancel)).ToDictionary(static goal => goal.Id);
        return [.. funnels.Select(funnel => new SiteFunnel(funnel.Id, funnel.Name, [.. steps[funnel.Id].Select(step => known[step.GoalId])]))];
    }

    /// <summary>Adds a funnel of two to eight of the site's goals.</summary>
    /// <returns>Its number; null: the site has one of this name, too many, or lacks a goal.</returns>
    public Task<long?> AddAsync(long siteId, string name, IReadOnlyList<long> goalIds, CancellationToken cancel) => WriteAsync(
        siteId, name, goalIds,
        """
        insert into funnels (site_id, name, created_at)
        select @siteId, @name, @now where (select count(*) from funnels where site_id = @siteId) < @most
        on conflict (site_id, name) do nothing
        returning id
        """,
        0, cancel);

    /// <summary>Gives a funnel another name and other steps.</summary>
    /// <returns>False: the site has no such funnel, another one of this name, or lacks a goal.</returns>
    public async Task<bool> SaveAsync(long siteId, long id, string name, IReadOnlyList<long> goalIds, CancellationToken cancel) => await WriteAsync(
        siteId, name, goalIds,
        """
        update funnels set name = @name where site_id = @siteId and id = @id and removed_at is null
            and not exists (select 1 from funnels as other where other.site_id = @siteId and other.name = @name and other.id <> @id)
        returning id
        """,
        id, cancel) is not null;

    /// <summary>Removes a funnel, so that it can be brought back; its goals stay.</summary>
    /// <returns>False: the site has no such funnel.</returns>
    public async Task<bool> RemoveAsync(long siteId, long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "delete from funnels where site_id = @siteId and removed_at < @then", new { siteId, then = Now() - (long)KeptFor.TotalMilliseconds });
        return await connection.ExecuteAsync(
            "update funnels set removed_at = @now where site_id = @siteId and id = @id and removed_at is null", new { siteId, id, now = Now() }) > 0;
    }

    /// <summary>Brings one back.</summary>
    /// <returns>False: it has gone for good, or lacks a goal.</returns>
    public async Task<bool> RestoreAsync(long siteId, long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            """
            update funnels set removed_at = null where site_id = @siteId and id = @id and removed_at is not null
                and not exists (select 1 from funnel_steps join goals on goals.id = goal_id where funnel_id = funnels.id and goals.removed_at is not null)
            """,
            new { siteId, id }) > 0;
    }

    private async Task<long?> WriteAsync(long siteId, string name, IReadOnlyList<long> goalIds, string statement, long saved, CancellationToken cancel)
    {
        if (goalIds.Count is < MinSteps or > MaxSteps || name.Trim().Length is 0 or > MaxNameLength)
        {
            return null;
        }

        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var row = new { siteId, id = saved, name = name.Trim(), now = Now(), most = SiteGoals.MaxGoals };
        // One that was removed gives its name away.
        await connection.ExecuteAsync("delete from funnels where site_id = @siteId and name = @name and removed_at is not null", row, transaction);
        if (await connection.ExecuteScalarAsync<long?>(statement, row, transaction) is not { } id || !await WriteStepsAsync(transaction, siteId, id, goalIds))
        {
            return null;
        }

        await transaction.CommitAsync(cancel);
        return id;
    }

    private static async Task<bool> WriteStepsAsync(DbTransaction transaction, long siteId, long id, IReadOnlyList<long> goalIds)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync("delete from funnel_steps where funnel_id = @id", new { id }, transaction);
        for (var step = 0; step < goalIds.Count; step++)
        {
            var added = await connection.ExecuteAsync(
                "insert into funnel_steps (funnel_id, step, goal_id) select @id, @step, goals.id from goals where site_id = @siteId and goals.id = @goalId and removed_at is null",
                new { id, step, siteId, goalId = goalIds[step] },
                transaction);
            if (added == 0)
            {
                return false;
            }
        }

        return true;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal sealed class Named
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";
    }

    internal sealed class Step
    {
        public long FunnelId { get; set; }

        public int Number { get; set; }

        public long GoalId { get; set; }
    }
}
