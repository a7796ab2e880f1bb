using Seyr.Web;

namespace Seyr.Sites;

/// <summary>What a rule would have matched, as a page shows it.</summary>
/// <param name="Title">What it is of.</param>
/// <param name="Summary">All of it in words.</param>
/// <param name="Parts">What was matched, by kind.</param>
public sealed record PreviewView(string Title, string Summary, IReadOnlyList<PreviewPart> Parts)
{
    private const string NoAnswer = "The numbers can't be asked for right now. What you save holds all the same.";

    private static readonly string Lately = $"the last {IPreviews.Days} days";

    internal static PreviewView OfGoal(string name, Preview? reached) => new(
        $"“{name}” in {Lately}",
        reached is null ? NoAnswer
        : reached.Times == 0 ? "Nobody reached it."
        : $"Reached {Times(reached.Times)} by {Visitors(reached.Visitors)}.",
        reached is null ? [] : [Part(reached, "Page", "Times")]);

    internal static PreviewView OfShield(IReadOnlyList<Preview>? kept, bool hasAddresses)
    {
        string[] words =
        [
            kept is null ? NoAnswer
            : kept.Count == 0 ? "No list that keeps anything out by page, country or host."
            : kept.All(static each => each.Times == 0) ? "Nothing of what was counted would have been kept out."
            : string.Join(" ", kept.Where(static each => each.Times > 0).Select(static each => $"{Views(each.Times)}: {Values(each)}.")),
            .. hasAddresses ? ["Addresses are never stored, so there is no telling what was counted of them."] : Array.Empty<string>(),
        ];
        return new PreviewView(
            $"Would have been kept out in {Lately}", string.Join(" ", words), [.. (kept ?? []).Select(static each => Part(each, Heading(each.What), "Page views"))]);
    }

    private static PreviewPart Part(Preview found, string heading, string counted) => new(
        heading, counted, [.. found.Top.Select(static row => (row.Value, Locale.Current.Exact(row.Times)))],
        found.Values > found.Top.Count ? $"And {Locale.Current.Exact(found.Values - found.Top.Count)} more." : "");

    private static string Heading(string what) => what switch { "pages" => "Page", "countries" => "Country", _ => "Host that isn't listed" };

    private static string Values(Preview found) =>
        found.Values == 1 ? "one " + Heading(found.What).Split(' ')[0].ToLowerInvariant() : $"{Locale.Current.Exact(found.Values)} {found.What}";

    private static string Times(long times) => times == 1 ? "once" : $"{Locale.Current.Exact(times)} times";

    private static string Visitors(long visitors) => visitors == 1 ? "one visitor" : $"{Locale.Current.Exact(visitors)} visitors";

    private static string Views(long views) => views == 1 ? "One page view" : $"{Locale.Current.Exact(views)} page views";
}

/// <summary>What was matched, of one kind.</summary>
/// <param name="Heading">What its rows are.</param>
/// <param name="Counted">What they count.</param>
/// <param name="Rows">The most frequent.</param>
/// <param name="More">That there are more; empty: there aren't.</param>
public sealed record PreviewPart(string Heading, string Counted, IReadOnlyList<(string Value, string Count)> Rows, string More);
