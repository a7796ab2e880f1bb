using System.Globalization;

namespace Seyr.Stats;

/// <summary>A small graph, as the points of its line in a picture of the size that is given here.</summary>
/// <param name="Line">The points.</param>
/// <param name="Words">What it shows, for who can't see it.</param>
public sealed record Sparkline(string Line, string Words)
{
    /// <summary>The picture's width,</summary>
    public const int Width = 240;

    /// <summary>and height.</summary>
    public const int Height = 48;

    /// <summary>The line is as wide as this, and stays inside.</summary>
    private const int Edge = 2;

    /// <summary>The line closed to an area.</summary>
    public string Area => $"0,{Height} {Line} {Width},{Height}";

    internal static Sparkline Of(IReadOnlyList<long> values, string unit, string what = "Visitors")
    {
        var most = Math.Max(1, values.DefaultIfEmpty().Max());
        var points = values.Select((value, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(double)Width * i / Math.Max(1, values.Count - 1):0.#},{Height - Edge - (double)(Height - (2 * Edge)) * value / most:0.#}"));
        var words = values.Count == 0 || values.Max() == 0
            ? $"{what} by {unit}: none."
            : $"{what} by {unit}: from {Display.Exact(values.Min())} to {Display.Exact(values.Max())}, {Display.Exact(values[^1])} in the last.";
        return new Sparkline(string.Join(' ', points), words);
    }
}
