using System.Globalization;

namespace Seyr.Sites;

/// <summary>What happened on a day, for whoever looks at the graph.</summary>
public sealed class SiteAnnotation
{
    /// <summary>The longest note.</summary>
    public const int MaxNoteLength = 300;

    private const string Format = "yyyy-MM-dd";
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>The day on the site's clock, as <c>2026-11-25</c>.</summary>
    public string Day { get; set; } = "";

    /// <summary>What happened.</summary>
    public string Note { get; set; } = "";

    /// <summary>Whether it is also for whoever sees the site in public or by a link.</summary>
    public bool IsPublic { get; set; }

    /// <summary>The day as a date.</summary>
    public DateOnly Date => DateOnly.ParseExact(Day, Format, CultureInfo.InvariantCulture);

    /// <summary>What is wrong with one; null: nothing.</summary>
    /// <returns>The field (<c>day</c>, <c>note</c>), and what it must be.</returns>
    public static (string Field, string Problem)? ProblemOf(SiteAnnotation annotation) =>
        !DateOnly.TryParseExact(annotation.Day, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < FirstYear or >= LastYear
            ? ("day", "A day such as 2026-11-25.")
        : annotation.Note.Length is 0 or > MaxNoteLength || annotation.Note.Any(char.IsControl) ? ("note", $"A line of 1 to {MaxNoteLength} characters.")
        : null;
}
