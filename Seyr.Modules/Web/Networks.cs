using System.Net;

namespace Seyr.Web;

/// <summary>Lists of networks, as the configuration has them.</summary>
public static class Networks
{
    /// <summary>Before these bits an IPv6 address holds an IPv4 one.</summary>
    private const int MappedBits = 96;

    /// <summary>The entries of a list with commas.</summary>
    public static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A network; a single address is one of one. Null: it is none.</summary>
    public static IPNetwork? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? Plain(new IPNetwork(address, address.GetAddressBytes().Length * 8))
        : IPNetwork.TryParse(text, out var network) ? Plain(network)
        : null;

    /// <summary>An IPv4 network that was written as IPv6: addresses are compared as IPv4.</summary>
    private static IPNetwork Plain(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
            : network;
}
