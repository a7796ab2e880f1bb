using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Seyr.Storage;

namespace Seyr.Identity;

/// <summary>Who is signed in: a random token in a cookie, of which the store has only the hash.</summary>
public sealed class Sessions(RelationalStore store, TimeProvider clock)
{
    private const int TokenBytes = 32;

    /// <summary>With TLS: bound to this host, by the browser. Without, browsers refuse that name.</summary>
    private const string SecureCookie = "__Host-seyr";
    private const string PlainCookie = "seyr";

    private static readonly TimeSpan IdleLimit = TimeSpan.FromDays(14);
    private static readonly TimeSpan AbsoluteLimit = TimeSpan.FromDays(90);

    /// <summary>How often the time of the last use is written down.</summary>
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(10);

    /// <summary>Signs a user in on this answer, under a new token.</summary>
    public async Task StartAsync(HttpContext context, long userId)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var row = new { hash = Hash(token), userId, now = Now() };
        await using var connection = await store.OpenAsync(context.RequestAborted);
        await connection.ExecuteAsync("insert into sessions (token_hash, user_id, created_at, seen_at) values (@hash, @userId, @now, @now)", row);
        context.Response.Cookies.Append(CookieName(context), token, CookieOptions(context, AbsoluteLimit));
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
        if (context.Request.Cookies[CookieName(context)] is { Length: > 0 } token)
        {
            await using var connection = await store.OpenAsync(context.RequestAborted);
            await connection.ExecuteAsync("delete from sessions where token_hash = @hash", new { hash = Hash(token) });
        }

        context.Response.Cookies.Delete(CookieName(context), CookieOptions(context, TimeSpan.Zero));
    }

    /// <summary>Whom this request's cookie belongs to; null: nobody, or no longer.</summary>
    internal async Task<SessionUser?> FindAsync(HttpContext context)
    {
        if (context.Request.Cookies[CookieName(context)] is not { Length: > 0 and < 100 } token)
        {
            return null;
        }

        var now = Now();
        var hash = Hash(token);
        await using var connection = await store.OpenAsync(context.RequestAborted);
        var user = await connection.QueryFirstOrDefaultAsync<SessionUser>(
            """
            select users.id, users.email, sessions.seen_at as SeenAt
            from sessions join users on users.id = sessions.user_id
            where token_hash = @hash and seen_at > @idle and sessions.created_at > @absolute
            """,
            new { hash, idle = now - (long)IdleLimit.TotalMilliseconds, absolute = now - (long)AbsoluteLimit.TotalMilliseconds });
        if (user is not null && user.SeenAt < now - (long)SeenGrain.TotalMilliseconds)
        {
            await connection.ExecuteAsync("update sessions set seen_at = @now where token_hash = @hash", new { now, hash });
        }

        return user;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string CookieName(HttpContext context) => context.Request.IsHttps ? SecureCookie : PlainCookie;

    private static CookieOptions CookieOptions(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    };

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Who is signed in.</summary>
internal sealed class SessionUser
{
    public long Id { get; set; }

    public string Email { get; set; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long SeenAt { get; set; }
}
