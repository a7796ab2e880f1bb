using System.Net;
using System.Net.Sockets;

namespace Seyr.Enrichment;

/// <summary>
/// Networks that belong to no country (IANA's special-purpose address registries): private, local, for documentation.
/// The country database should not know them, but claims a few.
/// </summary>
internal static class ReservedNetworks
{
    /// <summary>What IANA has given out of IPv6 as global unicast.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Version4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"),
    ];

    private static readonly IPNetwork[] Version6 =
    [
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("3fff::/20"),
    ];

    public static bool Contains(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address))
        {
            return true;
        }

        foreach (ref readonly var network in (address.AddressFamily == AddressFamily.InterNetwork ? Version4 : Version6).AsSpan())
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
