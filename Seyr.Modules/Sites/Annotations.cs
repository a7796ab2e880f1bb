using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>The notes on the graphs of sites. What is removed can be brought back for a day.</summary>
public sealed class Annotations(RelationalStore store, TimeProvider clock)
{
    /// <summary>A site has at most this many.</summary>
    public const int MaxAnnotations = 500;

    private const string Select = "select id, day, note, is_public as IsPublic from annotations where site_id = @siteId and removed_at is null ";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>A site's notes, the newest day first.</summary>
    public async Task<IReadOnlyList<SiteAnnotation>> OfAsync(long siteId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SiteAnnotation>(Select + "order by day desc, id desc", new { siteId })).AsList();
    }

    /// <summary>Those of some days, the oldest first.</summary>
    /// <param name="siteId">The site.</param>
    /// <param name="first">The first day,</param>
    /// <param name="last">and the last, as <c>2026-11-25</c>.</param>
    /// <param name="areHidden">Whether those that aren't public are left out.</param>
    /// <param name="most">At most so many: the newest.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<SiteAnnotation>> BetweenAsync(long siteId, string first, string last, bool areHidden, int most, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var found = (await connection.QueryAsync<SiteAnnotation>(
            Select + "and day >= @first and day <= @last and (is_public or not @areHidden) order by day desc, id desc limit @most",
            new { siteId, first, last, areHidden, most })).AsList();
        found.Reverse();
        return found;
    }

    /// <summary>Adds one that has no <see cref="SiteAnnotation.ProblemOf">problem</see>.</summary>
    /// <returns>Its number; null: the site has as many as it may have.</returns>
    public async Task<long?> AddAsync(long siteId, SiteAnnotation annotation, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(
            """
            insert into annotations (site_id, day, note, is_public, created_at)
            select @siteId, @Day, @Note, @IsPublic, @now where (select count(*) from annotations where site_id = @siteId and removed_at is null) < @most
            returning id
            """,
            new { siteId, annotation.Day, annotation.Note, annotation.IsPublic, now = Now(), most = MaxAnnotations });
    }

    /// <summary>Changes one.</summary>
    /// <returns>False: the site has no such note.</returns>
    public async Task<bool> SaveAsync(long siteId, SiteAnnotation annotation, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update annotations set day = @Day, note = @Note, is_public = @IsPublic where site_id = @siteId and id = @Id and removed_at is null",
            new { siteId, annotation.Id, annotation.Day, annotation.Note, annotation.IsPublic }) > 0;
    }

    /// <summary>Removes one, so that it can be brought back.</summary>
    /// <returns>False: the site has no such note.</returns>
    public async Task<bool> RemoveAsync(long siteId, long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "delete from annotations where site_id = @siteId and removed_at < @then", new { siteId, then = Now() - (long)KeptFor.TotalMilliseconds });
        return await connection.ExecuteAsync(
            "update annotations set removed_at = @now where site_id = @siteId and id = @id and removed_at is null", new { siteId, id, now = Now() }) > 0;
    }

    /// <summary>Brings one back.</summary>
    /// <returns>False: it has gone for good.</returns>
    public async Task<bool> RestoreAsync(long siteId, long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync("update annotations set removed_at = null where site_id = @siteId and id = @id and removed_at is not null", new { siteId, id }) > 0;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
