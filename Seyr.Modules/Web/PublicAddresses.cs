using System.Net;
using System.Net.Sockets;

namespace Seyr.Web;

/// <summary>
/// Which addresses are somebody's on the internet. All others (IANA's special-purpose registries: this machine, private and local
/// networks, carriers' own, those of tunnels, groups) are none that a stranger may have this server call.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Special4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"),
        // By its looks anybody's, but within Azure it is the machine's host, which hands out its secrets.
        IPNetwork.Parse("168.63.129.16/32"),
    ];

    /// <summary>Of IPv6 only this is given out at all,</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>and of it these aren't anybody's, or hold an IPv4 address that may be any.</summary>
    private static readonly IPNetwork[] Special6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    public static bool Contains(IPAddress address)
    {
        var plain = Plain(address);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !Special4.Any(network => network.Contains(plain))
            : GlobalUnicast.Contains(plain) && !Special6.Any(network => network.Contains(plain));
    }

    /// <summary>An IPv4 address that was written as IPv6.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
