using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using Seyr.Identity.Mail;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Brings an order to where its provider says it is. One statement makes it paid, once, whoever asks at the same time; the payment, the
/// time that it buys, the invoice and the receipt are in the same transaction, so that a process that ends anywhere has done all of it or nothing.
/// </summary>
internal sealed partial class Settlement(
    RelationalStore store, Orders orders, Callbacks callbacks, Inquiry inquiry, Invoices invoices, Cards cards, Alerts alerts, Doubles doubles, Outbox outbox,
    TimeProvider clock, ILogger<Settlement> log)
{
    /// <summary>Asks about an order and does what follows.</summary>
    /// <returns>What the provider says of it.</returns>
    public async Task<Verdict> SettleAsync(string transactionId, CancellationToken cancel)
    {
        if (await orders.FindAsync(transactionId, cancel) is not { } order || order.Status == OrderStatus.Paid)
        {
            return Verdict.Paid;
        }

        var finding = await inquiry.AskAsync(order, cancel);
        if (finding.Payment is { } payment)
        {
            await TakeAsync(order, payment, cancel);
        }
        else if (finding.Verdict != Verdict.Unavailable)
        {
            await UnpaidAsync(order, finding.Verdict, cancel);
        }

        return finding.Verdict;
    }

    private Task TakeAsync(Order order, ToldPayment payment, CancellationToken cancel) =>
        Finding.Mismatch(order, payment) is { } why ? HoldAsync(order, OrderStatus.Mismatch, why, cancel)
        : Finding.IsHeld(order, payment) ? HoldAsync(order, OrderStatus.Review, "The provider asks to look at this payment before anything is given for it.", cancel)
        : FinaliseAsync(order, payment, cancel);

    private async Task FinaliseAsync(Order order, ToldPayment payment, CancellationToken cancel)
    {
        try
        {
            await using var connection = await store.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var now = clock.GetUtcNow();
            var row = new
            {
                order.Id, now = now.ToUnixTimeMilliseconds(), order.Provider, payment.ValidationId, payment.BankTransactionId, order.Minor, order.Currency,
                method = payment.Method.Length <= MaxMethod ? payment.Method : payment.Method[..MaxMethod],
            };
            var isFirst = await connection.ExecuteAsync(
                "update orders set status = 'paid', why = '', paid_at = @now, check_at = null where id = @Id and status <> 'paid'", row, transaction) == 1;
            if (!isFirst || await IsGivenBackAsync(transaction, order, payment))
            {
                return;
            }

            await connection.ExecuteAsync(
                """
                insert into payments (order_id, provider, validation_id, bank_transaction_id, amount, currency, method, paid_at)
                values (@Id, @Provider, @ValidationId, @BankTransactionId, @Minor, @Currency, @method, @now)
                """,
                row, transaction);
            var period = await Periods.AddAsync(transaction, order, now);
            if (period is not null && payment.Card is { } card)
            {
                await cards.KeepAsync(transaction, order, card, now);
            }

            var invoice = await invoices.IssueAsync(transaction, order, period, row.method, now);
            await outbox.AddAsync(transaction, Receipt(order, invoice, period));
            if (period is null)
            {
                var why = order.Replaces is null ? Gone : Upgraded;
                await connection.ExecuteAsync("update orders set why = @why where id = @Id", new { order.Id, why }, transaction);
                await alerts.AddAsync(transaction, order, why);
            }

            await doubles.TellAsync(transaction, order);
            await transaction.CommitAsync(cancel);
            Paid(order.Id);
            outbox.Wake();
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            await HoldAsync(order, OrderStatus.Mismatch, "The provider's payment has paid for another order already.", cancel);
        }
    }

    /// <summary>Not paid, and a person has to see why; told once.</summary>
    private async Task HoldAsync(Order order, string status, string why, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Orders.MarkAsync(transaction, order.Id, status, why))
        {
            await alerts.AddAsync(transaction, order, why);
            await transaction.CommitAsync(cancel);
            outbox.Wake();
        }
    }

    /// <summary>For those who look at it: the schedule goes on asking. What nobody signed is not believed.</summary>
    private async Task UnpaidAsync(Order order, Verdict verdict, CancellationToken cancel)
    {
        var word = await callbacks.LastWordAsync(order.Id, cancel);
        var status = word == "CANCELLED" ? OrderStatus.Cancelled : word == "FAILED" || verdict == Verdict.Failed ? OrderStatus.Failed : null;
        if (status is not null)
        {
            await orders.UnpaidAsync(order.Id, status, "", cancel);
        }
    }

    private static Letter Receipt(Order order, Invoice invoice, Period? period) => new(
        order.Email, $"Receipt {invoice.Name}",
        [$"{order.Amount} was paid for {order.Product}.", .. period is null ? [] : new[] { $"It holds from {Dates.Day(period.FromAt)} until {Dates.Day(period.UntilAt)}." },
            .. order.Renews is null ? [] : new[] { "Your card was charged for it by itself. Whenever you like, remove the card under Plan and payments." }],
        "Invoice", Invoices.Path(invoice));

    /// <summary>What somebody gives back pays for nothing, whatever the provider says of it meanwhile. Giving back waits for the order's row, which this transaction has.</summary>
    private static async Task<bool> IsGivenBackAsync(DbTransaction transaction, Order order, ToldPayment payment) => await transaction.Connection!.ExecuteScalarAsync<long>(
        "select count(*) from refunds where order_id = @Id and validation_id = @ValidationId and status <> 'refused'", new { order.Id, payment.ValidationId }, transaction) > 0;

    private const string Upgraded = "It was paid, but the term that it upgrades is over or was upgraded before: the money is to be given back.";
    private const string Gone = "It was paid, but the organisation is gone: the money is to be given back.";
    private const int MaxMethod = 100;

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {Id} is paid.")]
    private partial void Paid(long id);
}
