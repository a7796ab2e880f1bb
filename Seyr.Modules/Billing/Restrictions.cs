using System.Data.Common;
using System.Globalization;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Locks the dashboards of organisations that were beyond their limit in two whole months in a row, by what it was then and by what it is now, after
/// <see cref="Grace"/>; and opens them as soon as that isn't so any more, by another plan or by a month within the limit. A limit that blocks can't be
/// passed. The owner is written to once a step, since each step and its message are one transaction.
/// </summary>
internal sealed class Restrictions(
    RelationalStore store, OrganisationLocks locks, OrganisationPlans plans, Usage usage, Organisations organisations, Users users, Outbox outbox, TimeProvider clock)
{
    /// <summary>From when it is too often until the dashboards are locked.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    private const int Whole = 100;

    /// <summary>No two months that end in the present one began earlier.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(100);

    /// <summary>Brings all organisations to where they are to be.</summary>
    public async Task TurnAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var use in await plans.UsedAsync(now, Whole, cancel))
        {
            if (use.Events > use.MonthlyEvents && !use.Blocks)
            {
                await locks.NoteAsync(use.OrganisationId, use.Cycle, now, cancel);
            }
        }

        foreach (var organisationId in await locks.DoubtfulAsync(now - Reach, cancel))
        {
            await TurnAsync(organisationId, now, cancel);
        }
    }

    private async Task TurnAsync(long organisationId, DateTimeOffset now, CancellationToken cancel)
    {
        var (since, lockedAt) = await locks.OfAsync(organisationId, cancel);
        if (!await IsOverAsync(organisationId, now, cancel))
        {
            await StepAsync(organisationId, static (transaction, id, _) => OrganisationLocks.EndAsync(transaction, id), lockedAt is null ? null : Opened, now, cancel);
        }
        else if (since is null)
        {
            await StepAsync(organisationId, OrganisationLocks.BeginAsync, Warned, now, cancel);
        }
        else if (lockedAt is null && since + (long)Grace.TotalMilliseconds <= now.ToUnixTimeMilliseconds())
        {
            await StepAsync(organisationId, OrganisationLocks.LockAsync, Locked, now, cancel);
        }
    }

    private async Task<bool> IsOverAsync(long organisationId, DateTimeOffset now, CancellationToken cancel)
    {
        if (await plans.QuotaOfAsync(organisationId, cancel) is not { MonthlyEvents: > 0, Blocks: false } quota)
        {
            return false;
        }

        var present = Cycle.Of(quota.Anchor, now);
        var last = Cycle.Of(quota.Anchor, present.From.AddDays(-1));
        var before = Cycle.Of(quota.Anchor, last.From.AddDays(-1));
        return await locks.WereOverAsync(organisationId, last, before, cancel)
            && await usage.OfAsync(organisationId, last, cancel) > quota.MonthlyEvents && await usage.OfAsync(organisationId, before, cancel) > quota.MonthlyEvents;
    }

    private async Task StepAsync(
        long organisationId, Func<DbTransaction, long, DateTimeOffset, Task<bool>> step, Func<DateTimeOffset, (string Subject, string[] Text)>? words,
        DateTimeOffset now, CancellationToken cancel)
    {
        var owner = await organisations.OwnerAsync(organisationId, cancel);
        var email = owner is { } id ? await users.EmailOfAsync(id, cancel) : null;
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await step(transaction, organisationId, now))
        {
            return;
        }

        if (email is not null && words is not null)
        {
            var (subject, text) = words(now);
            await outbox.AddAsync(transaction, new Letter(email, subject, text, "Plan and payments", BillingPages.PathOf(organisationId)));
        }

        await transaction.CommitAsync(cancel);
        outbox.Wake();
    }

    private static (string Subject, string[] Text) Warned(DateTimeOffset now) => (
        string.Create(CultureInfo.InvariantCulture, $"Your dashboards will be locked on {now + Grace:d MMMM yyyy}"),
        [
            "Your organisation on Seyr had more events than its plan is for, in two months in a row.",
            string.Create(CultureInfo.InvariantCulture, $"Choose a larger plan until {now + Grace:d MMMM yyyy}, and nothing happens. Else your dashboards are locked then."),
            "Events are still collected, and none is lost.",
        ]);

    private static (string Subject, string[] Text) Locked(DateTimeOffset now) => (
        "Your dashboards are locked",
        [
            "Your organisation on Seyr had more events than its plan is for, in two months in a row. Events are still collected, and none is lost.",
            "The dashboards open again by themselves as soon as you have a plan that is large enough, or after a month that was within the limit.",
        ]);

    private static (string Subject, string[] Text) Opened(DateTimeOffset now) => (
        "Your dashboards are open again", ["Your organisation on Seyr is within its plan's limit, and all that was collected in the meantime is there."]);
}
