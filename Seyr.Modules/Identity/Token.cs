using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seyr.Identity;

/// <summary>Random secrets that let somebody in: 256 bits each. A store has their hashes only; with so many bits a plain hash is enough.</summary>
public static class Token
{
    private const int Bytes = 32;

    /// <summary>Longer ones are nobody's.</summary>
    internal const int MaxLength = 64;

    /// <summary>A new one, to be put into a cookie or an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What the store has of it.</summary>
    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Length <= MaxLength ? token : token[..MaxLength])));
}
