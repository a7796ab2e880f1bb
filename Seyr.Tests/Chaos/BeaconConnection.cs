using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seyr.Tests.Chaos;

/// <summary>
/// A keep-alive connection that sends a request once and only once: an HTTP client of the library would send some
/// requests again by itself, and nobody could tell a doubled event from one that was sent twice.
/// </summary>
internal sealed class BeaconConnection(IPEndPoint server) : IDisposable
{
    private const int MaxAnswerBytes = 8 * 1024;

    private static ReadOnlySpan<byte> LengthHeader => "Content-Length: "u8;

    /// <summary>Far above what any answer may take; past it the request has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] answer = new byte[MaxAnswerBytes];
    private Socket? socket;

    /// <summary>Connects unless it is connected.</summary>
    /// <returns>False: nobody listens.</returns>
    public async Task<bool> OpenAsync()
    {
        if (socket?.Poll(0, SelectMode.SelectRead) == true)
        {
            // No answer is due: it was closed meanwhile, and what would be sent now would be lost for nothing.
            Dispose();
        }

        if (socket is not null)
        {
            return true;
        }

        var opening = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await opening.ConnectAsync(server).WaitAsync(Patience);
            socket = opening;
            return true;
        }
        catch (SocketException)
        {
            opening.Dispose();
            return false;
        }
    }

    /// <summary>Sends the request and reads the answer.</summary>
    /// <returns>The status; null: the connection died before the answer was whole.</returns>
    /// <exception cref="TimeoutException">There was no answer at all.</exception>
    public async Task<int?> SendAsync(byte[] request)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await socket!.SendAsync(request, patience.Token);
            var length = 0;
            while (!IsWhole(answer.AsSpan(0, length)))
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(length), patience.Token);
                if (read == 0)
                {
                    Dispose();
                    return null;
                }

                length += read;
            }

            var text = Encoding.ASCII.GetString(answer, 0, length);
            if (text.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
            {
                Dispose();
            }

            return int.Parse(text.AsSpan("HTTP/1.1 ".Length, 3));
        }
        catch (SocketException)
        {
            Dispose();
            return null;
        }
        catch (OperationCanceledException e)
        {
            Dispose();
            throw new TimeoutException($"A beacon had no answer after {Patience}.", e);
        }
    }

    /// <summary>Whether the head is there, and as much of a body as it says.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var said = answer[..head].IndexOf(LengthHeader);
        var body = said < 0 ? 0 : Utf8Parser.TryParse(answer[(said + LengthHeader.Length)..], out int length, out _) ? length : throw new FormatException("A length is no number.");
        return answer.Length >= head + "\r\n\r\n"u8.Length + body;
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }
}
