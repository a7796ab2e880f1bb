namespace Seyr.Stats;

/// <summary>A number above the graph, with its change against what it is compared with.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Value">The number.</param>
/// <param name="Exact">The same in full.</param>
/// <param name="Change">Its change; null: there is nothing to compare with.</param>
/// <param name="Mood">Whether the change is <c>good</c> or <c>bad</c>.</param>
/// <param name="Before">What it was; null: there is nothing to compare with.</param>
/// <param name="Address">The page on which it is the graph's.</param>
/// <param name="IsShown">Whether it is.</param>
public sealed record Tile(string Title, string Value, string Exact, string? Change, string Mood, string? Before, string Address, bool IsShown)
{
    internal static Tile Of(Viewing viewing, TileKind kind, Screen screen)
    {
        var now = kind.Of(screen.Now.Totals, screen.Now.Whole);
        var before = screen.Before is { } course ? kind.Of(course.Totals, course.Whole) : null;
        var change = Display.Change(now, before);
        var first = viewing.Tiles[0].Key == kind.Key;
        return new Tile(
            kind.Title,
            kind.Show(now),
            kind.Show(now, isShort: false),
            change is { } number ? Display.Change(number) : null,
            change is null or 0 ? "" : change > 0 != kind.LessIsBetter ? "good" : "bad",
            screen.Before is null ? null : kind.Show(before, isShort: false),
            viewing.Address(viewing.State with { Metric = first ? "" : kind.Key }),
            kind == viewing.Shown);
    }
}
