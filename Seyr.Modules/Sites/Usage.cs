using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// What organisations have used, by UTC day. Use arrives as what a segment of events adds; a ledger of segments makes
/// sure that a segment counts once, however often it is told. It stays when a site or its events go.
/// </summary>
public sealed class Usage(RelationalStore store, TimeProvider clock)
{
    /// <summary>A segment is taken off the ledger when the next one comes; what a lost server left there goes after this.</summary>
    private static readonly TimeSpan LedgerKeeps = TimeSpan.FromDays(30);

    /// <summary>Whether other servers may write to the same usage.</summary>
    public bool IsShared => store.IsPostgres;

    /// <summary>The UTC day of a time in seconds since 1970, as a number: 20261231.</summary>
    public static int DayOf(long time)
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(time);
        return (((date.Year * 100) + date.Month) * 100) + date.Day;
    }

    /// <summary>All organisations' use since a day, by day; who has used nothing is not there.</summary>
    public async Task<IReadOnlyList<UsageCount>> LoadAsync(int since, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<UsageCount>(
            "select organisation_id as OrganisationId, day, events from usage where day >= @since", new { since })).AsList();
    }

    /// <summary>An organisation's use from one day to another.</summary>
    public async Task<long> OfAsync(long organisationId, int first, int last, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await OfAsync(connection, organisationId, first, last);
    }

    /// <summary>The same of a month.</summary>
    public Task<long> OfAsync(long organisationId, Cycle cycle, CancellationToken cancel) => OfAsync(organisationId, cycle.First, cycle.Last, cancel);

    /// <summary>The same, on a connection that is open.</summary>
    internal static Task<long> OfAsync(DbConnection connection, long organisationId, int first, int last) => connection.ExecuteScalarAsync<long>(
        "select cast(coalesce(sum(events), 0) as bigint) from usage where organisation_id = @organisationId and day between @first and @last",
        new { organisationId, first, last });

    /// <summary>Adds what a segment's events use, all or nothing, unless it was added before.</summary>
    /// <param name="segment">The segment's name, which no other has.</param>
    /// <param name="retired">A segment of which nobody will tell again, since its file is gone; it leaves the ledger. Null: none.</param>
    /// <param name="deltas">What it adds.</param>
    /// <param name="cancel">Gives up waiting; it may have been added all the same, so tell it again.</param>
    /// <returns>The totals of the organisations and days in <paramref name="deltas"/>, with what other servers have added.</returns>
    /// <exception cref="DbException">The store did not answer: tell it again.</exception>
    public async Task<IReadOnlyList<UsageCount>> ApplyAsync(string segment, string? retired, IReadOnlyList<UsageCount> deltas, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isNew = await connection.ExecuteAsync(
            "insert into usage_segments (segment, applied_at) values (@segment, @now) on conflict do nothing", new { segment, now = Now() }, transaction) > 0;
        if (retired is not null)
        {
            await connection.ExecuteAsync("delete from usage_segments where segment = @retired", new { retired }, transaction);
        }

        // In one order for everybody: two servers that add to the same two organisations would else wait for each other.
        var totals = new List<UsageCount>();
        foreach (var delta in UsageCount.Merge(deltas))
        {
            totals.Add(delta with { Events = await AddAsync(transaction, isNew ? delta : delta with { Events = 0 }) });
        }

        await transaction.CommitAsync(cancel);
        return totals;
    }

    /// <summary>Whether a segment was added before.</summary>
    public async Task<bool> IsAppliedAsync(string segment, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from usage_segments where segment = @segment", new { segment }) > 0;
    }

    /// <summary>Raises use to what is known from elsewhere; never lowers it.</summary>
    /// <returns>What was raised: the totals as they are now.</returns>
    public async Task<IReadOnlyList<UsageCount>> RaiseAsync(IReadOnlyList<UsageCount> counts, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var raised = new List<UsageCount>();
        foreach (var count in counts.Where(static count => count.Events > 0).OrderBy(static count => count.OrganisationId).ThenBy(static count => count.Day))
        {
            var total = await connection.ExecuteScalarAsync<long?>(
                """
                insert into usage (organisation_id, day, events) values (@OrganisationId, @Day, @Events)
                on conflict (organisation_id, day) do update set events = excluded.events where usage.events < excluded.events
                returning events
                """,
                count,
                transaction);
            if (total is { } events)
            {
                raised.Add(count with { Events = events });
            }
        }

        await transaction.CommitAsync(cancel);
        return raised;
    }

    /// <summary>Which organisation owns which site.</summary>
    public async Task<IReadOnlyDictionary<long, long>> OwnersAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var owners = await connection.QueryAsync<SiteOwner>("select id as SiteId, organisation_id as OrganisationId from sites");
        return owners.ToDictionary(static owner => owner.SiteId, static owner => owner.OrganisationId);
    }

    /// <summary>Takes off the ledger what nobody will tell again.</summary>
    public async Task PruneAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("delete from usage_segments where applied_at < @until", new { until = Now() - (long)LedgerKeeps.TotalMilliseconds });
    }

    private static Task<long> AddAsync(DbTransaction transaction, UsageCount delta) => transaction.Connection!.ExecuteScalarAsync<long>(
        """
        insert into usage (organisation_id, day, events) values (@OrganisationId, @Day, @Events)
        on conflict (organisation_id, day) do update set events = usage.events + excluded.events
        returning events
        """,
        delta,
        transaction);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A site and who owns it.</summary>
    internal sealed record SiteOwner(long SiteId, long OrganisationId);
}
