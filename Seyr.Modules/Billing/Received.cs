using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>What came in for an order: what it was paid with, and, where something needs a person, whatever else the provider has of it.</summary>
internal sealed class Received(RelationalStore store, Providers providers, Callbacks callbacks)
{
    /// <summary>A page waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Without an answer of the provider's it is what we know.</summary>
    public async Task<IReadOnlyList<ReceivedPayment>> OfAsync(Order order, CancellationToken cancel)
    {
        var found = new List<ReceivedPayment>();
        await using (var connection = await store.OpenAsync(cancel))
        {
            found.AddRange((await connection.QueryAsync<Taken>(
                """
                select validation_id as ValidationId, bank_transaction_id as BankTransactionId, amount as Minor, currency, method
                from payments where order_id = @Id
                """,
                new { order.Id })).Select(static row => new ReceivedPayment(
                    row.ValidationId, row.BankTransactionId, new Amount(row.Minor, row.Currency), row.Method, IsTaken: true)));
        }

        if (order.Status != OrderStatus.Paid || order.Why.Length > 0)
        {
            foreach (var told in await AskAsync(order, cancel))
            {
                if (told.BankTransactionId.Length > 0 && !found.Exists(payment => payment.BankTransactionId == told.BankTransactionId))
                {
                    found.Add(new ReceivedPayment(told.ValidationId, told.BankTransactionId, told.Amount, told.Method, IsTaken: false));
                }
            }
        }

        return found;
    }

    private async Task<IEnumerable<ToldPayment>> AskAsync(Order order, CancellationToken cancel)
    {
        if (providers.Of(order) is not { } provider)
        {
            return [];
        }

        var hints = await callbacks.HintsAsync(order.Id, cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var answers = await Task.WhenAll(
                hints.Select(hint => provider.ValidateAsync(hint, patience.Token)).Append(provider.QueryAsync(order.TransactionId, patience.Token)));
            return answers.Select(static told => told.Payment).OfType<ToldPayment>().Where(payment => payment.TransactionId == order.TransactionId);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [];
        }
    }

    internal sealed class Taken
    {
        public string ValidationId { get; set; } = "";

        public string BankTransactionId { get; set; } = "";

        public long Minor { get; set; }

        public string Currency { get; set; } = "";

        public string Method { get; set; } = "";
    }
}
