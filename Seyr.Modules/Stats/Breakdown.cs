namespace Seyr.Stats;

/// <summary>A tab of a card: by what it tells the numbers apart.</summary>
/// <param name="Card">The card, by its name in addresses.</param>
/// <param name="Key">Its own name there.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Set">Its dimensions, by the name of the rollups' set; empty: it is none of those.</param>
/// <param name="Dimension">The dimension that a click on a row filters by.</param>
/// <param name="Next">The tab that opens with that click; empty: it stays.</param>
/// <param name="Group">The tab under which it stands; empty: it stands for itself.</param>
internal sealed record Breakdown(string Card, string Key, string Title, string Set, DimensionKind Dimension, string Next = "", string Group = "")
{
    public const string Sources = "sources";
    public const string Pages = "pages";
    public const string Locations = "locations";
    public const string Devices = "devices";
    public const string Behaviour = "behaviour";

    /// <summary>The countries as a map.</summary>
    public const string Map = "map";

    /// <summary>The site's goals.</summary>
    public const string Goals = "goals";

    /// <summary>The site's funnels, one at a time.</summary>
    public const string Funnels = "funnels";

    /// <summary>The values of a custom property.</summary>
    public const string Properties = "properties";

    /// <summary>Custom events.</summary>
    public const string Events = "events";

    private const string Campaigns = "Campaigns";

    /// <summary>All tabs, card by card; the first of a card is the one that is shown when none was chosen.</summary>
    public static readonly IReadOnlyList<Breakdown> All =
    [
        new(Sources, "sources", "Sources", "source", DimensionKind.Source, Next: "referrers"),
        new(Sources, "channels", "Channels", "channel", DimensionKind.Channel, Next: "sources"),
        new(Sources, "referrers", "Referrers", "referrer", DimensionKind.Referrer),
        new(Sources, "utm_medium", "Medium", "utm_medium", DimensionKind.UtmMedium, Group: Campaigns),
        new(Sources, "utm_source", "Source", "utm_source", DimensionKind.UtmSource, Group: Campaigns),
        new(Sources, "utm_campaign", "Campaign", "utm_campaign", DimensionKind.UtmCampaign, Group: Campaigns),
        new(Sources, "utm_content", "Content", "utm_content", DimensionKind.UtmContent, Group: Campaigns),
        new(Sources, "utm_term", "Term", "utm_term", DimensionKind.UtmTerm, Group: Campaigns),
        new(Pages, "pages", "Top pages", "page", DimensionKind.Page),
        new(Pages, "entry", "Entry pages", "entry_page", DimensionKind.EntryPage),
        new(Pages, "exit", "Exit pages", "exit_page", DimensionKind.ExitPage),
        new(Locations, Map, "Map", "country", DimensionKind.Country, Next: "regions"),
        new(Locations, "countries", "Countries", "country", DimensionKind.Country, Next: "regions"),
        new(Locations, "regions", "Regions", "region", DimensionKind.Region, Next: "cities"),
        new(Locations, "cities", "Cities", "city", DimensionKind.City),
        new(Devices, "browsers", "Browsers", "browser", DimensionKind.Browser, Next: "browser_versions"),
        new(Devices, "browser_versions", "Versions", "browser_version", DimensionKind.BrowserVersion),
        new(Devices, "systems", "Systems", "system", DimensionKind.System, Next: "system_versions"),
        new(Devices, "system_versions", "Versions", "system_version", DimensionKind.SystemVersion),
        new(Devices, "devices", "Devices", "device", DimensionKind.Device),
        new(Devices, "screens", "Screens", "screen", DimensionKind.Screen),
        new(Devices, "languages", "Languages", "language", DimensionKind.Language),
        new(Behaviour, Goals, "Goals", "", DimensionKind.Goal),
        new(Behaviour, Funnels, "Funnels", "", DimensionKind.Goal),
        new(Behaviour, Events, "Custom events", "event", DimensionKind.Event),
        new(Behaviour, Properties, "Properties", "", DimensionKind.Property),
    ];

    /// <summary>The cards, in their order on the page.</summary>
    public static readonly IReadOnlyList<(string Key, string Title)> Cards =
        [(Sources, "Sources"), (Pages, "Pages"), (Locations, "Locations"), (Devices, "Devices"), (Behaviour, "Behaviour")];

    /// <summary>Whether it is only shown where a filter or a click leads to it.</summary>
    public bool IsHidden => Key is "browser_versions" or "system_versions";

    /// <summary>The rollups' set; null: it is none of those.</summary>
    public DimensionSet? Rolled => Set.Length == 0 ? null : Rollups.Sets.First(set => set.Name == Set);

    /// <summary>The tab of these names; null: there is none.</summary>
    public static Breakdown? Find(string card, string? key) => All.FirstOrDefault(each => each.Card == card && each.Key == key);

    /// <summary>The tab that a card shows when none was chosen.</summary>
    public static Breakdown FirstOf(string card) => All.First(each => each.Card == card);
}
