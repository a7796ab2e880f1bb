using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>
/// How often something may be tried. For each limit and whoever it counts, one number is remembered: the time at which all
/// that was taken will have come back (the "generic cell rate algorithm"). The numbers lie in a table of fixed size, found by a
/// hash that nobody outside can compute, so memory is bounded whatever is tried; two who share a place, one in 65,536, share
/// their limit.
/// </summary>
public sealed class Throttle(TimeProvider clock)
{
    private const int Places = 1 << 16;
    private const int NetworkBytes4 = 3;
    private const int NetworkBytes6 = 8;

    private readonly long[] returns = new long[Places];

    /// <summary>Takes one try.</summary>
    /// <returns>False: too many, and nothing was taken.</returns>
    public bool TryTake(Limit limit, string who)
    {
        ref var place = ref Place(limit, who);
        while (true)
        {
            var now = clock.GetUtcNow().Ticks;
            var seen = Volatile.Read(ref place);
            var next = Math.Max(now, seen) + limit.Every.Ticks;
            if (next - now > limit.Every.Ticks * limit.Burst)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref place, next, seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>Whether a try is left, without taking it.</summary>
    public bool IsOpen(Limit limit, string who) =>
        Volatile.Read(ref Place(limit, who)) + limit.Every.Ticks - clock.GetUtcNow().Ticks <= limit.Every.Ticks * limit.Burst;

    /// <summary>
    /// Refuses, where somebody's network has tried too many tokens that weren't good: the answer is written then.
    /// Good ones cost nothing, so a shared link serves a whole office.
    /// </summary>
    public async Task<bool> RefusesTokensAsync(HttpContext context)
    {
        if (IsOpen(Limit.Tokens, Network(context)))
        {
            return false;
        }

        await RefuseAsync(context, Limit.Tokens);
        return true;
    }

    /// <summary>Counts a token that wasn't good, and says that there is nothing.</summary>
    public Task RefuseTokenAsync(HttpContext context)
    {
        TryTake(Limit.Tokens, Network(context));
        return Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
    }

    /// <summary>Says that it was too often, and when to come back.</summary>
    public static Task RefuseAsync(HttpContext context, Limit limit)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)limit.Every.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Frame.RenderErrorAsync(context, StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Where a request comes from, as coarse as one customer of a provider: an IPv4 /24, an IPv6 /64.</summary>
    public static string Network(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } given)
        {
            return "";
        }

        var address = given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given;
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? NetworkBytes4 : NetworkBytes6));
    }

    /// <summary>.NET's hash of a text has a random key of this process.</summary>
    private ref long Place(Limit limit, string who) =>
        ref returns[(uint)HashCode.Combine(limit.Name.GetHashCode(StringComparison.Ordinal), who.GetHashCode(StringComparison.Ordinal)) % Places];
}

/// <summary>How many tries there are at once, and after what time one comes back.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="Burst">Tries at once.</param>
/// <param name="Every">How long it takes until there is one more.</param>
public sealed record Limit(string Name, int Burst, TimeSpan Every)
{
    /// <summary>Sign-ins from a network.</summary>
    internal static readonly Limit SignInsOfNetwork = new("sign-in of a network", 60, TimeSpan.FromSeconds(2));

    /// <summary>Sign-ins to an account, from all browsers together that have never been signed in to it.</summary>
    internal static readonly Limit SignInsOfAccount = new("sign-in to an account", 20, TimeSpan.FromMinutes(1));

    /// <summary>Sign-ins to an account from a browser that has been signed in to it.</summary>
    internal static readonly Limit SignInsOfBrowser = new("sign-in from a browser", 20, TimeSpan.FromMinutes(1));

    /// <summary>A signed-in user's password, asked for again.</summary>
    internal static readonly Limit Confirmations = new("password asked again", 10, TimeSpan.FromMinutes(1));

    /// <summary>Codes of a second factor, by who has the password already: 300 a day among a million.</summary>
    internal static readonly Limit SecondFactors = new("second factor", 10, TimeSpan.FromMinutes(5));

    /// <summary>Tokens that weren't good.</summary>
    internal static readonly Limit Tokens = new("token", 20, TimeSpan.FromMinutes(1));

    /// <summary>Forms of a network that make a mail go to an address which somebody typed.</summary>
    internal static readonly Limit MailsOfNetwork = new("mail from a network", 20, TimeSpan.FromMinutes(1));

    /// <summary>Invitations of an organisation.</summary>
    public static readonly Limit Invitations = new("invitation", 30, TimeSpan.FromMinutes(10));

    /// <summary>A shared link's password, from a network.</summary>
    public static readonly Limit LinkPasswords = new("link's password", 10, TimeSpan.FromMinutes(1));

    /// <summary>Such mails to an address.</summary>
    internal static readonly Limit MailsToAddress = new("mail to an address", 3, TimeSpan.FromMinutes(20));
}
