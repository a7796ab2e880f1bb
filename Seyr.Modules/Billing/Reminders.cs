using Dapper;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Writes to an organisation's owner when what was paid comes to its end and nothing follows: each step once, whatever ends or
/// is repeated, since its row and the message are one transaction. Of steps that a stopped server has missed only the last is told.
/// </summary>
internal sealed class Reminders(RelationalStore store, Organisations organisations, Users users, Outbox outbox, TimeProvider clock)
{
    /// <summary>Days from the end.</summary>
    private static readonly int[] Steps = [-7, -3, -1, 0, 3, 5, 7];

    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>Sends all that is due.</summary>
    public async Task SendDueAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var connection = await store.OpenAsync(cancel);
        var ending = await connection.QueryAsync<Period>(
            """
            select order_id as OrderId, subscriptions.organisation_id as OrganisationId, until_at as UntilAt, title
            from subscriptions join orders on orders.id = order_id
            where until_at > @since and until_at <= @until and cancelled_at is null
                and not exists (select 1 from subscriptions as later where later.organisation_id = subscriptions.organisation_id
                    and (later.until_at > subscriptions.until_at or (later.until_at = subscriptions.until_at and later.order_id > subscriptions.order_id)))
            """,
            new { since = now - ((Steps[^1] + 1) * Day), until = now - (Steps[0] * Day) });
        foreach (var period in ending)
        {
            await SendAsync(period, Steps.Last(step => period.UntilAt + (step * Day) <= now), now, cancel);
        }
    }

    private async Task SendAsync(Period period, int day, long now, CancellationToken cancel)
    {
        if (await organisations.OwnerAsync(period.OrganisationId, cancel) is not { } owner)
        {
            return;
        }

        var email = await users.EmailOfAsync(owner, cancel);
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isNew = await connection.ExecuteAsync(
            "insert into reminders (order_id, day, sent_at) values (@OrderId, @day, @now) on conflict do nothing", new { period.OrderId, day, now }, transaction) == 1;
        if (isNew)
        {
            await outbox.AddAsync(transaction, Letter(email, period, day));
            await transaction.CommitAsync(cancel);
            outbox.Wake();
        }
    }

    private static Letter Letter(string email, Period period, int day)
    {
        var until = Dates.Day(period.UntilAt);
        var holds = Dates.Day(period.UntilAt + (long)Periods.Grace.TotalMilliseconds);
        var (subject, text) = day switch
        {
            < 0 => ($"{period.Title} ends on {until}", "Pay for the next term to keep it: it goes on from there without a gap."),
            < 7 => ($"{period.Title} ended on {until}", $"It still holds until {holds}. Pay until then to keep it: it goes on without a gap."),
            _ => ($"{period.Title} is over", $"It ended on {until}, and the free plan holds now. Pay whenever you like to have it back at once."),
        };
        return new Letter(
            email, subject, [$"This is about your plan {period.Title} on Seyr, paid until {until}.", text], "Plan and payments", BillingPages.PathOf(period.OrganisationId));
    }
}
