namespace Seyr.Stats;

/// <summary>What the rollups have of each day.</summary>
internal static class Rollups
{
    /// <summary>By what they tell a day's numbers apart.</summary>
    public static readonly IReadOnlyList<DimensionSet> Sets =
    [
        DimensionSet.Total,
        new("page", [DimensionKind.Page]),
        new("entry_page", [DimensionKind.EntryPage]),
        new("exit_page", [DimensionKind.ExitPage]),
        new("hostname", [DimensionKind.Hostname]),
        new("source", [DimensionKind.Source]),
        new("channel", [DimensionKind.Channel]),
        new("referrer", [DimensionKind.Referrer]),
        new("utm_source", [DimensionKind.UtmSource]),
        new("utm_medium", [DimensionKind.UtmMedium]),
        new("utm_campaign", [DimensionKind.UtmCampaign]),
        new("utm_content", [DimensionKind.UtmContent]),
        new("utm_term", [DimensionKind.UtmTerm]),
        new("country", [DimensionKind.Country]),
        new("region", [DimensionKind.Country, DimensionKind.Region]),
        new("city", [DimensionKind.Country, DimensionKind.Region, DimensionKind.City]),
        new("browser", [DimensionKind.Browser]),
        new("browser_version", [DimensionKind.Browser, DimensionKind.BrowserVersion]),
        new("system", [DimensionKind.System]),
        new("system_version", [DimensionKind.System, DimensionKind.SystemVersion]),
        new("device", [DimensionKind.Device]),
        new("screen", [DimensionKind.Screen]),
        new("language", [DimensionKind.Language]),
        new("event", [DimensionKind.Event]),
        DimensionSet.AnyProperty,
    ];

    /// <summary>The set of these dimensions; null: the rollups don't have it.</summary>
    public static DimensionSet? Find(IReadOnlyList<Dimension> dimensions) =>
        Sets.FirstOrDefault(set => !set.IsAnyProperty && set.Dimensions.SequenceEqual(dimensions));

    /// <summary>Whether they have what a metric of a set is told of. Of single events they count no visits, but of pages.</summary>
    public static bool Has(DimensionSet set, Metric metric) =>
        set.Dimensions is [{ Kind: DimensionKind.Page }] || !(Metrics.IsOfPages(metric) || (set.IsOfEvents && Metrics.IsOfVisits(metric)));
}
