using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>Payments that need a person.</summary>
public sealed class HeldPayments(RelationalStore store, TimeProvider clock)
{
    private const int MaxShown = 1_000;
    private const string NotGivenBack = "not exists (select 1 from refunds where order_id = orders.id and refunds.status <> 'refused')";

    /// <summary>All that wait, the oldest first.</summary>
    public async Task<IReadOnlyList<HeldPayment>> AllAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<HeldPayment>(
            "select id as OrderId, transaction_id as TransactionId, status, why from orders\n"
            + "where (status in ('review', 'mismatch') and not is_accepted and " + NotGivenBack + ") or (status = 'paid' and why <> '') order by id limit @limit",
            new { limit = MaxShown })).AsList();
    }

    /// <summary>Has one taken that the provider finds risky; the provider is asked once more before that. What isn't as ordered can't be taken.</summary>
    /// <returns>False: no such payment waits.</returns>
    public async Task<bool> AcceptAsync(string transactionId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update orders set is_accepted = @yes, check_at = @now where transaction_id = @transactionId and status = 'review' and not is_accepted and "
            + NotGivenBack,
            new { transactionId, yes = true, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 1;
    }
}

/// <summary>A payment that needs a person.</summary>
/// <param name="OrderId">The order's number.</param>
/// <param name="TransactionId">By which the provider knows it.</param>
/// <param name="Status">In a word.</param>
/// <param name="Why">What is to be seen.</param>
public sealed record HeldPayment(long OrderId, string TransactionId, string Status, string Why);
