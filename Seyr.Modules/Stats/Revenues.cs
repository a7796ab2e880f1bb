using System.Globalization;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Asks what events earned.</summary>
internal sealed class Revenues(EventStore store)
{
    /// <summary>At most this many rows are told; a question with more is refused.</summary>
    public const int MaxRows = 4 * Query.MaxRows;

    /// <summary>What the events that a question is about earned, for each of its rows; in each currency by itself.</summary>
    /// <returns>Null: there are more than can be told.</returns>
    public async Task<ILookup<(string Key, long Bucket), Earned>?> AskAsync(Query query, CancellationToken cancel)
    {
        var statement = new Statement();
        var sql = new EventsSql(
            statement, query.SiteId, query.Zone, query.Range, [new DimensionSet("asked", query.Dimensions)], query.Interval, query.Filter, query.Goals).Revenue();
        statement.Name("most", (uint)MaxRows + 1);
        var rows = await store.QueryAsync(
            sql, statement.Parameters,
            static row => (
                Key: (row.GetString(0), row.GetInt64(1)),
                Earned: new Earned(new Money(decimal.Parse(row.GetString(3), NumberStyles.Number, CultureInfo.InvariantCulture), row.GetString(2)), row.GetInt64(4))),
            cancel);
        return rows.Count > MaxRows ? null : rows.ToLookup(static row => row.Key, static row => row.Earned);
    }
}

/// <summary>What some events earned together.</summary>
internal readonly record struct Earned(Money Total, long Events)
{
    /// <summary>What one earned on average.</summary>
    public Money Average => Total with { Amount = Math.Round(Total.Amount / Events, 3, MidpointRounding.AwayFromZero) };
}
