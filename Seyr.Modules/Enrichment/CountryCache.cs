using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Seyr.Enrichment;

/// <summary>
/// Countries of networks that were asked for lately, so that most addresses cost neither a walk through the database nor
/// an allocation. An entry is one word, network and country, so that threads need no lock; two networks that meet in one
/// place push each other out.
/// </summary>
internal sealed class CountryCache
{
    /// <summary>Half a megabyte.</summary>
    private const int Places = 1 << 16;

    private const int CodeBits = 16;
    private const int Letters = 26;

    private static readonly string[] Codes =
        [.. Enumerable.Range(0, Letters * Letters).Select(static code => $"{(char)('A' + (code / Letters))}{(char)('A' + (code % Letters))}")];

    private readonly ulong[] places = new ulong[Places];

    /// <summary>The bits by which a network is known: longer ones aren't kept.</summary>
    public static int PrefixLength(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;

    /// <summary>The first 24 bits of an IPv4 address, or the first 48 of an IPv6 one; public addresses of the two never look alike.</summary>
    public static ulong Network(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return length == sizeof(uint) ? first >> 40 : first >> 16;
    }

    /// <summary>The network's country, empty for none; null when it isn't known.</summary>
    public string? Find(ulong network)
    {
        var entry = Volatile.Read(ref Place(network));
        var code = (int)(entry & ((1 << CodeBits) - 1));
        return code == 0 || entry >> CodeBits != network ? null : code == 1 ? "" : Codes[code - 2];
    }

    public void Add(ulong network, string country)
    {
        if (country is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        {
            Volatile.Write(ref Place(network), (network << CodeBits) | (uint)(((country[0] - 'A') * Letters) + country[1] - 'A' + 2));
        }
        else if (country.Length == 0)
        {
            Volatile.Write(ref Place(network), (network << CodeBits) | 1);
        }
    }

    private ref ulong Place(ulong network) => ref places[(network * 0x9E37_79B9_7F4A_7C15) >> 48];
}
