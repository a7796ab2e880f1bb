using Dapper;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Writes to an organisation's owner when what was paid comes to its end and nothing follows, or a card is about to be charged: each step once, whatever
/// ends or is repeated, since its row and the message are one transaction. Of steps that a stopped server has missed only the last is told.
/// </summary>
internal sealed class Reminders(
    RelationalStore store, Periods periods, NextTerms nextTerms, Renewals renewals, Organisations organisations, Users users, Outbox outbox, TimeProvider clock)
{
    /// <summary>Days from the end.</summary>
    private static readonly int[] Steps = [-7, -3, -1, 0, 3, 5, 7];

    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>Sends all that is due.</summary>
    public async Task SendDueAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var period in await periods.EndingAsync(now - ((Steps[^1] + 1) * Day), now - (Steps[0] * Day), cancel))
        {
            var step = Steps.Last(step => period.UntilAt + (step * Day) <= now);
            var (next, renewal) = (await nextTerms.OfAsync(period, cancel), await renewals.OfAsync(period.OrderId, cancel));
            if (RenewalNotice.Of(period, next, renewal, step) is var (kind, subject, text))
            {
                await SendAsync(period, kind, subject, text, now, cancel);
            }
        }
    }

    private async Task SendAsync(Period period, int day, string subject, string[] text, long now, CancellationToken cancel)
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
            string[] lines = [$"This is about your plan {period.Title} on Seyr, paid until {Dates.Day(period.UntilAt)}.", .. text];
            await outbox.AddAsync(transaction, new Letter(email, subject, lines, "Plan and payments", BillingPages.PathOf(period.OrganisationId)));
            await transaction.CommitAsync(cancel);
            outbox.Wake();
        }
    }
}
