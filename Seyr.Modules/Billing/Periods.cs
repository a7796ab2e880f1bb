using System.Data.Common;
using Dapper;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// The times that organisations have paid for. One that is paid before the last has ended, or a week after at most, begins where that
/// ends; later, on the day of the payment. Ends are counted in months from the first of a run, so that the 31st comes back after February.
/// </summary>
internal sealed class Periods(RelationalStore store, TimeProvider clock)
{
    /// <summary>For how long after its end a plan still holds.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    private const string Select =
        """
        select order_id as OrderId, subscriptions.organisation_id as OrganisationId, anchor_at as AnchorAt, months, from_at as FromAt, until_at as UntilAt,
            title, monthly_events as MonthlyEvents, quota
        from subscriptions join orders on orders.id = order_id

        """;

    private static long GraceMs => (long)Grace.TotalMilliseconds;

    /// <summary>Adds what an order has paid for.</summary>
    /// <returns>Null: the organisation is gone.</returns>
    public static async Task<Period?> AddAsync(DbTransaction transaction, Order order, DateTimeOffset now)
    {
        if (!await OrganisationPlans.LockAsync(transaction, order.OrganisationId))
        {
            return null;
        }

        var connection = transaction.Connection!;
        var last = await connection.QueryFirstOrDefaultAsync<Period>(
            Select + "where subscriptions.organisation_id = @OrganisationId order by until_at desc limit 1", new { order.OrganisationId }, transaction);
        var period = Next(last, order, now.ToUnixTimeMilliseconds());
        var hasBegun = period.FromAt <= now.ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            """
            insert into subscriptions (order_id, organisation_id, anchor_at, months, from_at, until_at, has_begun, has_ended)
            values (@OrderId, @OrganisationId, @AnchorAt, @Months, @FromAt, @UntilAt, @hasBegun, @hasEnded)
            """,
            new { period.OrderId, period.OrganisationId, period.AnchorAt, period.Months, period.FromAt, period.UntilAt, hasBegun, hasEnded = false }, transaction);
        if (hasBegun)
        {
            await OrganisationPlans.SetAsync(transaction, order.OrganisationId, order.MonthlyEvents, order.Quota);
        }

        return period;
    }

    /// <summary>The period that holds now, or did until less than the grace ago; null: none.</summary>
    public async Task<Period?> CurrentAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Period>(
            Select + "where subscriptions.organisation_id = @organisationId and from_at <= @now and until_at > @now - @GraceMs order by from_at desc limit 1",
            new { organisationId, now = Now(), GraceMs });
    }

    /// <summary>Until when everything is paid; null: nothing is.</summary>
    public async Task<long?> PaidUntilAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>("select max(until_at) from subscriptions where organisation_id = @organisationId", new { organisationId });
    }

    /// <summary>Has plans begin whose time has come, and end that nobody has paid for past the grace.</summary>
    public async Task TurnAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        foreach (var due in await connection.QueryAsync<Period>(
            Select + "where has_begun = @no and from_at <= @now order by from_at", new { no = false, now = Now() }))
        {
            await BeginAsync(connection, due, cancel);
        }

        foreach (var organisationId in await connection.QueryAsync<long>(
            "select organisation_id from subscriptions where has_ended = @no group by organisation_id having max(until_at) + @GraceMs <= @now",
            new { no = false, now = Now(), GraceMs }))
        {
            await EndAsync(connection, organisationId, cancel);
        }
    }

    private static async Task BeginAsync(DbConnection connection, Period due, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await OrganisationPlans.LockAsync(transaction, due.OrganisationId);
        if (await connection.ExecuteAsync(
            "update subscriptions set has_begun = @yes where order_id = @OrderId and has_begun = @no", new { due.OrderId, yes = true, no = false }, transaction) == 1)
        {
            await OrganisationPlans.SetAsync(transaction, due.OrganisationId, due.MonthlyEvents, due.Quota);
            await transaction.CommitAsync(cancel);
        }
    }

    private async Task EndAsync(DbConnection connection, long organisationId, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await OrganisationPlans.LockAsync(transaction, organisationId);
        // Paid for in the meantime?
        var until = await connection.ExecuteScalarAsync<long>(
            "select max(until_at) from subscriptions where organisation_id = @organisationId", new { organisationId }, transaction);
        if (until + GraceMs <= Now())
        {
            await OrganisationPlans.ClearAsync(transaction, organisationId);
            await connection.ExecuteAsync("update subscriptions set has_ended = @yes where organisation_id = @organisationId", new { organisationId, yes = true }, transaction);
            await transaction.CommitAsync(cancel);
        }
    }

    private static Period Next(Period? last, Order order, long now)
    {
        var follows = last is not null && now < last.UntilAt + GraceMs;
        var (anchor, months) = follows ? (last!.AnchorAt, last.Months) : (now, 0);
        months += Terms.Months(order.Term);
        return new Period
        {
            OrderId = order.Id, OrganisationId = order.OrganisationId, AnchorAt = anchor, Months = months, FromAt = follows ? last!.UntilAt : now,
            UntilAt = DateTimeOffset.FromUnixTimeMilliseconds(anchor).AddMonths(months).ToUnixTimeMilliseconds(),
            Title = order.Title, MonthlyEvents = order.MonthlyEvents, Quota = order.Quota,
        };
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
