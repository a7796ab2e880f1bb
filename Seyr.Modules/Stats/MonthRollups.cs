using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Rolls up months from their days, so that a year's answer reads a dozen rows of a page and not hundreds.</summary>
internal sealed class MonthRollups(EventStore store)
{
    /// <summary>Sets of dimensions that one statement makes: each takes memory.</summary>
    private const int SetsAtOnce = 6;

    private static readonly string Pending = Sql.Read("PendingMonths");
    private static readonly string RollUp = Sql.Read("RollUpMonth");
    private static readonly Metric[] Metrics = Enum.GetValues<Metric>();

    /// <summary>Rolls up the months of some sites of one clock that are to be rolled up now.</summary>
    public async Task RollAsync(IReadOnlyList<long> siteIds, DateTimeZone zone, LocalDate today, Duration settle, CancellationToken cancel)
    {
        var pending = await store.QueryAsync(
            Pending,
            [
                new("sites", string.Join(',', siteIds)), Sql.Zone(zone.Id), new("settle", (long)settle.TotalMilliseconds),
                new("today", today.AtMidnight().InUtc().ToDateTimeUtc()),
            ],
            static row => (SiteId: row.GetInt64(0), First: row.GetInt64(1)),
            cancel);
        foreach (var (siteId, first) in pending)
        {
            await RollAsync(siteId, new RolledMonth(first, await NowAsync(cancel)), zone, settle, cancel);
        }
    }

    /// <summary>By the store's own clock, as are the arrivals that this is compared with.</summary>
    public async Task<long> NowAsync(CancellationToken cancel) =>
        (await store.QueryAsync("select toInt64(toUnixTimestamp64Milli(now64(3)))", [], static row => row.GetInt64(0), cancel))[0];

    private async Task RollAsync(long siteId, RolledMonth month, DateTimeZone zone, Duration settle, CancellationToken cancel)
    {
        var query = new Query(siteId, zone, new Range(RolledDays.StartOf(month.First, zone), RolledDays.StartOf(month.Last + 1, zone)), Metrics);
        var days = await new RolledDays(store, TimeProvider.System, settle, TimeSpan.Zero).InAsync(siteId, zone, query.Range, cancel);
        if (days.Count == 0)
        {
            return;
        }

        var measures = Measures.Columns.Skip(1).ToList();
        foreach (var sets in Rollups.Sets.Where(static set => set != DimensionSet.Total && !set.IsAnyProperty).Chunk(SetsAtOnce).Append([DimensionSet.AnyProperty]))
        {
            var statement = new Statement();
            statement.Name("rolled", month.Rolled);
            statement.Name("month", month.First);
            var sql = RollUp
                .Replace("/*measures*/", string.Join(", ", measures), StringComparison.Ordinal)
                .Replace("/*sums*/", string.Join(", ", measures.Select(static column => $"sum(p.{column})")), StringComparison.Ordinal)
                .Replace("/*parts*/", string.Join("\nunion all\n", Answers.PartsWithRollups(statement, query, sets, days, [])), StringComparison.Ordinal);
            await store.ChangeAsync(sql, statement.Parameters, cancel);
        }

        await store.ChangeAsync(
            """
            insert into rolled_months (site_id, month, zone, rolled)
            select {site:UInt32}, toDate(toUInt16({month:Int64})), {zone:String}, toUInt64({rolled:Int64}) * 1000 + toUInt64({month:Int64}) % 1000
            """,
            [Sql.Site(siteId), new("month", month.First), Sql.Zone(zone.Id), new("rolled", month.Rolled)],
            cancel);
    }
}
