namespace Seyr.Sites;

/// <summary>What the check of a site's snippet found.</summary>
/// <param name="IsRight">Whether the page counts.</param>
/// <param name="Title">What was found.</param>
/// <param name="Advice">What it means, and what to do.</param>
public sealed record SnippetFinding(bool IsRight, string Title, string Advice);
