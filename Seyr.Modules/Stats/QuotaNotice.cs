using System.Globalization;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>What the owner is told when the organisation has used up its month.</summary>
internal static class QuotaNotice
{
    /// <returns>Null: there is nothing to tell.</returns>
    public static string? For(Site site, long used, Cycle cycle)
    {
        // A quota that blocks lets no event past its limit: reaching it is the moment to tell.
        var isUsedUp = site.QuotaBlocks ? used >= site.MonthlyEvents : used > site.MonthlyEvents;
        if (site.MonthlyEvents == 0 || !isUsedUp)
        {
            return null;
        }

        var what = site.QuotaBlocks
            ? string.Create(CultureInfo.InvariantCulture, $"Further events are not counted until {cycle.Until:d MMMM}.")
            : "Further events are still counted.";
        return $"The organisation has used {Display.Exact(used)} of its {Display.Exact(site.MonthlyEvents)} events this month (UTC). {what}";
    }
}
