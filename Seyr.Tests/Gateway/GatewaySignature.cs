using System.Security.Cryptography;
using System.Text;

namespace Seyr.Gateway;

/// <summary>How the gateway signs. It is written out once more here, so that the tests hold two readings of the papers against each other.</summary>
internal static class GatewaySignature
{
    /// <summary>MD5's and SHA-256's signature of the fields that are named.</summary>
    public static (string Md5, string Sha256) Of(IReadOnlyDictionary<string, string> fields, IEnumerable<string> names, string password)
    {
        var signed = names.Where(fields.ContainsKey).Select(name => (Name: name, Value: fields[name])).ToList();
        return (Sign(signed, password, MD5.HashData), Sign(signed, password, SHA256.HashData));
    }

    private static string Sign(List<(string Name, string Value)> signed, string password, Func<byte[], byte[]> hash)
    {
        var secret = Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes(password)));
        var pairs = signed.Append(("store_passwd", secret)).OrderBy(static pair => pair.Item1, StringComparer.Ordinal).Select(static pair => $"{pair.Item1}={pair.Item2}");
        return Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes(string.Join('&', pairs))));
    }
}
