using System.Globalization;

namespace Seyr.Billing;

/// <summary>Days as people read them (UTC).</summary>
internal static class Dates
{
    public static string Day(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
