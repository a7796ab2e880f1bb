using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// Organisations that are beyond their limit too often: first they are told, later their dashboards are locked, and both ends by itself. Who decides
/// that is Billing; that a locked organisation's numbers aren't shown is each module's business. Events are collected all the while.
/// </summary>
public sealed class OrganisationLocks(RelationalStore store)
{
    /// <summary>Why a program isn't answered.</summary>
    public const string Refusal =
        "The organisation is beyond its plan's limit. Its numbers are shown again with a larger plan, or after a month within the limit; events are still collected.";

    /// <summary>Notes that one was beyond its limit in a month.</summary>
    public async Task NoteAsync(long organisationId, Cycle cycle, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "insert into overruns (organisation_id, month, noted_at) values (@organisationId, @First, @now) on conflict do nothing",
            new { organisationId, cycle.First, now = now.ToUnixTimeMilliseconds() });
    }

    /// <summary>Whether one was beyond its limit, as that was then, in both of two months.</summary>
    public async Task<bool> WereOverAsync(long organisationId, Cycle one, Cycle other, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(
            "select count(*) from overruns where organisation_id = @organisationId and month in (@One, @Other)", new { organisationId, One = one.First, Other = other.First }) == 2;
    }

    /// <summary>Those that may have to be told, locked or let go: that were beyond their limit twice since then, or are told already.</summary>
    public async Task<IReadOnlyList<long>> DoubtfulAsync(DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<long>(
            """
            select id from organisations where over_since is not null or id in
                (select organisation_id from overruns where noted_at > @since group by organisation_id having count(*) > 1)
            order by id
            """,
            new { since = since.ToUnixTimeMilliseconds() })).AsList();
    }

    /// <summary>Since when one is beyond its limit too often, and since when its dashboards are locked; null: they aren't.</summary>
    public async Task<(long? OverSince, long? LockedAt)> OfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            "select over_since as OverSince, locked_at as LockedAt from organisations where id = @organisationId", new { organisationId });
        return (row?.OverSince, row?.LockedAt);
    }

    /// <summary>Notes that it is too often now.</summary>
    /// <returns>False: that was noted before.</returns>
    public static async Task<bool> BeginAsync(DbTransaction transaction, long organisationId, DateTimeOffset now) => await transaction.Connection!.ExecuteAsync(
        "update organisations set over_since = @now where id = @organisationId and over_since is null",
        new { organisationId, now = now.ToUnixTimeMilliseconds() }, transaction) == 1;

    /// <summary>Locks the dashboards.</summary>
    /// <returns>False: they are, or it isn't too often any more.</returns>
    public static async Task<bool> LockAsync(DbTransaction transaction, long organisationId, DateTimeOffset now) => await transaction.Connection!.ExecuteAsync(
        "update organisations set locked_at = @now where id = @organisationId and locked_at is null and over_since is not null",
        new { organisationId, now = now.ToUnixTimeMilliseconds() }, transaction) == 1;

    /// <summary>Ends both.</summary>
    /// <returns>False: there was nothing to end.</returns>
    public static async Task<bool> EndAsync(DbTransaction transaction, long organisationId) => await transaction.Connection!.ExecuteAsync(
        "update organisations set over_since = null, locked_at = null where id = @organisationId and over_since is not null", new { organisationId }, transaction) == 1;

    internal sealed class Row
    {
        public long? OverSince { get; set; }

        public long? LockedAt { get; set; }
    }
}
