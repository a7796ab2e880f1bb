using System.Globalization;
using NodaTime;

namespace Seyr.Stats;

/// <summary>A dimension by the name that the Stats API has for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Meaning">What it is, for whoever reads the documentation.</param>
/// <param name="Dimension">The dimension; null: it is time.</param>
/// <param name="Unset">What stands for a value that is not there.</param>
/// <param name="Interval">Time's buckets; null: they fit the range.</param>
internal sealed record ApiDimension(string Name, string Meaning, Dimension? Dimension, string Unset = ApiDimension.NotSet, Interval? Interval = null)
{
    /// <summary>What a custom property's dimension begins with.</summary>
    public const string PropertyStart = "event:props:";

    /// <summary>A property's longest name.</summary>
    public const int MaxPropertyLength = 300;

    private const string NotSet = "(not set)";
    private const string Direct = "Direct / None";
    private const string None = "(none)";
    private const string CountryName = "visit:country_name";

    /// <summary>All but those of properties, whose names are a site's own.</summary>
    public static readonly IReadOnlyList<ApiDimension> All =
    [
        new("event:page", "The page, as a path.", DimensionKind.Page),
        new("event:goal", "One of the site's goals, by its name.", DimensionKind.Goal),
        new("event:hostname", "The host.", DimensionKind.Hostname),
        new("event:name", "The event's name; pageview for page views.", DimensionKind.Event),
        new("event:currency", "The currency of what the event earned (ISO 4217).", DimensionKind.Currency, None),
        new("visit:entry_page", "The first page of the visit.", DimensionKind.EntryPage),
        new("visit:exit_page", "The last page of the visit.", DimensionKind.ExitPage),
        new("visit:entry_page_hostname", "The host of the first page.", DimensionKind.EntryHostname),
        new("visit:exit_page_hostname", "The host of the last page.", DimensionKind.ExitHostname),
        new("visit:source", "Where the visit came from, by name.", DimensionKind.Source, Direct),
        new("visit:channel", "Where it came from, by kind.", DimensionKind.Channel),
        new("visit:referrer", "Where it came from, by address.", DimensionKind.Referrer, Direct),
        new("visit:utm_source", "The campaign's source.", DimensionKind.UtmSource),
        new("visit:utm_medium", "Its medium.", DimensionKind.UtmMedium),
        new("visit:utm_campaign", "Its name.", DimensionKind.UtmCampaign),
        new("visit:utm_content", "Its content.", DimensionKind.UtmContent),
        new("visit:utm_term", "Its term.", DimensionKind.UtmTerm),
        new("visit:country", "The country, by its two letters of ISO 3166.", DimensionKind.Country),
        new("visit:region", "The region, by ISO 3166-2 where it has a code.", DimensionKind.Region),
        new("visit:city", "The city, by its English name.", DimensionKind.City),
        new(CountryName, "The country, by its English name.", DimensionKind.Country),
        new("visit:region_name", "The same as visit:region.", DimensionKind.Region),
        new("visit:city_name", "The same as visit:city.", DimensionKind.City),
        new("visit:device", "Desktop, Mobile, Tablet, …", DimensionKind.Device),
        new("visit:screen", "The width of the window: Phone, Tablet, Laptop, Desktop.", DimensionKind.Screen),
        new("visit:browser", "The browser.", DimensionKind.Browser),
        new("visit:browser_version", "Its main version.", DimensionKind.BrowserVersion),
        new("visit:os", "The operating system.", DimensionKind.System),
        new("visit:os_version", "Its version.", DimensionKind.SystemVersion),
        new("visit:language", "The language (BCP 47).", DimensionKind.Language),
        new("time", "Time, in buckets that fit the range.", null),
        new("time:minute", "Time by minute.", null, Interval: Stats.Interval.Minute),
        new("time:hour", "Time by hour.", null, Interval: Stats.Interval.Hour),
        new("time:day", "Time by day.", null, Interval: Stats.Interval.Day),
        new("time:week", "Time by week; weeks begin on Monday, the first one with the range.", null, Interval: Stats.Interval.Week),
        new("time:month", "Time by month.", null, Interval: Stats.Interval.Month),
    ];

    /// <summary>The dimension of a name; null: there is none.</summary>
    public static ApiDimension? Find(string name) =>
        All.FirstOrDefault(dimension => dimension.Name == name)
        ?? (name.StartsWith(PropertyStart, StringComparison.Ordinal) && name.Length - PropertyStart.Length is > 0 and <= MaxPropertyLength
            ? new ApiDimension(name, "A custom property.", new Dimension(DimensionKind.Property, name[PropertyStart.Length..]), None)
            : null);

    public bool IsTime => Dimension is null;

    public bool IsGoal => Dimension?.Kind == DimensionKind.Goal;

    public bool IsProperty => Dimension?.Kind == DimensionKind.Property;

    public bool IsPage => Dimension?.Kind == DimensionKind.Page;

    /// <summary>Whether its values are the names of countries, of which the store has codes.</summary>
    public bool IsCountryName => Name == CountryName;

    /// <summary>Whether the store's order of its values is not that of what is shown.</summary>
    public bool IsTranslated => IsGoal || IsCountryName;

    /// <summary>The last part of the name: what v1 calls its values.</summary>
    public string ShortName => IsProperty ? Name[PropertyStart.Length..] : Name[(Name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>A value as it is told.</summary>
    public string Text(string value, IReadOnlyList<Goal> goals) =>
        value.Length == 0 ? Unset
        : IsGoal ? goals[int.Parse(value, CultureInfo.InvariantCulture)].Name
        : IsCountryName ? Countries.Name(value)
        : value;

    /// <summary>A bucket of time as it is told; a range's first week begins with the range.</summary>
    public static string TimeText(long bucket, Interval interval, DateTimeZone zone, LocalDate first)
    {
        if (interval is Stats.Interval.Minute or Stats.Interval.Hour)
        {
            return Instant.FromUnixTimeSeconds(bucket).InZone(zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }

        var date = RolledDays.DateOf(bucket);
        return (interval == Stats.Interval.Week && date < first ? first : date).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
