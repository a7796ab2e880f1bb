using System.Globalization;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>By what visitors can be told apart on a site page.</summary>
internal enum Dimension
{
    Page,
    Source,
    Country,
    Browser,
    System,
    Device,
}

/// <summary>A value of a dimension, and how many visitors it has.</summary>
internal sealed record BreakdownRow(string Value, long Visitors);

/// <summary>The values of a dimension with the most visitors.</summary>
internal sealed class BreakdownReport(EventStore store)
{
    private const int Rows = 9;
    private const string Placeholder = "/*dimension*/";

    private static readonly string Statement = Sql.Read("Breakdown");

    public Task<List<BreakdownRow>> AskAsync(long siteId, Dimension dimension, Range range, CancellationToken cancel) =>
        store.QueryAsync(
            Statement.Replace(Placeholder, Column(dimension), StringComparison.Ordinal),
            [Sql.Site(siteId), Sql.Time("from", range.From), Sql.Time("to", range.To), new("limit", (uint)Rows), new("only", dimension == Dimension.Page ? "pageview" : "")],
            static row => new BreakdownRow(row.GetString(0), Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture)),
            cancel);

    private static string Column(Dimension dimension) => dimension switch
    {
        Dimension.Page => "path",
        Dimension.Source => "source",
        Dimension.Country => "country",
        Dimension.Browser => "browser",
        Dimension.System => "system",
        Dimension.Device => "device",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}
