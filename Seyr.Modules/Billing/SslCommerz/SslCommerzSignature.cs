using System.Security.Cryptography;
using System.Text;

namespace Seyr.Billing.SslCommerz;

/// <summary>
/// What SSLCommerz signs its posts with: the fields that <c>verify_key</c> names, in the order of their names, with the password's
/// hash among them; once with MD5, once with SHA-256 throughout.
/// </summary>
internal static class SslCommerzSignature
{
    private const string Password = "store_passwd";

    /// <summary>The sender says what is signed: less than this proves nothing.</summary>
    private static readonly string[] Always = ["tran_id", "amount", "currency", "currency_type", "currency_amount", "status", "store_id"];

    private static readonly string[] WhenValid = ["val_id", "store_amount", "risk_level"];

    /// <summary>Whether who sent the form knows the password, and signed what matters. All signatures that are there must be right, and one must be.</summary>
    public static bool IsRight(IReadOnlyDictionary<string, string> form, string password)
    {
        var names = form.GetValueOrDefault("verify_key", "").Split(',');
        var needed = form.GetValueOrDefault("status") is "VALID" or "VALIDATED" ? Always.Concat(WhenValid) : Always;
        if (!needed.All(name => names.Contains(name, StringComparer.Ordinal) && form.ContainsKey(name)))
        {
            return false;
        }

        var md5 = form.GetValueOrDefault("verify_sign", "");
        var sha = form.GetValueOrDefault("verify_sign_sha2", "");
        return (md5.Length > 0 || sha.Length > 0)
            && (md5.Length == 0 || IsSame(md5, Sign(form, names, password, Md5)))
            && (sha.Length == 0 || IsSame(sha, Sign(form, names, password, Sha256)));
    }

    /// <summary>The two signatures of a form, MD5's and SHA-256's.</summary>
    internal static (string Md5, string Sha256) Sign(IReadOnlyDictionary<string, string> form, IReadOnlyList<string> names, string password) =>
        (Sign(form, names, password, Md5), Sign(form, names, password, Sha256));

    private static string Sign(IReadOnlyDictionary<string, string> form, IEnumerable<string> names, string password, Func<string, string> hash)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Where(form.ContainsKey))
        {
            pairs[name] = form[name];
        }

        pairs[Password] = hash(password);
        return hash(string.Join('&', pairs.Select(static pair => $"{pair.Key}={pair.Value}")));
    }

    private static bool IsSame(string given, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(right));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
