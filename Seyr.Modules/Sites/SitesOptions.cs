namespace Seyr.Sites;

/// <summary>What the module needs to know of the outside.</summary>
/// <param name="PublicUrl">The address at which browsers reach this server, with a slash at its end; null: as each request says.</param>
public sealed record SitesOptions(Uri? PublicUrl);
