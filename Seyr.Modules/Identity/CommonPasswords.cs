using System.Security.Cryptography;
using System.Text;

namespace Seyr.Identity;

/// <summary>Passwords that are tried first because so many people have them: sorted beginnings of their SHA-256, made by <c>build.mjs</c>.</summary>
internal static class CommonPasswords
{
    private const int PrefixBytes = 8;

    private static readonly Lazy<byte[]> Prefixes = new(Read);

    /// <summary>Whether it is one of them, in any case.</summary>
    public static bool Contains(string password)
    {
        var wanted = SHA256.HashData(Encoding.UTF8.GetBytes(password.ToLowerInvariant())).AsSpan(0, PrefixBytes);
        var prefixes = Prefixes.Value.AsSpan();
        var (low, high) = (0, (prefixes.Length / PrefixBytes) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (prefixes.Slice(middle * PrefixBytes, PrefixBytes).SequenceCompareTo(wanted))
            {
                case 0:
                    return true;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return false;
    }

    private static byte[] Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("passwords.bin")!;
        var all = new byte[stream.Length];
        stream.ReadExactly(all);
        return all;
    }
}
