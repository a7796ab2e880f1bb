using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;

namespace Seyr.Sites;

/// <summary>
/// What a site's owner keeps out of it besides bots: addresses, countries, pages; and which host names it is counted on.
/// Made of lists with a line each; lines that say nothing are passed over.
/// </summary>
public sealed class Shield
{
    /// <summary>The longest list that is kept.</summary>
    internal const int MaxLines = 500;

    private const int MaxLineLength = 500;
    private const char Any = '*';

    private readonly IPNetwork[] addresses;
    private readonly FrozenSet<string> countries;
    private readonly byte[][] pages;
    private readonly byte[][] hostnames;

    /// <summary>A shield of lists that were checked when they were saved; what can't be read keeps nothing out.</summary>
    public Shield(string addresses, string countries, string pages, string hostnames)
    {
        this.addresses = [.. Lines(addresses).Select(ParseNetwork).OfType<IPNetwork>()];
        this.countries = Lines(countries).Select(static line => line.ToUpperInvariant()).ToFrozenSet(StringComparer.Ordinal);
        this.pages = [.. Lines(pages).Select(Encoding.UTF8.GetBytes)];
        this.hostnames = [.. Lines(hostnames).Select(ParseHost).OfType<string>().Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Whether any country is kept out; else nobody need be located.</summary>
    public bool HasCountries => countries.Count > 0;

    /// <summary>Whether events of this address are kept out.</summary>
    public bool KeepsOutAddress(IPAddress address)
    {
        if (addresses.Length == 0)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in addresses)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether events from this country are kept out.</summary>
    /// <param name="country">Its ISO code; empty when it isn't known.</param>
    public bool KeepsOutCountry(string country) => countries.Contains(country);

    /// <summary>Whether events on this page are kept out.</summary>
    public bool KeepsOutPage(ReadOnlySpan<byte> path) => MatchesAny(pages, path);

    /// <summary>Whether the site isn't counted on this host.</summary>
    /// <param name="hostname">In lower case, without <c>www.</c>.</param>
    public bool KeepsOutHost(ReadOnlySpan<byte> hostname) => hostnames.Length > 0 && !MatchesAny(hostnames, hostname);

    internal static string? AddressesProblem(string text) =>
        Problem(text, static line => ParseNetwork(line) is not null, "an address such as 203.0.113.7, or a range such as 203.0.113.0/24");

    internal static string? CountriesProblem(string text) =>
        Problem(text, static line => line.Length == 2 && line.All(char.IsAsciiLetter), "a country's two letters, such as BD or DE");

    internal static string? PagesProblem(string text) => Problem(text, static line => line[0] is '/' or Any, "a path such as /admin, or a pattern such as /admin/*");

    internal static string? ParametersProblem(string text) =>
        Problem(text, static line => !line.AsSpan().ContainsAny("&=?#% "), "a parameter's name, such as q");

    internal static string? HostnamesProblem(string text) =>
        Problem(text, static line => ParseHost(line) is not null, "a host name such as example.com, or a pattern such as *.example.com");

    /// <summary>Those of the lists by which what was counted can be told apart, as they are compared.</summary>
    internal static ShieldLists Lists(string countries, string pages, string hostnames) => new(
        [.. Lines(countries).Select(static line => line.ToUpperInvariant())], [.. Lines(pages)], [.. Lines(hostnames).Select(ParseHost).OfType<string>()]);

    private static string? Problem(string text, Func<string, bool> isRight, string expected)
    {
        var lines = Lines(text).ToList();
        return lines.Count > MaxLines ? $"At most {MaxLines} lines."
            : lines.Find(line => line.Length > MaxLineLength || !isRight(line)) is { } wrong ? $"“{(wrong.Length > 50 ? wrong[..50] + "…" : wrong)}”: each line is {expected}."
            : null;
    }

    /// <summary>A list's lines, without the blank ones.</summary>
    internal static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? ParseNetwork(string text)
    {
        const int MappedBits = 96;
        if (IPAddress.TryParse(text, out var address))
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return new IPNetwork(plain, plain.GetAddressBytes().Length * 8);
        }

        var slash = text.IndexOf('/');
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var begin)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        if (begin.IsIPv4MappedToIPv6 && length >= MappedBits)
        {
            (begin, length) = (begin.MapToIPv4(), length - MappedBits);
        }

        return length <= begin.GetAddressBytes().Length * 8 ? new IPNetwork(Masked(begin, length), length) : null;
    }

    /// <summary>The first address of the network: any of its addresses may have been written.</summary>
    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    /// <summary>The host as it is known; a star before the first dot stays.</summary>
    private static string? ParseHost(string text)
    {
        const string AnyBelow = "*.";
        return !text.StartsWith(AnyBelow, StringComparison.Ordinal) ? Domains.Normal(text)
            : Domains.Normal(text[AnyBelow.Length..]) is { } domain ? AnyBelow + domain
            : null;
    }

    private static bool MatchesAny(byte[][] patterns, ReadOnlySpan<byte> text)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A star stands for any text. Goes back to the last star only, so a long text takes no longer than its length times the pattern's.</summary>
    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        var (p, t, star, from) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Any)
            {
                (star, from) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept((byte)Any) < 0;
    }
}
