using System.Data.Common;
using Dapper;
using Seyr.Identity.Mail;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>An order that was paid once more, as by two tabs of a browser: it holds once, and somebody has to give the rest back.</summary>
internal sealed class Doubles(RelationalStore store, Alerts alerts, Outbox outbox)
{
    private const string Why = "It was paid more than once: what came besides is to be given back at the provider.";

    /// <summary>Tells of it, once, if a signed post names another payment than the one that was taken.</summary>
    public async Task TellAsync(Order order, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await TellAsync(transaction, order);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
    }

    /// <summary>The same within a transaction; wake the outbox when that is committed.</summary>
    public async Task TellAsync(DbTransaction transaction, Order order)
    {
        var isNew = await transaction.Connection!.ExecuteAsync(
            """
            update orders set why = @Why where id = @Id and status = 'paid' and why = '' and exists
                (select 1 from callbacks join payments on payments.order_id = callbacks.order_id
                where callbacks.order_id = @Id and is_signed and callbacks.status in ('VALID', 'VALIDATED') and callbacks.validation_id <> payments.validation_id
                and not exists (select 1 from refunds where refunds.order_id = callbacks.order_id and refunds.validation_id = callbacks.validation_id
                    and refunds.status <> 'refused'))
            """,
            new { order.Id, Why }, transaction) == 1;
        if (isNew)
        {
            await alerts.AddAsync(transaction, order, Why);
        }
    }
}
