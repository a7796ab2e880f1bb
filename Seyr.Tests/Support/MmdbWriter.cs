using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Seyr.Tests.Support;

/// <summary>
/// Writes small databases in MaxMind's format (maxmind.github.io/MaxMind-DB), by its specification: the package only reads,
/// and real databases of cities have a hundred megabytes. Values are texts, numbers, lists and dictionaries of these.
/// </summary>
internal static class MmdbWriter
{
    private const int Separator = 16;

    /// <summary>A database of both versions of IP, or of the fourth alone.</summary>
    public static byte[] Write(string type, bool isVersion4, params (string Network, object Data)[] entries)
    {
        var nodes = new List<int[]> { new int[2] };
        var data = new MemoryStream();
        foreach (var (network, value) in entries)
        {
            var parsed = IPNetwork.Parse(network);
            var plain = parsed.BaseAddress.GetAddressBytes();
            var isWide = plain.Length == 4 && !isVersion4;
            Insert(nodes, isWide ? [.. new byte[12], .. plain] : plain, parsed.PrefixLength + (isWide ? 96 : 0), -1 - (int)data.Length);
            Encode(data, value);
        }

        var file = new MemoryStream();
        Span<byte> record = stackalloc byte[4];
        foreach (var child in nodes.SelectMany(static node => node))
        {
            // 0: nothing is known; a negative number leads into the data.
            BinaryPrimitives.WriteUInt32BigEndian(record, (uint)(child > 0 ? child : child == 0 ? nodes.Count : nodes.Count + Separator - 1 - child));
            file.Write(record);
        }

        file.Write(new byte[Separator]);
        file.Write(data.ToArray());
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Encode(file, new Dictionary<string, object>
        {
            ["node_count"] = (uint)nodes.Count, ["record_size"] = (ushort)32, ["ip_version"] = (ushort)(isVersion4 ? 4 : 6), ["database_type"] = type,
            ["languages"] = new object[] { "en" }, ["binary_format_major_version"] = (ushort)2, ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = 1_773_144_000UL, ["description"] = new Dictionary<string, object> { ["en"] = "test" },
        });
        return file.ToArray();
    }

    private static void Insert(List<int[]> nodes, byte[] address, int length, int leaf)
    {
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            ref var child = ref nodes[node][(address[bit / 8] >> (7 - (bit % 8))) & 1];
            if (bit == length - 1)
            {
                child = leaf;
            }
            else if (child == 0)
            {
                child = nodes.Count;
                nodes.Add(new int[2]);
            }

            node = child;
        }
    }

    private static void Encode(MemoryStream target, object value)
    {
        switch (value)
        {
            case string text:
                Head(target, 2, Encoding.UTF8.GetByteCount(text));
                target.Write(Encoding.UTF8.GetBytes(text));
                break;
            case ushort number:
                Number(target, 5, number, sizeof(ushort));
                break;
            case uint number:
                Number(target, 6, number, sizeof(uint));
                break;
            case ulong number:
                Number(target, 9, number, sizeof(ulong));
                break;
            case object[] list:
                Head(target, 11, list.Length);
                Array.ForEach(list, item => Encode(target, item));
                break;
            case Dictionary<string, object> map:
                Head(target, 7, map.Count);
                foreach (var (key, item) in map)
                {
                    Encode(target, key);
                    Encode(target, item);
                }

                break;
            default:
                throw new ArgumentException(value.GetType().Name);
        }
    }

    private static void Number(MemoryStream target, int type, ulong number, int size)
    {
        Head(target, type, size);
        for (var shift = 8 * (size - 1); shift >= 0; shift -= 8)
        {
            target.WriteByte((byte)(number >> shift));
        }
    }

    private static void Head(MemoryStream target, int type, int size)
    {
        const int Longer = 29;
        target.WriteByte((byte)(((type <= 7 ? type : 0) << 5) | Math.Min(size, Longer)));
        if (type > 7)
        {
            target.WriteByte((byte)(type - 7));
        }

        if (size >= Longer)
        {
            target.WriteByte((byte)(size - Longer));
        }
    }
}
