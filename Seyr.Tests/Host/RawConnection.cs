using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Seyr.Tests.Host;

/// <summary>One sender: a connection that is kept as long as the server keeps it, and opened again when it doesn't.</summary>
internal sealed class RawConnection(int port) : IDisposable
{
    /// <summary>A server that hasn't answered by then hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly byte[] received = new byte[64 * 1024];
    private Socket? socket;

    /// <summary>How often an answer of that status came.</summary>
    public Dictionary<int, int> Statuses { get; } = [];

    /// <summary>Sends requests one after another without waiting, and holds their answers against what is due.</summary>
    public async Task SendAsync(IReadOnlyList<RawRequest> requests, Random random)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var used = socket ??= await OpenAsync(patience.Token);
            await WriteAsync(used, requests, random, patience.Token);
            var answers = await ReadAsync(used, requests.Count, patience.Token);
            Check(requests, answers);
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"No answer in {Patience}: {Show(requests[^1])}");
        }

        if (requests[^1].IsLast || random.Next(50) == 0)
        {
            socket?.Close();
            socket = null;
        }
    }

    public void Dispose() => socket?.Dispose();

    private async Task<Socket> OpenAsync(CancellationToken cancel)
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await opened.ConnectAsync(IPAddress.Loopback, port, cancel);
        return opened;
    }

    private static async Task WriteAsync(Socket socket, IReadOnlyList<RawRequest> requests, Random random, CancellationToken cancel)
    {
        var bytes = requests.SelectMany(static request => request.Bytes).ToArray();
        try
        {
            // At times in pieces, so that a packet ends anywhere.
            for (var at = 0; at < bytes.Length;)
            {
                var length = random.Next(20) == 0 ? random.Next(1, bytes.Length - at + 1) : bytes.Length - at;
                at += await socket.SendAsync(bytes.AsMemory(at, length), cancel);
            }

            if (requests[^1].IsCut)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // It closed already; what it answered is read all the same.
        }
    }

    /// <summary>The statuses of all answers, until there are enough or the server closes.</summary>
    private async Task<List<(int Status, bool HasBody)>> ReadAsync(Socket socket, int wanted, CancellationToken cancel)
    {
        var statuses = new List<(int Status, bool HasBody)>();
        var length = 0;
        while (statuses.Count < wanted)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(received.AsMemory(length), cancel);
            }
            catch (SocketException)
            {
                count = 0;
            }

            if (count == 0)
            {
                break;
            }

            length += count;
            var used = Parse(received.AsSpan(0, length), statuses);
            received.AsSpan(used, length - used).CopyTo(received);
            length -= used;
        }

        return statuses;
    }

    /// <returns>The bytes of whole answers.</returns>
    private static int Parse(ReadOnlySpan<byte> bytes, List<(int Status, bool HasBody)> statuses)
    {
        var used = 0;
        int end;
        while ((end = bytes[used..].IndexOf("\r\n\r\n"u8)) >= 0)
        {
            var head = Encoding.ASCII.GetString(bytes.Slice(used, end));
            Assert.That(head, Does.StartWith("HTTP/1.1 "));
            Assert.That(head, Does.Not.Contain("Transfer-Encoding"), "no answer has a body of unknown length");
            var body = int.Parse(Regex.Match(head, "\r\nContent-Length: (\\d+)", RegexOptions.IgnoreCase) is { Success: true } match ? match.Groups[1].Value : "0", CultureInfo.InvariantCulture);
            if (used + end + 4 + body > bytes.Length)
            {
                break;
            }

            var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
            if (status >= 200)
            {
                statuses.Add((status, body > 0));
            }

            used += end + 4 + body;
        }

        return used;
    }

    private void Check(IReadOnlyList<RawRequest> requests, List<(int Status, bool HasBody)> statuses)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            if (i < statuses.Count)
            {
                var (status, hasBody) = statuses[i];
                Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
                Assert.That(hasBody, Is.False.Or.EqualTo(requests[i].Due == Due.Told), "only where it tells what is wrong has an answer a body");
                if (requests[i].Problem(status) is { } problem)
                {
                    throw new AssertionException($"{problem}: {Show(requests[i])}");
                }
            }
            else if (!requests[i].MayBeUnanswered)
            {
                throw new AssertionException($"{i + 1} of {requests.Count} was not answered, after {string.Join(' ', statuses)}: {Show(requests[i])}");
            }
        }
    }

    private static string Show(RawRequest request) =>
        $"({request.Due}, {request.Bytes.Length} bytes) {Encoding.Latin1.GetString(request.Bytes.AsSpan(0, Math.Min(request.Bytes.Length, 1_500)))}";
}
