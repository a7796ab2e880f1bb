using System.Data.Common;
using System.Globalization;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http;
using Seyr.Storage;

namespace Seyr.Identity;

/// <summary>Who is signed in: a random token in a cookie, of which the store has only the hash.</summary>
public sealed class Sessions(RelationalStore store, TimeProvider clock)
{
    private const string Cookie = "seyr";

    private static readonly TimeSpan IdleLimit = TimeSpan.FromDays(14);
    private static readonly TimeSpan AbsoluteLimit = TimeSpan.FromDays(90);

    /// <summary>How often the time of the last use is written down.</summary>
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(10);

    /// <summary>Sessions that a user has at once; a new one past it ends the one that was used least lately.</summary>
    internal const int MaxOfUser = 50;

    /// <summary>As much of a token's hash as a page needs to name a session.</summary>
    private const int HandleLength = 16;

    /// <summary>Signs a user in on this answer, under a new token; what the browser had before ends.</summary>
    public async Task StartAsync(HttpContext context, long userId)
    {
        var token = Token.New();
        var now = Now();
        await using var connection = await store.OpenAsync(context.RequestAborted);
        await using var transaction = await connection.BeginTransactionAsync(context.RequestAborted);
        await connection.ExecuteAsync(
            """
            delete from sessions where token_hash = @before or (user_id = @userId and (seen_at <= @idle or created_at <= @absolute or token_hash in
                (select token_hash from sessions where user_id = @userId order by seen_at desc, token_hash limit 1000000 offset @others)))
            """,
            new { before = HashOf(context) ?? "", userId, idle = IdleSince(now), absolute = AbsoluteSince(now), others = MaxOfUser - 1 },
            transaction);
        await connection.ExecuteAsync(
            "insert into sessions (token_hash, user_id, created_at, seen_at) values (@hash, @userId, @now, @now)", new { hash = Token.Hash(token), userId, now }, transaction);
        await transaction.CommitAsync(context.RequestAborted);
        context.Response.Cookies.Append(CookieName(context), token, CookieOptions(context, AbsoluteLimit));
    }

    /// <summary>Gives this request's session a new token, since its user may do more now; it ends when it would have ended.</summary>
    public async Task RenewAsync(HttpContext context)
    {
        var token = Token.New();
        await using var connection = await store.OpenAsync(context.RequestAborted);
        var renewed = await connection.ExecuteAsync(
            "update sessions set token_hash = @hash where token_hash = @before", new { hash = Token.Hash(token), before = HashOf(context) ?? "" });
        if (renewed == 1)
        {
            context.Response.Cookies.Append(CookieName(context), token, CookieOptions(context, AbsoluteLimit));
        }
    }

    /// <summary>Ends all of a user's sessions within the transaction that gives the reason.</summary>
    internal static Task EndAllAsync(DbTransaction transaction, long userId) =>
        transaction.Connection!.ExecuteAsync("delete from sessions where user_id = @userId", new { userId }, transaction);

    /// <summary>A user's sessions, the one used last first.</summary>
    internal async Task<IReadOnlyList<SessionRow>> ListAsync(HttpContext context)
    {
        var now = Now();
        await using var connection = await store.OpenAsync(context.RequestAborted);
        return (await connection.QueryAsync<SessionRow>(
            """
            select substr(token_hash, 1, @HandleLength) as Handle, created_at as CreatedAt, seen_at as SeenAt, token_hash = @current as IsCurrent
            from sessions where user_id = @userId and seen_at > @idle and created_at > @absolute order by seen_at desc, created_at desc
            """,
            new { HandleLength, userId = UserId(context), current = HashOf(context) ?? "", idle = IdleSince(now), absolute = AbsoluteSince(now) })).AsList();
    }

    /// <summary>Ends one of the user's other sessions.</summary>
    internal async Task<bool> RevokeAsync(HttpContext context, string handle)
    {
        await using var connection = await store.OpenAsync(context.RequestAborted);
        return await connection.ExecuteAsync(
            "delete from sessions where user_id = @userId and substr(token_hash, 1, @HandleLength) = @handle", new { HandleLength, handle, userId = UserId(context) }) > 0;
    }

    /// <summary>Ends all of the user's sessions but this request's.</summary>
    internal async Task RevokeOthersAsync(HttpContext context)
    {
        await using var connection = await store.OpenAsync(context.RequestAborted);
        await connection.ExecuteAsync(
            "delete from sessions where user_id = @userId and token_hash <> @current", new { userId = UserId(context), current = HashOf(context) ?? "" });
    }

    /// <summary>The id of who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is; the route should have asked for it.</exception>
    public static long UserId(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? long.Parse(id, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Ends this request's session, in the store and in the browser.</summary>
    internal async Task EndAsync(HttpContext context)
    {
        if (HashOf(context) is { } hash)
        {
            await using var connection = await store.OpenAsync(context.RequestAborted);
            await connection.ExecuteAsync("delete from sessions where token_hash = @hash", new { hash });
        }

        context.Response.Cookies.Delete(CookieName(context), CookieOptions(context, TimeSpan.Zero));
    }

    /// <summary>Whom this request's cookie belongs to; null: nobody, or no longer.</summary>
    internal async Task<SessionUser?> FindAsync(HttpContext context)
    {
        if (HashOf(context) is not { } hash)
        {
            return null;
        }

        var now = Now();
        await using var connection = await store.OpenAsync(context.RequestAborted);
        var user = await connection.QueryFirstOrDefaultAsync<SessionUser>(
            """
            select users.id, users.email, sessions.seen_at as SeenAt
            from sessions join users on users.id = sessions.user_id
            where token_hash = @hash and seen_at > @idle and sessions.created_at > @absolute
            """,
            new { hash, idle = IdleSince(now), absolute = AbsoluteSince(now) });
        if (user is not null && user.SeenAt < now - (long)SeenGrain.TotalMilliseconds)
        {
            await connection.ExecuteAsync("update sessions set seen_at = @now where token_hash = @hash", new { now, hash });
        }

        return user;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string CookieName(HttpContext context) => CookieName(context, Cookie);

    /// <summary>With TLS a cookie is bound to this host, by the browser, which knows that by the name. Without, browsers refuse that name.</summary>
    internal static string CookieName(HttpContext context, string name) => context.Request.IsHttps ? "__Host-" + name : name;

    private static string? HashOf(HttpContext context) =>
        context.Request.Cookies[CookieName(context)] is { Length: > 0 and <= Token.MaxLength } token ? Token.Hash(token) : null;

    private static long IdleSince(long now) => now - (long)IdleLimit.TotalMilliseconds;

    private static long AbsoluteSince(long now) => now - (long)AbsoluteLimit.TotalMilliseconds;

    internal static CookieOptions CookieOptions(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    };
}

/// <summary>Who is signed in.</summary>
internal sealed class SessionUser
{
    public long Id { get; set; }

    public string Email { get; set; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long SeenAt { get; set; }
}

/// <summary>A session as a page lists it.</summary>
internal sealed class SessionRow
{
    public string Handle { get; set; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Milliseconds since 1970, UTC; within ten minutes.</summary>
    public long SeenAt { get; set; }

    public bool IsCurrent { get; set; }
}
