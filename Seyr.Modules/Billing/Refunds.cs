using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Refunds as they are stored. One is written down before anybody is asked for money, under an id that came with the form: whatever is sent or
/// answered twice, it is one. Of a payment no more is given back than came in.
/// </summary>
internal sealed class Refunds(RelationalStore store, TimeProvider clock)
{
    private const int MaxShown = 100;

    private const string Select =
        """
        select refunds.id, refunds.transaction_id as TransactionId, order_id as OrderId, orders.transaction_id as OrderTransactionId, provider,
            validation_id as ValidationId, bank_transaction_id as BankTransactionId, refunds.amount as Minor, refunds.currency, reason, refunds.status, reference,
            asked_by as AskedBy, asked_at as AskedAt, attempts, refunds.check_at as CheckAt
        from refunds join orders on orders.id = order_id
        """;

    /// <summary>Writes one down.</summary>
    /// <returns>False: it is more than is left of the payment. What is there already under this id stays as it is.</returns>
    public async Task<bool> AskAsync(Order order, ReceivedPayment payment, Refund refund, string askedBy, CancellationToken cancel)
    {
        var row = new
        {
            refund.Id, orderId = order.Id, payment.ValidationId, payment.BankTransactionId, amount = refund.Amount.Minor, refund.Amount.Currency, refund.Reason, askedBy,
            now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Whoever else gives back or takes a payment of this order waits here.
        await connection.ExecuteAsync("update orders set why = why where id = @orderId", row, transaction);
        if (await connection.ExecuteScalarAsync<long>("select count(*) from refunds where transaction_id = @Id", row, transaction) > 0)
        {
            return true;
        }

        var given = await connection.ExecuteScalarAsync<long>(
            "select coalesce(sum(amount), 0) from refunds where order_id = @orderId and bank_transaction_id = @BankTransactionId and status <> 'refused'", row, transaction);
        if (payment.Amount is not { } paid || paid.Currency != refund.Amount.Currency || given + refund.Amount.Minor > paid.Minor)
        {
            return false;
        }

        await connection.ExecuteAsync(
            """
            insert into refunds (transaction_id, order_id, validation_id, bank_transaction_id, amount, currency, reason, status, reference, asked_by, asked_at, attempts, check_at)
            values (@Id, @orderId, @ValidationId, @BankTransactionId, @amount, @Currency, @Reason, 'asked', '', @askedBy, @now, 0, @now)
            """,
            row, transaction);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Those of an order, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredRefund>> OfAsync(long orderId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<StoredRefund>(Select + "\nwhere order_id = @orderId order by refunds.id", new { orderId })).AsList();
    }

    /// <summary>Those that are neither done nor refused, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredRefund>> OpenAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<StoredRefund>(
            Select + "\nwhere refunds.status in ('asked', 'initiated', 'unclear') order by refunds.id limit @limit", new { limit = MaxShown })).AsList();
    }

    /// <summary>The next that is due, claimed until a time; null: none is.</summary>
    public async Task<StoredRefund?> ClaimAsync(TimeSpan length, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        while (true)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var due = await connection.QueryFirstOrDefaultAsync<StoredRefund>(
                Select + "\nwhere refunds.check_at <= @now order by refunds.check_at, refunds.id limit 1", new { now });
            if (due is null)
            {
                return null;
            }

            var until = now + (long)length.TotalMilliseconds;
            if (await connection.ExecuteAsync(
                "update refunds set check_at = @until, attempts = attempts + 1 where id = @Id and check_at = @CheckAt and attempts = @Attempts",
                new { due.Id, due.CheckAt, due.Attempts, until }) == 1)
            {
                (due.CheckAt, due.Attempts) = (until, due.Attempts + 1);
                return due;
            }
        }
    }

    /// <summary>Puts one off that was claimed, unless it is another's by now.</summary>
    public async Task PutOffAsync(StoredRefund refund, long next, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("update refunds set check_at = @next where id = @Id and check_at = @CheckAt", new { refund.Id, refund.CheckAt, next });
    }

    /// <summary>Moves one on from where it was, within a transaction that does what follows.</summary>
    /// <returns>False: it isn't there any more.</returns>
    public static async Task<bool> MoveAsync(DbTransaction transaction, StoredRefund refund, string status, string reference, long? checkAt) =>
        await transaction.Connection!.ExecuteAsync(
            "update refunds set status = @status, reference = @reference, check_at = @checkAt where id = @Id and status = @before",
            new { refund.Id, before = refund.Status, status, reference, checkAt }, transaction) == 1;

    /// <summary>Has the provider asked at once about all that it has to say something of.</summary>
    public async Task HurryAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update refunds set check_at = @now where status in ('asked', 'initiated') and check_at > @now", new { now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
    }
}
