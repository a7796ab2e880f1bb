namespace Seyr.Sites;

/// <summary>What a site's owner wants to happen there.</summary>
public sealed class SiteGoal
{
    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>The site.</summary>
    public long SiteId { get; set; }

    /// <summary>What it is called; a site has each name once.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>event</c>, <c>page</c> or <c>scroll</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>A custom event's name, or a page, in which a star stands for any text.</summary>
    public string Target { get; set; } = "";

    /// <summary>How far the page must be scrolled, in percent; 0 where it is not about that.</summary>
    public int Depth { get; set; }
}

/// <summary>Goals in the order in which somebody should reach them.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called; a site has each name once.</param>
/// <param name="Steps">The goals, first one first.</param>
public sealed record SiteFunnel(long Id, string Name, IReadOnlyList<SiteGoal> Steps);
