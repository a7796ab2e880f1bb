namespace Seyr.Stats;

/// <summary>What the dimensions are called: in addresses, and in words.</summary>
internal static class DimensionNames
{
    /// <summary>What stands before a property's name.</summary>
    public const string PropertyPrefix = "props:";

    private const int MaxPropertyLength = 300;

    private static readonly (string Name, DimensionKind Kind, string Title)[] Table =
    [
        ("page", DimensionKind.Page, "Page"), ("entry_page", DimensionKind.EntryPage, "Entry page"), ("exit_page", DimensionKind.ExitPage, "Exit page"),
        ("hostname", DimensionKind.Hostname, "Host"), ("source", DimensionKind.Source, "Source"), ("channel", DimensionKind.Channel, "Channel"),
        ("referrer", DimensionKind.Referrer, "Referrer"), ("utm_medium", DimensionKind.UtmMedium, "UTM medium"),
        ("utm_source", DimensionKind.UtmSource, "UTM source"), ("utm_campaign", DimensionKind.UtmCampaign, "UTM campaign"),
        ("utm_content", DimensionKind.UtmContent, "UTM content"), ("utm_term", DimensionKind.UtmTerm, "UTM term"),
        ("country", DimensionKind.Country, "Country"), ("region", DimensionKind.Region, "Region"), ("city", DimensionKind.City, "City"),
        ("browser", DimensionKind.Browser, "Browser"), ("browser_version", DimensionKind.BrowserVersion, "Browser version"),
        ("os", DimensionKind.System, "System"), ("os_version", DimensionKind.SystemVersion, "System version"), ("device", DimensionKind.Device, "Device"),
        ("screen", DimensionKind.Screen, "Screen"), ("language", DimensionKind.Language, "Language"), ("event", DimensionKind.Event, "Event"),
        ("goal", DimensionKind.Goal, "Goal"),
    ];

    /// <summary>All but properties, as a reader chooses among them.</summary>
    public static IEnumerable<(string Name, string Title)> All => Table.Select(static row => (row.Name, row.Title));

    /// <summary>The dimension of a name; null: there is none.</summary>
    public static Dimension? Find(string name)
    {
        if (name.StartsWith(PropertyPrefix, StringComparison.Ordinal))
        {
            return name.Length > PropertyPrefix.Length && name.Length <= MaxPropertyLength ? new Dimension(DimensionKind.Property, name[PropertyPrefix.Length..]) : null;
        }

        var found = Array.FindIndex(Table, row => row.Name == name);
        return found < 0 ? null : Table[found].Kind;
    }

    /// <summary>A dimension's name in addresses.</summary>
    public static string Name(Dimension dimension) =>
        dimension.Kind == DimensionKind.Property ? PropertyPrefix + dimension.Property : Array.Find(Table, row => row.Kind == dimension.Kind).Name;

    /// <summary>What a reader calls it.</summary>
    public static string Title(Dimension dimension) =>
        dimension.Kind == DimensionKind.Property ? dimension.Property : Array.Find(Table, row => row.Kind == dimension.Kind).Title;
}
