namespace Seyr.Sites;

/// <summary>What a key may be used for. The numbers are stored: a new one gets the next bit.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Asking for statistics: <c>stats:read</c>.</summary>
    StatsRead = 1,

    /// <summary>Sending events: <c>events:write</c>.</summary>
    EventsWrite = 2,

    /// <summary>Managing the organisation's sites and people: <c>sites:manage</c>.</summary>
    SitesManage = 4,
}
