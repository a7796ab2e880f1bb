namespace Seyr.Sites;

/// <summary>How much a site does to keep bots out.</summary>
public enum BotFilter
{
    /// <summary>Nothing: whoever sends a beacon is counted.</summary>
    Off,

    /// <summary>Keeps out what can't be a person: named bots, programs, pages fetched ahead that nobody has seen.</summary>
    Basic,

    /// <summary>Also what is unlike a browser, at the price of a person now and then.</summary>
    Strict,
}
