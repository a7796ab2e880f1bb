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
    Event,
}

/// <summary>A value of a dimension, how many visitors it has, and how many events.</summary>
internal sealed record BreakdownRow(string Value, long Visitors, long Events);

/// <summary>The values of a dimension with the most visitors.</summary>
internal sealed class BreakdownReport(EventStore store)
{
    private const int Rows = 9;
    private const string Placeholder = "/*dimension*/";

    private static readonly string Statement = Sql.Read("Breakdown");

    public Task<List<BreakdownRow>> AskAsync(long siteId, Dimension dimension, Range range, CancellationToken cancel) =>
        store.QueryAsync(
            Statement.Replace(Placeholder, Column(dimension), StringComparison.Ordinal),
            [Sql.Site(siteId), Sql.Time("from", range.From), Sql.Time("to", range.To), new("limit", (uint)Rows), new("kind", Kind(dimension))],
            static row => new BreakdownRow(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            cancel);

    private static string Kind(Dimension dimension) => dimension switch
    {
        Dimension.Page => "page",
        Dimension.Event => "event",
        _ => "any",
    };

    private static string Column(Dimension dimension) => dimension switch
    {
        Dimension.Page => "path",
        Dimension.Source => "source",
        Dimension.Country => "country",
        Dimension.Browser => "browser",
        Dimension.System => "system",
        Dimension.Device => "device",
        Dimension.Event => "name",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}
