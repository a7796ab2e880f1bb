namespace Seyr.Stats;

/// <summary>By what numbers can be told apart, besides time.</summary>
internal enum DimensionKind
{
    Page,
    EntryPage,
    ExitPage,
    Hostname,
    EntryHostname,
    ExitHostname,
    Source,
    Channel,
    Referrer,
    ClickId,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Country,
    Region,
    City,
    Browser,
    BrowserVersion,
    System,
    SystemVersion,
    Device,
    Screen,
    Language,
    Event,

    /// <summary>In which currency an event earned something.</summary>
    Currency,

    /// <summary>One of the site's goals, by its number in <see cref="Query.Goals"/>.</summary>
    Goal,

    /// <summary>A custom property.</summary>
    Property,
}

/// <summary>A dimension; a property's has the property's name.</summary>
internal readonly record struct Dimension(DimensionKind Kind, string Property = "")
{
    public static implicit operator Dimension(DimensionKind kind) => new(kind);

    /// <summary>Whether it is told of single events, so that a visit may have several of its values.</summary>
    public bool IsOfEvents => Kind is DimensionKind.Page or DimensionKind.Hostname or DimensionKind.Event or DimensionKind.Currency or DimensionKind.Goal
        or DimensionKind.Property;

    /// <summary>Whether no column has it: it is told of a visit's last event, or first.</summary>
    public bool IsDerived => Kind is DimensionKind.ExitPage or DimensionKind.EntryHostname or DimensionKind.ExitHostname;

    /// <summary>The column that has it, in the events or in what is derived of them.</summary>
    public string Column => Kind switch
    {
        DimensionKind.Page => "path",
        DimensionKind.EntryPage => "entry_page",
        DimensionKind.ExitPage => "exit_page",
        DimensionKind.Hostname => "hostname",
        DimensionKind.EntryHostname => "entry_hostname",
        DimensionKind.ExitHostname => "exit_hostname",
        DimensionKind.Source => "source",
        DimensionKind.Channel => "channel",
        DimensionKind.Referrer => "referrer",
        DimensionKind.ClickId => "click_id",
        DimensionKind.UtmSource => "utm_source",
        DimensionKind.UtmMedium => "utm_medium",
        DimensionKind.UtmCampaign => "utm_campaign",
        DimensionKind.UtmContent => "utm_content",
        DimensionKind.UtmTerm => "utm_term",
        DimensionKind.Country => "country",
        DimensionKind.Region => "region",
        DimensionKind.City => "city",
        DimensionKind.Browser => "browser",
        DimensionKind.BrowserVersion => "browser_version",
        DimensionKind.System => "system",
        DimensionKind.SystemVersion => "system_version",
        DimensionKind.Device => "device",
        DimensionKind.Screen => "screen",
        DimensionKind.Language => "language",
        DimensionKind.Event => "name",
        DimensionKind.Currency => "currency",
        _ => throw new InvalidOperationException($"{Kind} has no column."),
    };

    /// <inheritdoc/>
    public override string ToString() => Kind + Property;
}

/// <summary>How wide the buckets of a question over time are.</summary>
internal enum Interval
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
}
