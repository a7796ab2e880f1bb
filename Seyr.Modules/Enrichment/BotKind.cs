namespace Seyr.Enrichment;

/// <summary>What a user agent admits of a program without a person.</summary>
public enum BotKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is a bot that crawler-user-agents or uap-core knows by name.</summary>
    Crawler,

    /// <summary>It is one that crawler-user-agents knows to read for an AI.</summary>
    AiCrawler,

    /// <summary>No list names it, isbot takes it for one, and it tells of no system that people use; or it says nothing at all, as no browser does.</summary>
    Program,

    /// <summary>No list names it and isbot takes it for one, though it tells of a system: now and then that is a person.</summary>
    Suspect,
}
