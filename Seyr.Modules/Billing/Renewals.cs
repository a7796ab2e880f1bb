using Dapper;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Renewals as they are stored. Each is an order, of which a term has one and no more (<c>orders.renews</c> is unique). Of several servers one has it at a
/// time: whoever moves its time ahead. That a card is charged is written down before it is, in the statement that looks once more whether it may be.
/// </summary>
internal sealed class Renewals(RelationalStore store, TimeProvider clock)
{
    /// <summary>For how long somebody who is about to pay by hand isn't overtaken.</summary>
    private static readonly TimeSpan AtThePaymentPage = TimeSpan.FromHours(1);

    private const string Select =
        """
        select renewals.order_id as OrderId, transaction_id as TransactionId, status, orders.organisation_id as OrganisationId, renews, until_at as UntilAt,
            attempts, is_charging as IsCharging, label, declined_at as DeclinedAt, next_at as NextAt
        from renewals join orders on orders.id = renewals.order_id join subscriptions on subscriptions.order_id = renews
        """;

    /// <summary>The one of a term; null: there is none.</summary>
    public async Task<StoredRenewal?> OfAsync(long orderId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<StoredRenewal>(Select + "\nwhere renews = @orderId", new { orderId });
    }

    /// <summary>Whether what became of a charge of this organisation's isn't known.</summary>
    public async Task<bool> IsChargingAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(
            "select count(*) from renewals join orders on orders.id = order_id where organisation_id = @organisationId and is_charging", new { organisationId }) > 0;
    }

    /// <summary>Writes one down with its order, unless the term has one or the organisation is gone.</summary>
    public async Task AddAsync(Order order, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Whoever else begins one for this organisation waits here.
        if (!await OrganisationPlans.LockAsync(transaction, order.OrganisationId)
            || await connection.ExecuteScalarAsync<long>("select count(*) from orders where renews = @Renews", new { order.Renews }, transaction) > 0)
        {
            return;
        }

        await Orders.AddAsync(connection, transaction, order);
        await connection.ExecuteAsync(
            "insert into renewals (order_id, attempts, is_charging, label, next_at) values (@Id, 0, @no, '', @now)", new { order.Id, no = false, now = Now() }, transaction);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The next that is due, claimed until a time; null: none is.</summary>
    public async Task<StoredRenewal?> ClaimAsync(TimeSpan length, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        while (true)
        {
            var now = Now();
            var due = await connection.QueryFirstOrDefaultAsync<StoredRenewal>(Select + "\nwhere next_at <= @now order by next_at, renewals.order_id limit 1", new { now });
            if (due is null)
            {
                return null;
            }

            var until = now + (long)length.TotalMilliseconds;
            if (await connection.ExecuteAsync("update renewals set next_at = @until where order_id = @OrderId and next_at = @NextAt", new { due.OrderId, due.NextAt, until }) == 1)
            {
                due.NextAt = until;
                return due;
            }
        }
    }

    /// <summary>Says that the card is charged now, if it is still there and nothing was paid, ordered or cancelled in the meantime.</summary>
    /// <returns>Which attempt that is; null: it isn't to be charged now.</returns>
    public async Task<long?> AttemptAsync(StoredRenewal renewal, Card card, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(
            """
            update renewals set attempts = attempts + case when is_charging then 0 else 1 end, is_charging = @yes, label = @Label
            where order_id = @OrderId and next_at = @NextAt
                and exists (select 1 from cards where organisation_id = @OrganisationId and token = @Token)
                and exists (select 1 from subscriptions where subscriptions.order_id = @Renews and cancelled_at is null and
            """ + Periods.IsLast + """
            )
                and not exists (select 1 from orders where organisation_id = @OrganisationId and renews is null and status in ('created', 'pending') and created_at > @since)
            returning attempts
            """,
            new
            {
                renewal.OrderId, renewal.NextAt, renewal.OrganisationId, renewal.Renews, card.Token, card.Label, yes = true,
                since = Now() - (long)AtThePaymentPage.TotalMilliseconds,
            });
    }

    /// <summary>Says that the card was declined, and when it is tried again.</summary>
    public async Task DeclinedAsync(StoredRenewal renewal, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var now = Now();
        await connection.ExecuteAsync(
            "update renewals set is_charging = @no, declined_at = @now, next_at = @next where order_id = @OrderId and next_at = @NextAt",
            new { renewal.OrderId, renewal.NextAt, no = false, now, next = RenewalTimes.Next(renewal.UntilAt, now) });
    }

    /// <summary>Looks at it later.</summary>
    public async Task PutOffAsync(StoredRenewal renewal, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update renewals set next_at = @next where order_id = @OrderId and next_at = @NextAt",
            new { renewal.OrderId, renewal.NextAt, next = Now() + (long)RenewalTimes.Pause.TotalMilliseconds });
    }

    /// <summary>Nothing more is to be done. What is paid after all is found as of any order.</summary>
    public async Task EndAsync(StoredRenewal renewal, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update renewals set is_charging = @no, next_at = @never where order_id = @OrderId and next_at = @NextAt",
            new { renewal.OrderId, renewal.NextAt, no = false, never = (long?)null });
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
