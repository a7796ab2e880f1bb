using System.Data.Common;
using Dapper;
using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>
/// Ends a paid term when all that was paid for it is back: at that moment, without the days of grace. What then holds is what would hold without it: the
/// plan that it was an upgrade of, what was paid for after it, which moves up into its place, or the free plan. Of a part nothing ends.
/// </summary>
internal static class GivenBack
{
    /// <summary>Looks whether it is to end, and ends it, in the transaction that notes a refund as done.</summary>
    /// <returns>False: not all is back, or it was over before.</returns>
    public static async Task<bool> EndAsync(DbTransaction transaction, Order order, DateTimeOffset now)
    {
        if (!await IsAllBackAsync(transaction, order) || !await OrganisationPlans.LockAsync(transaction, order.OrganisationId))
        {
            return false;
        }

        var time = now.ToUnixTimeMilliseconds();
        var all = (await transaction.Connection!.QueryAsync<Period>(
            Periods.Select + "where subscriptions.organisation_id = @OrganisationId order by from_at, order_id", new { order.OrganisationId }, transaction)).AsList();
        if (all.Find(period => period.OrderId == order.Id) is not { } term || term.UntilAt + term.GraceMs <= time)
        {
            return false;
        }

        await CutAsync(transaction, term, time);
        if (term.UntilAt > time && !all.Exists(other => other.OrderId != term.OrderId && other.FromAt <= time && other.UntilAt >= term.UntilAt))
        {
            await MoveUpAsync(transaction, term, all.Where(other => other.FromAt >= term.UntilAt), time);
        }

        await Periods.ApplyAsync(transaction, order.OrganisationId, time);
        return true;
    }

    private static async Task<bool> IsAllBackAsync(DbTransaction transaction, Order order) => await transaction.Connection!.ExecuteScalarAsync<long>(
        """
        select count(*) from payments where order_id = @Id and amount <=
            (select coalesce(sum(refunds.amount), 0) from refunds
            where refunds.order_id = @Id and refunds.bank_transaction_id = payments.bank_transaction_id and refunds.status = 'done')
        """,
        new { order.Id }, transaction) > 0;

    /// <summary>One that has begun ends now; of one that hasn't there is nothing to keep.</summary>
    private static Task CutAsync(DbTransaction transaction, Period term, long time) => term.FromAt > time
        ? transaction.Connection!.ExecuteAsync("delete from subscriptions where order_id = @OrderId", new { term.OrderId }, transaction)
        : transaction.Connection!.ExecuteAsync(
            "update subscriptions set until_at = case when until_at < @time then until_at else @time end, cancelled_at = @time where order_id = @OrderId",
            new { term.OrderId, time }, transaction);

    private static async Task MoveUpAsync(DbTransaction transaction, Period term, IEnumerable<Period> following, long time)
    {
        var (anchor, months, from) = term.FromAt <= time ? (time, 0, time) : (term.AnchorAt, term.Months - Terms.Months(term.Term), term.FromAt);
        foreach (var next in following)
        {
            months += Terms.Months(next.Term);
            var until = DateTimeOffset.FromUnixTimeMilliseconds(anchor).AddMonths(months).ToUnixTimeMilliseconds();
            await transaction.Connection!.ExecuteAsync(
                "update subscriptions set anchor_at = @anchor, months = @months, from_at = @from, until_at = @until where order_id = @OrderId",
                new { next.OrderId, anchor, months, from, until }, transaction);
            from = until;
        }
    }
}
