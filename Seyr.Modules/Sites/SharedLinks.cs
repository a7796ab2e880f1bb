using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>
/// Who sees a site without an account: anybody, where the site is public, and whoever has one of its secret links. Neither lets
/// anybody change anything: the pages that do ask for somebody signed in.
/// </summary>
public sealed class SharedLinks
{
    /// <summary>Links of a site at the same time.</summary>
    internal const int MaxLinks = 50;

    /// <summary>What is said when there are as many.</summary>
    internal static readonly string TooMany = $"A site has at most {MaxLinks} links. Take one back first.";

    private const string Select =
        """
        select shared_links.id, shared_links.name, domain, password_hash as PasswordHash, embed_hosts as EmbedHosts, expires_at as ExpiresAt,
            segment_id as SegmentId, segments.name as SegmentName
        from shared_links join sites on sites.id = shared_links.site_id left join segments on segments.id = segment_id

        """;

    private static readonly TimeSpan UnlockedFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly RelationalStore store;
    private readonly SitesOptions options;
    private readonly Throttle throttle;
    private readonly TimeProvider clock;
    private readonly IDataProtector protector;

    /// <summary>Made once.</summary>
    public SharedLinks(RelationalStore store, SitesOptions options, Throttle throttle, IDataProtectionProvider protection, TimeProvider clock)
    {
        this.store = store;
        this.options = options;
        this.throttle = throttle;
        this.clock = clock;
        protector = protection.CreateProtector("shared-link");
    }

    /// <summary>The site of a public address; null: there is none, and the answer is written.</summary>
    public async Task<SeenSite?> OpenPublicAsync(HttpContext context)
    {
        await using var connection = await store.OpenAsync(context.RequestAborted);
        var site = await connection.QueryFirstOrDefaultAsync<Site>(
            Site.Select + "where domain = @domain and is_public = @yes",
            new { domain = context.Request.RouteValues["domain"] as string ?? "", yes = true, options.MonthlyEvents, options.Quota, options.HasPlans });
        if (site is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return site is null ? null : new SeenSite(site, null);
    }

    /// <summary>
    /// The site of a secret link, with what of it the link shows, and with the answer's headers set for it; null: it isn't good, or asks for a password first, and the
    /// answer is written.
    /// </summary>
    public async Task<SeenSite?> OpenAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context))
        {
            return null;
        }

        var token = context.Request.RouteValues["token"] as string ?? "";
        if (await FindAsync(token, context.RequestAborted) is not { } link)
        {
            await throttle.RefuseTokenAsync(context);
            return null;
        }

        if (link.PasswordHash is not null && !IsUnlocked(context, link))
        {
            Frame.SeeOther(context, $"/share/{token}/password");
            return null;
        }

        context.Response.Headers["X-Robots-Tag"] = "noindex";
        WebModule.AllowFrames(context, Sites.EmbedHosts.Of(link.EmbedHosts));
        await using var connection = await store.OpenAsync(context.RequestAborted);
        var site = await connection.QueryFirstOrDefaultAsync<Site>(
            Site.Select + "where domain = @Domain", new { link.Domain, options.MonthlyEvents, options.Quota, options.HasPlans });
        var limit = site is null || link.SegmentId is null ? null : await SegmentAsync(connection, site, link.SegmentId.Value);
        if (site is null || (link.SegmentId is not null && limit is null))
        {
            // A link without its limit would show all: it shows nothing.
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return null;
        }

        return new SeenSite(site, limit);
    }

    /// <summary>A link by its token; null: it isn't good, or no longer.</summary>
    public async Task<SharedLink?> FindAsync(string token, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<SharedLink>(
            Select + "where token_hash = @hash and shared_links.removed_at is null and (expires_at is null or expires_at > @now)",
            new { hash = Token.Hash(token), now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    /// <summary>Remembers in a sealed cookie that the password was given.</summary>
    internal void Unlock(HttpContext context, SharedLink link)
    {
        var until = (clock.GetUtcNow() + UnlockedFor).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(CookieName(context, link), protector.Protect($"{link.Id.ToString(CultureInfo.InvariantCulture)} {until}"), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/share/",
            MaxAge = UnlockedFor,
            IsEssential = true,
        });
    }

    internal async Task<IReadOnlyList<SharedLink>> OfAsync(Site site, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<SharedLink>(
            Select + "where shared_links.site_id = @Id and shared_links.removed_at is null order by shared_links.id", new { site.Id })).AsList();
    }

    internal async Task<bool> IsPublicAsync(Site site, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>("select is_public from sites where id = @Id", new { site.Id });
    }

    internal async Task SetPublicAsync(Site site, bool isPublic, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("update sites set is_public = @isPublic where id = @Id", new { isPublic, site.Id });
    }

    /// <summary>Makes one, on terms that have no <see cref="SharedLinkTerms.Problems">problem</see>.</summary>
    /// <returns>The token, which is nowhere else; null: there are too many.</returns>
    internal async Task<string?> AddAsync(Site site, SharedLinkTerms terms, CancellationToken cancel)
    {
        var passwordHash = terms.Password.Length > 0 ? await Users.HashPasswordAsync(terms.Password, cancel) : null;
        var embedHosts = string.Join('\n', Sites.EmbedHosts.Of(terms.Hosts));
        var token = Token.New();
        await using var connection = await store.OpenAsync(cancel);
        var added = await connection.ExecuteAsync(
            """
            insert into shared_links (site_id, token_hash, name, password_hash, embed_hosts, expires_at, segment_id)
            select id, @hash, @name, @passwordHash, @embedHosts, @expires, nullif(@SegmentId, 0) from sites
            where id = @Id and (select count(*) from shared_links where site_id = @Id and removed_at is null) < @MaxLinks
                and (select count(*) from shared_links where site_id = @Id) < 2 * @MaxLinks
                and (@SegmentId = 0 or exists (select 1 from segments where id = @SegmentId and site_id = @Id and owner_id is null and removed_at is null))
            """,
            new { site.Id, hash = Token.Hash(token), name = terms.Name, passwordHash, embedHosts, expires = terms.End?.ToUnixTimeMilliseconds(), terms.SegmentId, MaxLinks });
        return added == 1 ? token : null;
    }

    /// <summary>What is wrong with the segment that a link is to be limited to; null: nothing.</summary>
    internal async Task<string?> SegmentProblemAsync(Site site, SharedLinkTerms terms, CancellationToken cancel)
    {
        if (terms.SegmentId == 0)
        {
            return null;
        }

        await using var connection = await store.OpenAsync(cancel);
        return await SegmentAsync(connection, site, terms.SegmentId) switch
        {
            null => "The site has no such segment that is everybody's.",
            { IsOfGoals: true } => SiteSegment.OfGoalsLimitsNothing,
            _ => null,
        };
    }

    /// <summary>Ends a link at once; for a day it can be brought back, since nobody knows its token any more.</summary>
    /// <returns>False: the site has no such link.</returns>
    internal async Task<bool> RevokeAsync(Site site, long linkId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("delete from shared_links where site_id = @Id and removed_at < @then", new { site.Id, then = KeptSince(now) });
        return await connection.ExecuteAsync(
            "update shared_links set removed_at = @now where id = @linkId and site_id = @Id and removed_at is null",
            new { linkId, site.Id, now = now.ToUnixTimeMilliseconds() }) == 1;
    }

    /// <summary>Brings one back, limited to what its segment lets through now.</summary>
    /// <returns>False: it has gone for good, or its segment has.</returns>
    internal async Task<bool> RestoreAsync(Site site, long linkId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            """
            update shared_links set removed_at = null where id = @linkId and site_id = @Id and removed_at >= @then
                and (segment_id is null or exists (select 1 from segments where id = segment_id and segments.removed_at is null))
            """,
            new { linkId, site.Id, then = KeptSince(clock.GetUtcNow()) }) == 1;
    }

    private static long KeptSince(DateTimeOffset now) => (now - KeptFor).ToUnixTimeMilliseconds();

    /// <summary>A segment by which a link of the site may be limited: nobody's own, and not removed.</summary>
    private static Task<SiteSegment?> SegmentAsync(System.Data.Common.DbConnection connection, Site site, long segmentId) =>
        connection.QueryFirstOrDefaultAsync<SiteSegment>(
            Segments.Select + "where id = @segmentId and site_id = @Id and owner_id is null and removed_at is null", new { segmentId, site.Id });

    private bool IsUnlocked(HttpContext context, SharedLink link)
    {
        try
        {
            var parts = protector.Unprotect(context.Request.Cookies[CookieName(context, link)] ?? "").Split(' ');
            return parts[0] == link.Id.ToString(CultureInfo.InvariantCulture) && long.Parse(parts[1], CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeMilliseconds();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string CookieName(HttpContext context, SharedLink link) =>
        string.Create(CultureInfo.InvariantCulture, $"{(context.Request.IsHttps ? "__Secure-" : "")}seyr-share-{link.Id}");
}
