namespace Seyr.Sites;

/// <summary>A filter that was saved under a name.</summary>
public sealed class SiteSegment
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>What it is called.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whose it is; null: everybody's who sees the site.</summary>
    public long? OwnerId { get; set; }

    /// <summary>The terms of its filter, as the site's page has them in its address, a line each.</summary>
    public string Terms { get; set; } = "";

    /// <summary>Why no link is limited to a segment of goals.</summary>
    public const string OfGoalsLimitsNothing = "Goals can be removed or named anew, and a link that hangs on one would show something else. Save a segment of events or pages.";

    /// <summary>Whether it asks about goals.</summary>
    public bool IsOfGoals => Terms.Split('\n').Any(static term => term.Split(',') is [_, "goal", ..]);

    /// <summary>What is wrong with a name; null: nothing.</summary>
    public static string? NameProblem(string name) =>
        name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) ? $"A name of 1 to {MaxNameLength} characters." : null;
}
