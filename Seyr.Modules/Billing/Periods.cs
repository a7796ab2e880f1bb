using System.Data.Common;
using Dapper;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// The times that organisations have paid for. One that is paid before the last has ended, or a week after at most, begins where that
/// ends; later, on the day of the payment. Ends are counted in months from the first of a run, so that the 31st comes back after February.
/// Of two that hold at the same time the later holds: that is how a term is upgraded.
/// </summary>
internal sealed class Periods(RelationalStore store, TimeProvider clock)
{
    /// <summary>For how long after its end a plan still holds.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    internal const string Select =
        """
        select order_id as OrderId, subscriptions.organisation_id as OrganisationId, anchor_at as AnchorAt, months, from_at as FromAt, until_at as UntilAt,
            plan, title, monthly_events as MonthlyEvents, quota, sites, members, retention as RetentionMonths,
            cancelled_at as CancelledAt, term as TermName, worth, currency
        from subscriptions join orders on orders.id = order_id

        """;

    /// <summary>Whether nothing that is paid comes after it.</summary>
    internal const string IsLast =
        " not exists (select 1 from subscriptions as later where later.organisation_id = subscriptions.organisation_id\n"
        + "and (later.until_at > subscriptions.until_at or (later.until_at = subscriptions.until_at and later.order_id > subscriptions.order_id)))";

    /// <summary>How long a period still holds after its end.</summary>
    private const string Held = "case when cancelled_at is null then @GraceMs else 0 end";

    private const string Current =
        Select + "where subscriptions.organisation_id = @organisationId and from_at <= @now and until_at > @now - " + Held + " order by from_at desc, order_id desc limit 1";

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
        if (order.Replaces is not null)
        {
            return await UpgradeAsync(transaction, order, now.ToUnixTimeMilliseconds());
        }

        var last = await connection.QueryFirstOrDefaultAsync<Period>(
            Select + "where subscriptions.organisation_id = @OrganisationId order by until_at desc, order_id desc limit 1", new { order.OrganisationId }, transaction);
        var period = Next(last, order, now.ToUnixTimeMilliseconds());
        var hasBegun = period.FromAt <= now.ToUnixTimeMilliseconds();
        await AddAsync(transaction, period, hasBegun);
        return period;
    }

    /// <summary>The rest of the present term goes on under another plan. What was bought before stays beneath it.</summary>
    /// <returns>Null: that term is over, or goes on under another plan already.</returns>
    private static async Task<Period?> UpgradeAsync(DbTransaction transaction, Order order, long now)
    {
        var present = await transaction.Connection!.QueryFirstOrDefaultAsync<Period>(
            Select + "where subscriptions.organisation_id = @OrganisationId and from_at <= @now and until_at > @now order by from_at desc, order_id desc limit 1",
            new { order.OrganisationId, now }, transaction);
        if (present is null || present.OrderId != order.Replaces)
        {
            return null;
        }

        var period = Of(order, present.AnchorAt, present.Months, now, present.UntilAt);
        await AddAsync(transaction, period, hasBegun: true);
        return period;
    }

    private static async Task AddAsync(DbTransaction transaction, Period period, bool hasBegun)
    {
        await transaction.Connection!.ExecuteAsync(
            """
            insert into subscriptions (order_id, organisation_id, anchor_at, months, from_at, until_at, has_begun, has_ended)
            values (@OrderId, @OrganisationId, @AnchorAt, @Months, @FromAt, @UntilAt, @hasBegun, @hasEnded)
            """,
            new { period.OrderId, period.OrganisationId, period.AnchorAt, period.Months, period.FromAt, period.UntilAt, hasBegun, hasEnded = false }, transaction);
        if (hasBegun)
        {
            await OrganisationPlans.SetAsync(transaction, period.OrganisationId, period.Allows, period.AnchorAt);
        }
    }

    /// <summary>The period that holds now, or did until less than the grace ago; null: none.</summary>
    public async Task<Period?> CurrentAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Period>(Current, new { organisationId, now = Now(), GraceMs });
    }

    /// <summary>The last that was paid for; null: nothing ever was.</summary>
    public async Task<Period?> LastAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Period>(
            Select + "where subscriptions.organisation_id = @organisationId order by until_at desc, order_id desc limit 1", new { organisationId });
    }

    /// <summary>Those that end in a time, which nothing follows though nobody has cancelled.</summary>
    public async Task<IReadOnlyList<Period>> EndingAsync(long since, long until, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Period>(
            Select + "where until_at > @since and until_at <= @until and cancelled_at is null and" + IsLast, new { since, until })).AsList();
    }

    /// <summary>Has plans begin whose time has come, and end that nobody has paid for past the grace.</summary>
    public async Task TurnAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        foreach (var due in await connection.QueryAsync<Period>(
            Select + "where has_begun = @no and from_at <= @now order by from_at, order_id", new { no = false, now = Now() }))
        {
            await BeginAsync(connection, due, cancel);
        }

        foreach (var organisationId in await connection.QueryAsync<long>(
            "select organisation_id from subscriptions where has_ended = @no group by organisation_id having max(until_at + " + Held + ") <= @now",
            new { no = false, now = Now(), GraceMs }))
        {
            await EndAsync(connection, organisationId, cancel);
        }
    }

    /// <summary>Has an organisation use what it has paid for now, after that was changed under its row (<see cref="OrganisationPlans.LockAsync"/>).</summary>
    public static async Task ApplyAsync(DbTransaction transaction, long organisationId, long now)
    {
        var connection = transaction.Connection!;
        var current = await connection.QueryFirstOrDefaultAsync<Period>(Current, new { organisationId, now, GraceMs }, transaction);
        if (current is null)
        {
            await OrganisationPlans.ClearAsync(transaction, organisationId);
            await connection.ExecuteAsync(
                "update subscriptions set has_ended = @yes where organisation_id = @organisationId and until_at <= @now", new { organisationId, now, yes = true }, transaction);
        }
        else
        {
            await OrganisationPlans.SetAsync(transaction, organisationId, current.Allows, current.AnchorAt);
            await connection.ExecuteAsync("update subscriptions set has_begun = @yes where order_id = @OrderId", new { current.OrderId, yes = true }, transaction);
        }
    }

    private static async Task BeginAsync(DbConnection connection, Period due, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await OrganisationPlans.LockAsync(transaction, due.OrganisationId);
        if (await connection.ExecuteAsync(
            "update subscriptions set has_begun = @yes where order_id = @OrderId and has_begun = @no", new { due.OrderId, yes = true, no = false }, transaction) == 1)
        {
            await OrganisationPlans.SetAsync(transaction, due.OrganisationId, due.Allows, due.AnchorAt);
            await transaction.CommitAsync(cancel);
        }
    }

    private async Task EndAsync(DbConnection connection, long organisationId, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await OrganisationPlans.LockAsync(transaction, organisationId);
        // Paid for in the meantime?
        var until = await connection.ExecuteScalarAsync<long>(
            "select max(until_at + " + Held + ") from subscriptions where organisation_id = @organisationId", new { organisationId, GraceMs }, transaction);
        if (until <= Now())
        {
            await OrganisationPlans.ClearAsync(transaction, organisationId);
            await connection.ExecuteAsync("update subscriptions set has_ended = @yes where organisation_id = @organisationId", new { organisationId, yes = true }, transaction);
            await transaction.CommitAsync(cancel);
        }
    }

    private static Period Next(Period? last, Order order, long now)
    {
        var follows = last is not null && now < last.UntilAt + last.GraceMs;
        var (anchor, months) = follows ? (last!.AnchorAt, last.Months) : (now, 0);
        months += Terms.Months(order.Term);
        return Of(order, anchor, months, follows ? last!.UntilAt : now, DateTimeOffset.FromUnixTimeMilliseconds(anchor).AddMonths(months).ToUnixTimeMilliseconds());
    }

    private static Period Of(Order order, long anchor, int months, long from, long until) => new()
    {
        OrderId = order.Id, OrganisationId = order.OrganisationId, AnchorAt = anchor, Months = months, FromAt = from, UntilAt = until, Title = order.Title,
        MonthlyEvents = order.MonthlyEvents, Quota = order.Quota, Sites = order.Sites, Members = order.Members, RetentionMonths = order.RetentionMonths,
        TermName = order.TermName, Worth = order.Worth, Currency = order.Currency,
    };

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
