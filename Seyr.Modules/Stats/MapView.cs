namespace Seyr.Stats;

/// <summary>The map of the world.</summary>
/// <param name="Lands">Countries without visitors, as one shape: they are the ground.</param>
/// <param name="Countries">The others.</param>
public sealed record MapView(string Lands, IReadOnlyList<MapCountry> Countries)
{
    private const int Steps = 5;

    internal static MapView Make(Viewing viewing, Answer answer, IReadOnlyList<(string Code, string Path)> shapes)
    {
        var tab = Breakdown.Find(Breakdown.Locations, Breakdown.Map)!;
        var most = Math.Max(1, answer.Rows.Select(static row => row.Measures.Visitors).DefaultIfEmpty().Max());
        var all = answer.Rows.Sum(static row => row.Measures.Visitors);
        var rows = answer.Rows.ToDictionary(static row => row.Keys[0]);
        return new MapView(
            string.Concat(shapes.Where(shape => !rows.ContainsKey(shape.Code)).Select(static shape => shape.Path)),
            [
                .. from shape in shapes
                   where rows.ContainsKey(shape.Code)
                   let row = CardRow.Of(viewing, tab, DimensionKind.Country, rows[shape.Code], most, all)
                   select new MapCountry(shape.Path, StepOf(rows[shape.Code].Measures.Visitors, most), row.Address, $"{row.Value}: {row.Exact} ({row.Share})"),
            ]);
    }

    /// <summary>How dark a country is: by the root, since one country often has most.</summary>
    private static int StepOf(long visitors, long most) => Math.Clamp((int)Math.Ceiling(Steps * Math.Sqrt((double)visitors / most)), 1, Steps);
}

/// <summary>A country on the map.</summary>
/// <param name="Path">Its shape.</param>
/// <param name="Step">How dark it is, from 1 to 5.</param>
/// <param name="Address">The page with only this one.</param>
/// <param name="Title">Its name and visitors.</param>
public sealed record MapCountry(string Path, int Step, string Address, string Title);
