using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Seyr.Ingest;

/// <summary>
/// The number by which a visitor is known to one site for one UTC day: the first 64 bits of HMAC-SHA-256 under the
/// day's salt, of address, user agent and domain, each after its length, so that no two triples look alike. An event that
/// tells of an earlier day, whose salt is gone, has that day as a fourth: its ids too are others on each day.
/// </summary>
internal static class VisitorId
{
    /// <summary>A longer user agent tells nobody apart any better.</summary>
    private const int MaxUserAgentBytes = 1_024;
    private const int AddressBytes = 16;
    private const int MaxBytes = (4 * sizeof(ushort)) + AddressBytes + MaxUserAgentBytes + Sites.Domains.MaxLength + sizeof(int);

    /// <summary>The id on a UTC day, counted from 1970: while that day's salt lives, the same as that of a live event.</summary>
    public static ulong On(DailySalt salt, int day, int today, IPAddress address, string userAgent, string domain)
    {
        if (day >= today - 1)
        {
            var (now, yesterday) = Compute(salt, address, userAgent, domain);
            if ((day >= today ? now : yesterday) is { } known)
            {
                return known;
            }
        }

        return Compute(salt, address, userAgent, domain, day).Today;
    }

    public static (ulong Today, ulong? Yesterday) Compute(DailySalt salt, IPAddress address, string userAgent, string domain, int? day = null)
    {
        Span<byte> text = stackalloc byte[MaxBytes];
        var length = 0;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(text[sizeof(ushort)..], out var addressLength);
        length += Prefix(text, addressLength);
        length += Add(text[length..], userAgent, MaxUserAgentBytes);
        length += Add(text[length..], domain, Sites.Domains.MaxLength);
        if (day is { } earlier)
        {
            BinaryPrimitives.WriteInt32LittleEndian(text[(length + sizeof(ushort))..], earlier);
            length += Prefix(text[length..], sizeof(int));
        }

        var ids = salt.Compute(static (key, message) => First64Bits(key, message), (ReadOnlySpan<byte>)text[..length]);
        CryptographicOperations.ZeroMemory(text[..length]);
        return ids;
    }

    private static ulong First64Bits(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private static int Add(Span<byte> target, string text, int max)
    {
        System.Text.Unicode.Utf8.FromUtf16(text, target.Slice(sizeof(ushort), max), out _, out var written);
        return Prefix(target, written);
    }

    private static int Prefix(Span<byte> target, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)length);
        return sizeof(ushort) + length;
    }
}
