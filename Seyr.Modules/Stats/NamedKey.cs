using System.Globalization;
using System.Text;

namespace Seyr.Stats;

/// <summary>Something with a name as it stands in an address: its number, by which it is found, and its name for who reads it: <c>12-phone-readers</c>.</summary>
internal static class NamedKey
{
    private const int MaxLength = 40;

    public static string Of(long id, string name)
    {
        var key = new StringBuilder(id.ToString(CultureInfo.InvariantCulture));
        foreach (var word in name.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = string.Concat(word.Where(char.IsAsciiLetterOrDigit));
            if (plain.Length > 0 && key.Length + plain.Length < MaxLength)
            {
                key.Append('-').Append(plain);
            }
        }

        return key.ToString();
    }

    /// <summary>The number in an address; null: there is none.</summary>
    public static long? IdOf(string key)
    {
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return long.TryParse(dash < 0 ? key : key[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
