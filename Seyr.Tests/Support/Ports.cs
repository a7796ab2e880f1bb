using System.Net;
using System.Net.Sockets;

namespace Seyr.Tests.Support;

/// <summary>Ports of this machine.</summary>
internal static class Ports
{
    /// <summary>Above those that need a right, below those that Linux gives to whoever asks for any: nobody takes one meanwhile by chance.</summary>
    private const int First = 15_000;
    private const int Count = 15_000;

    /// <summary>Another run on this machine begins elsewhere.</summary>
    private static int last = Random.Shared.Next(Count);

    /// <summary>One at which nobody listens, and which no other test is given.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref last) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody's; the next one.
            }
        }
    }
}
