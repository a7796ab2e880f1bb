using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Seyr.Identity;

/// <summary>
/// How often somebody may try to sign in. A stranger who guesses an account's password meets a limit for the account and one
/// for their network. That must not lock its owner out, so a browser that has been signed in before carries a sealed
/// cookie, which gives it a limit of its own.
/// </summary>
internal sealed class SignInGuard(Throttle throttle, IDataProtectionProvider protection)
{
    private const string Cookie = "seyr-known";
    private const int MaxCookieLength = 1_000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(365);

    private readonly IDataProtector protector = protection.CreateProtector("known-browser");

    /// <summary>Takes a try.</summary>
    /// <returns>Which limit refuses it; null: none.</returns>
    public Limit? Enter(HttpContext context, string email)
    {
        var account = Users.Normal(email);
        if (!throttle.TryTake(Limit.SignInsOfNetwork, Throttle.Network(context)))
        {
            return Limit.SignInsOfNetwork;
        }

        var (limit, who) = KnownBrowser(context, account) is { } browser ? (Limit.SignInsOfBrowser, browser) : (Limit.SignInsOfAccount, account);
        return throttle.TryTake(limit, who) ? null : limit;
    }

    /// <summary>Remembers the browser as one of the account's.</summary>
    public void Remember(HttpContext context, string email)
    {
        var seal = protector.Protect($"{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))} {Users.Normal(email)}");
        context.Response.Cookies.Append(Sessions.CookieName(context, Cookie), seal, Sessions.CookieOptions(context, RememberedFor));
    }

    private string? KnownBrowser(HttpContext context, string account)
    {
        if (context.Request.Cookies[Sessions.CookieName(context, Cookie)] is not { Length: > 0 and < MaxCookieLength } seal)
        {
            return null;
        }

        try
        {
            var parts = protector.Unprotect(seal).Split(' ', 2);
            return parts[1] == account ? parts[0] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
