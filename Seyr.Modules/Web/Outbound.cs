using System.Net;
using System.Net.Sockets;

namespace Seyr.Web;

/// <summary>
/// Calls servers whose address somebody else has named. It can't be led into private networks: each name is resolved here, and only
/// an address that was looked at is connected to, on each hop anew. It carries no cookies, no credentials, and knows no proxy.
/// </summary>
public sealed class Outbound : IDisposable
{
    /// <summary>As much of a body is read.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>So often a call may be sent on.</summary>
    public const int MaxRedirects = 3;

    private const int MaxHeaderKilobytes = 32;

    /// <summary>So many calls at once; others wait.</summary>
    private const int MaxCalls = 8;

    /// <summary>A call takes at most so long, with all its hops and its body.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turns = new(MaxCalls);
    private readonly IPNetwork[] allowed;
    private readonly HttpClient http;

    /// <summary>Made once.</summary>
    public Outbound(WebOptions options)
    {
        allowed = [.. options.AllowedNetworks];
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            // The next call looks at the address anew.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (compatible; Seyr)");
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*;q=0.8");
    }

    /// <summary>Asks for what is at an address.</summary>
    public async Task<OutboundAnswer> GetAsync(Uri address, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await turns.WaitAsync(cancel);
        try
        {
            patience.CancelAfter(Patience);
            return await FollowAsync(address, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return None(OutboundOutcome.TooSlow, address);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        turns.Dispose();
    }

    private async Task<OutboundAnswer> FollowAsync(Uri address, CancellationToken cancel)
    {
        var at = address;
        for (var hops = 0; hops <= MaxRedirects; hops++)
        {
            if (!at.IsAbsoluteUri || at.Scheme is not ("http" or "https") || at.UserInfo.Length > 0)
            {
                return None(OutboundOutcome.NotAllowed, at);
            }

            try
            {
                using var answer = await http.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, cancel);
                if ((int)answer.StatusCode is not (>= 300 and < 400) || answer.Headers.Location is not { } next)
                {
                    return new OutboundAnswer(OutboundOutcome.Answered, at, (int)answer.StatusCode, answer.Headers, await ReadAsync(answer.Content, cancel));
                }

                at = new Uri(at, next);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or InvalidOperationException)
            {
                return None(OutcomeOf(e), at);
            }
        }

        return None(OutboundOutcome.TooManyRedirects, at);
    }

    private static OutboundOutcome OutcomeOf(Exception e) =>
        e.InnerException is NotAllowedException ? OutboundOutcome.NotAllowed
        : e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } ? OutboundOutcome.NoSuchHost
        : e.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } ? OutboundOutcome.NoSuchHost
        : OutboundOutcome.Unreachable;

    private static OutboundAnswer None(OutboundOutcome outcome, Uri address) => new(outcome, address, 0, null, default);

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var buffer = new byte[16 * 1024];
        while (body.Length < MaxBodyBytes && await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, MaxBodyBytes - body.Length)), cancel) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var end = context.DnsEndPoint;
        var named = IPAddress.TryParse(end.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(end.Host, cancel);
        var addresses = named.Select(PublicAddresses.Plain).Where(address => MayCall(address, end.Port)).ToArray();
        if (addresses.Length == 0)
        {
            throw new NotAllowedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancel);
            return socket.RemoteEndPoint is IPEndPoint peer && MayCall(PublicAddresses.Plain(peer.Address), peer.Port)
                ? new NetworkStream(socket, ownsSocket: true)
                : throw new NotAllowedException();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool MayCall(IPAddress address, int port) =>
        allowed.Any(network => network.Contains(address)) || (port is 80 or 443 && PublicAddresses.Contains(address));

    private sealed class NotAllowedException : IOException;
}
