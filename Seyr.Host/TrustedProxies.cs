using System.Net;
using Microsoft.Extensions.Primitives;

namespace Seyr.Host;

/// <summary>
/// Whose request it is when proxies handed it on: <c>X-Forwarded-For</c> is read from the right, each address written by the
/// one after it, as long as that one is trusted. Our own, since it is on every beacon's way: the framework's takes 400 bytes
/// of the heap for each.
/// </summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    private const string For = "X-Forwarded-For";
    private const string Protocol = "X-Forwarded-Proto";

    /// <summary>Puts the client's address and protocol in place of the last proxy's.</summary>
    public void Apply(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } peer || !IsTrusted(peer))
        {
            return;
        }

        var client = peer;
        var hops = 0;
        var elements = new ElementsFromRight(context.Request.Headers[For]);
        while (elements.TryNext(out var element) && TryParse(element, out var before))
        {
            client = before;
            hops++;
            if (!IsTrusted(client))
            {
                break;
            }
        }

        context.Connection.RemoteIpAddress = client;
        ApplyProtocol(context.Request, Math.Max(hops, 1));
    }

    /// <summary>As many proxies as told of an address may have told of the protocol; often only the first of them does.</summary>
    private static void ApplyProtocol(HttpRequest request, int hops)
    {
        var elements = new ElementsFromRight(request.Headers[Protocol]);
        for (var hop = 0; hop < hops && elements.TryNext(out var protocol); hop++)
        {
            if (protocol.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase))
            {
                request.Scheme = Uri.UriSchemeHttps;
            }
            else if (protocol.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase))
            {
                request.Scheme = Uri.UriSchemeHttp;
            }
        }
    }

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An address with or without quotes, brackets and port.</summary>
    private static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        if (text is ['"', .. var quoted, '"'])
        {
            text = quoted;
        }

        if (IPAddress.TryParse(text, out address!))
        {
            return true;
        }

        var isEnd = IPEndPoint.TryParse(text, out var end);
        address = end?.Address!;
        return isEnd;
    }

    /// <summary>The elements of a header's list, the last of its last line first; empty ones don't count.</summary>
    private ref struct ElementsFromRight(StringValues lines)
    {
        private int line = lines.Count;
        private ReadOnlySpan<char> rest;

        public bool TryNext(out ReadOnlySpan<char> element)
        {
            while (true)
            {
                if (rest.IsEmpty)
                {
                    if (line == 0)
                    {
                        element = default;
                        return false;
                    }

                    rest = lines[--line];
                    continue;
                }

                var comma = rest.LastIndexOf(',');
                element = rest[(comma + 1)..].Trim(" \t");
                rest = comma < 0 ? default : rest[..comma];
                if (!element.IsEmpty)
                {
                    return true;
                }
            }
        }
    }
}
