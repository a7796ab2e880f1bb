using System.Globalization;

namespace Seyr.Billing;

/// <summary>Numbers of invoices and credit notes, as people write them: a year and a number.</summary>
internal static class Numbers
{
    /// <returns>Null: it is none.</returns>
    public static (int Year, long Number)? Parse(string text) =>
        text.Split('-') is [var first, var second] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (year, number) : null;
}
