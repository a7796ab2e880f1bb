using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>The goals of sites.</summary>
public sealed class SiteGoals(RelationalStore store, TimeProvider clock)
{
    /// <summary>A site has at most this many goals, and as many funnels.</summary>
    public const int MaxGoals = 200;

    private const int MaxNameLength = 120;
    private const int MaxTargetLength = 2_000;
    private const int MaxDepth = 100;

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
        return (await connection.QueryAsync<SiteGoal>(Select + "where site_id = @siteId order by lower(name), name", new { siteId })).AsList();
    }

    /// <summary>Adds a goal that has no <see cref="ProblemOf">problem</see>.</summary>
    /// <returns>Its number; null: the site has one of this name, or as many as it may have.</returns>
    public async Task<long?> AddAsync(SiteGoal goal, CancellationToken cancel)
    {
        var depth = goal.Kind == "scroll" ? goal.Depth : 0;
        var row = new { goal.SiteId, name = goal.Name.Trim(), goal.Kind, target = goal.Target.Trim(), depth, now = Now(), most = MaxGoals };
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(
            """
            insert into goals (site_id, name, kind, target, depth, created_at)
            select @SiteId, @name, @Kind, @target, @depth, @now
            where (select count(*) from goals where site_id = @SiteId) < @most
            on conflict (site_id, name) do nothing
            returning id
            """,
            row);
    }

    /// <summary>Removes a goal, and the funnels that it is a step of.</summary>
    /// <returns>False: the site has no such goal.</returns>
    public async Task<bool> RemoveAsync(long siteId, long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            "delete from funnels where site_id = @siteId and id in (select funnel_id from funnel_steps where goal_id = @id)", new { siteId, id }, transaction);
        var removed = await connection.ExecuteAsync("delete from goals where site_id = @siteId and id = @id", new { siteId, id }, transaction) > 0;
        await transaction.CommitAsync(cancel);
        return removed;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
