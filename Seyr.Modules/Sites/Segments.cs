using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// The filters that were saved at sites: one's own, and those that are everybody's, which only editors change. What is removed can be
/// brought back for a day.
/// </summary>
public sealed class Segments(RelationalStore store, TimeProvider clock)
{
    /// <summary>A site has at most this many that are everybody's, and as many of each member.</summary>
    public const int MaxSegments = 100;

    internal const string Select = "select id, name, owner_id as OwnerId, terms from segments ";

    /// <summary>Nobody else's, and there.</summary>
    private const string Seen = "where site_id = @Id and removed_at is null and (owner_id is null or owner_id = @userId) ";

    /// <summary>What may be changed: one's own, and by editors everybody's.</summary>
    private const string Mine = "where id = @segmentId and site_id = @Id and (owner_id = @userId or (owner_id is null and @mayShare)) ";

    private const string IsLinked = "exists (select 1 from shared_links where segment_id = segments.id and shared_links.removed_at is null)";

    /// <summary>Whether the name is nobody else's among those of the same owner.</summary>
    private const string IsFree =
        "not exists (select 1 from segments as other where other.site_id = @Id and other.removed_at is null and other.name = @name"
        + " and other.id <> @segmentId and coalesce(other.owner_id, 0) = @owner)";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Those that somebody sees at a site, by name.</summary>
    public async Task<IReadOnlyList<SiteSegment>> OfAsync(Site site, long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SiteSegment>(Select + Seen + "order by lower(name), name, id", new { site.Id, userId })).AsList();
    }

    /// <summary>The names of the links that are limited to a site's segments, by the segments' numbers.</summary>
    public async Task<ILookup<long, string>> LinksAsync(Site site, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SiteSegment>(
            "select segment_id as Id, name from shared_links where site_id = @Id and segment_id is not null and removed_at is null order by shared_links.id", new { site.Id }))
            .ToLookup(static link => link.Id, static link => link.Name);
    }

    /// <summary>Saves another.</summary>
    /// <param name="site">The site, with what its user may do there.</param>
    /// <param name="userId">Who saves it.</param>
    /// <param name="segment">Name and terms, and whose it is to be.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Its number; null: the name is taken, there are too many, or it may not be everybody's.</returns>
    public async Task<long?> AddAsync(Site site, long userId, SiteSegment segment, CancellationToken cancel)
    {
        if (segment.OwnerId is null && site.Role < Role.Editor)
        {
            return null;
        }

        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(
            "insert into segments (site_id, owner_id, name, terms, created_at) select @Id, @ownerId, @name, @terms, @now where " + IsFree
            + " and (select count(*) from segments where site_id = @Id and removed_at is null and coalesce(owner_id, 0) = @owner) < @most returning id",
            new
            {
                site.Id, ownerId = segment.OwnerId is null ? null : (long?)userId, name = segment.Name, terms = segment.Terms, now = Now(), segmentId = 0L,
                owner = segment.OwnerId is null ? 0L : userId, most = MaxSegments,
            });
    }

    /// <summary>Gives one another name, other terms, or makes it everybody's or one's own.</summary>
    /// <param name="site">The site, with what its user may do there.</param>
    /// <param name="userId">Who changes it.</param>
    /// <param name="segment">What it is to be.</param>
    /// <param name="changesLinks">Whether links that are limited to it are to show what the new terms let through.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>False: it isn't the user's to change, the name is taken, or links hang on it as it is.</returns>
    public async Task<bool> SaveAsync(Site site, long userId, SiteSegment segment, bool changesLinks, CancellationToken cancel)
    {
        var mayShare = site.Role >= Role.Editor;
        if (segment.OwnerId is null && !mayShare)
        {
            return false;
        }

        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update segments set name = @name, terms = @terms, owner_id = @ownerId " + Mine + "and removed_at is null and " + IsFree
            + " and (@limitsLinks or (terms = @terms and @owner = 0) or not " + IsLinked + ")",
            new
            {
                site.Id, userId, mayShare, limitsLinks = changesLinks && segment.OwnerId is null && !segment.IsOfGoals, segmentId = segment.Id,
                name = segment.Name, terms = segment.Terms, ownerId = segment.OwnerId is null ? null : (long?)userId,
                owner = segment.OwnerId is null ? 0L : userId,
            }) == 1;
    }

    /// <summary>Takes one away, so that it can be brought back.</summary>
    /// <returns>False: it isn't the user's to change, or links are limited to it.</returns>
    public async Task<bool> RemoveAsync(Site site, long userId, long segmentId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            // Also links that were taken back refer to it, until they have gone for good.
            "delete from segments where site_id = @Id and removed_at < @then and not exists (select 1 from shared_links where segment_id = segments.id)",
            new { site.Id, then = Now() - (long)KeptFor.TotalMilliseconds });
        return await connection.ExecuteAsync(
            "update segments set removed_at = @now " + Mine + "and removed_at is null and not " + IsLinked,
            new { site.Id, userId, mayShare = site.Role >= Role.Editor, segmentId, now = Now() }) == 1;
    }

    /// <summary>Brings one back.</summary>
    /// <returns>False: it isn't the user's, it has gone for good, or its name is taken by now.</returns>
    public async Task<bool> RestoreAsync(Site site, long userId, long segmentId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update segments set removed_at = null " + Mine + "and removed_at is not null and not exists (select 1 from segments as other where other.site_id = @Id"
            + " and other.removed_at is null and other.name = segments.name and coalesce(other.owner_id, 0) = coalesce(segments.owner_id, 0))",
            new { site.Id, userId, mayShare = site.Role >= Role.Editor, segmentId }) == 1;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
