using System.Net;
using System.Net.Sockets;

namespace Seyr.Tests.Support;

/// <summary>Ports of this machine.</summary>
internal static class Ports
{
    /// <summary>One at which nobody listens.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
