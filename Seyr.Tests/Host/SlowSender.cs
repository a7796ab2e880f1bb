using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seyr.Tests.Host;

/// <summary>A connection that is opened and then does next to nothing.</summary>
internal sealed class SlowSender : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private SlowSender()
    {
    }

    public static async Task<SlowSender> OpenAsync(int port, string begin = "")
    {
        var sender = new SlowSender();
        await sender.socket.ConnectAsync(IPAddress.Loopback, port);
        await sender.socket.SendAsync(Encoding.ASCII.GetBytes(begin));
        return sender;
    }

    /// <summary>Many of them, a few hundred at a time: the queue of the listening socket is short.</summary>
    public static async Task<List<SlowSender>> OpenAsync(int port, int count, string begin = "")
    {
        var open = new List<SlowSender>(count);
        while (open.Count < count)
        {
            open.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(200, count - open.Count)).Select(_ => OpenAsync(port, begin))));
        }

        return open;
    }

    /// <summary>Whether the server has kept it, as far as it has said.</summary>
    public bool IsOpen
    {
        get
        {
            try
            {
                return !socket.Poll(0, SelectMode.SelectRead) || socket.Available > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>Sends a byte a second until the server closes; how long it took.</summary>
    public async Task<TimeSpan> DripAsync(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var end = ReadToEndAsync(cancel);
        while (!end.IsCompleted)
        {
            try
            {
                await socket.SendAsync("x"u8.ToArray(), cancel);
            }
            catch (SocketException)
            {
                break;
            }

            await Task.WhenAny(end, Task.Delay(Pause, cancel));
        }

        await end;
        return watch.Elapsed;
    }

    /// <summary>All that the server says until it closes.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancel)
    {
        var answer = new StringBuilder();
        var buffer = new byte[1_024];
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(buffer, cancel)) > 0)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Closed without a word.
        }

        return answer.ToString();
    }

    public Task SendAsync(byte[] bytes, CancellationToken cancel) => socket.SendAsync(bytes, cancel).AsTask();

    public void Dispose() => socket.Dispose();
}
