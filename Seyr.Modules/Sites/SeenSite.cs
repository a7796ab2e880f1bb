namespace Seyr.Sites;

/// <summary>A site, and how much of it somebody may see.</summary>
/// <param name="Site">The site.</param>
/// <param name="Limit">Only what this lets through; null: all.</param>
public sealed record SeenSite(Site Site, SiteSegment? Limit);
