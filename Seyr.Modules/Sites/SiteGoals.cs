using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>The goals of sites. What is removed can be brought back for a day, with the funnels that went with it.</summary>
public sealed class SiteGoals(RelationalStore store, TimeProvider clock)
{
    /// <summary>A site has at most this many goals, and as many funnels.</summary>
    public const int MaxGoals = 200;

    private const int MaxNameLength = 120;
    private const int MaxTargetLength = 2_000;
    private const int MaxDepth = 100;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private const string Select = "select goals.id, site_id as SiteId, name, kind, target, depth from goals ";

    /// <summary>What is wrong with a goal; null: nothing.</summary>
    /// <returns>The field (<c>name</c>, <c>kind</c>, <c>target</c>, <c>depth</c>), and what it must be.</returns>
    public static (string Field, string Problem)? ProblemOf(SiteGoal goal) =>
        goal.Kind is not ("event" or "page" or "scroll") ? ("kind", "event, page or scroll.")
        : goal.Target.Trim().Length is 0 or > MaxTargetLength ? ("target", goal.Kind == "event" ? "An event's name, such as Signup." : "A page, such as /pricing or /blog/*.")
        : goal.Kind != "event" && goal.Target[0] is not ('/' or '*') ? ("target", "A page begins with a slash, such as /pricing or /blog/*.")
        : goal.Name.Trim().Length is 0 or > MaxNameLength ? ("name", $"1 to {MaxNameLength} characters.")
        : goal.Kind == "scroll" && goal.Depth is < 1 or > MaxDepth ? ("depth", $"1 to {MaxDepth} percent.")
        : null;

    /// <summary>A site's goals, by name.</summary>
    public async Task<IReadOnlyList<SiteGoal>> OfAsync(long siteId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SiteGoal>(Select + "where site_id = @siteId and removed_at is null order by lower(name), name", new { siteId })).AsList();
    }

    /// <summary>Adds a goal that has no <see cref="ProblemOf">problem</see>.</summary>
    /// <returns>Its number; null: the site has one of this name, or as many as it may have.</returns>
    public async Task<long?> AddAsync(SiteGoal goal, CancellationToken cancel)
    {
        var depth = goal.Kind == "scroll" ? goal.Depth : 0;
        var row = new { goal.SiteId, name = goal.Name.Trim(), goal.Kind, target = goal.Target.Trim(), depth, now = Now(), most = MaxGoals };
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // One that was removed gives its name away; its funnels go with it.
        await connection.ExecuteAsync(
            "delete from funnels where site_id = @SiteId and id in (select funnel_id from funnel_steps join goals on goals.id = goal_id "
            + "where site_id = @SiteId and name = @name and goals.removed_at is not null)",
            row, transaction);
        await connection.ExecuteAsync("delete from goals where site_id = @SiteId and name = @name and removed_at is not null", row, transaction);
        var id = await connection.ExecuteScalarAsync<long?>(
            """
            insert into goals (site_id, name, kind, target, depth, created_at)
            select @SiteId, @name, @Kind, @target, @depth, @now
            where (select count(*) from goals where site_id = @SiteId and removed_at is null) < @most
                and (select count(*) from goals where site_id = @SiteId) < 2 * @most
            on conflict (site_id, name) do nothing
            returning id
            """,
            row, transaction);
        await transaction.CommitAsync(cancel);
        return id;
    }

    /// <summary>Removes a goal, and the funnels that it is a step of, so that they can be brought back.</summary>
    /// <returns>False: the site has no such goal.</returns>
    public async Task<bool> RemoveAsync(long siteId, long id, CancellationToken cancel)
    {
        var now = Now();
        var row = new { siteId, id, now, then = now - (long)KeptFor.TotalMilliseconds };
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            "delete from funnels where site_id = @siteId and id in (select funnel_id from funnel_steps join goals on goals.id = goal_id "
            + "where goals.site_id = @siteId and goals.removed_at < @then)",
            row, transaction);
        await connection.ExecuteAsync("delete from goals where site_id = @siteId and removed_at < @then", row, transaction);
        var removed = await connection.ExecuteAsync("update goals set removed_at = @now where site_id = @siteId and id = @id and removed_at is null", row, transaction) > 0;
        if (removed)
        {
            await connection.ExecuteAsync(
                "update funnels set removed_at = @now where site_id = @siteId and removed_at is null and id in (select funnel_id from funnel_steps where goal_id = @id)",
                row, transaction);
        }

        await transaction.CommitAsync(cancel);
        return removed;
    }

    /// <summary>Brings one back, with those of its funnels that went with it and have all their other goals.</summary>
    /// <returns>False: it has gone for good.</returns>
    public async Task<bool> RestoreAsync(long siteId, long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            """
            update funnels set removed_at = null
            where site_id = @siteId and id in (select funnel_id from funnel_steps where goal_id = @id)
                and removed_at = (select removed_at from goals where id = @id)
                and not exists (
                    select 1 from funnel_steps join goals on goals.id = goal_id where funnel_id = funnels.id and goals.id <> @id and goals.removed_at is not null)
            """,
            new { siteId, id }, transaction);
        var isBack = await connection.ExecuteAsync(
            "update goals set removed_at = null where site_id = @siteId and id = @id and removed_at is not null", new { siteId, id }, transaction) > 0;
        await transaction.CommitAsync(cancel);
        return isBack;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
