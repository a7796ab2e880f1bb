using System.Globalization;
using Dapper;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Writes to an organisation's owner when 80, 90 and 100 % of the month's events are used: each once a month, and only the highest that was
/// reached in the meantime.
/// </summary>
internal sealed class UsageNotices(
    RelationalStore store, Organisations organisations, OrganisationPlans plans, Users users, Outbox outbox, TimeProvider clock)
{
    private const int Whole = 100;

    private static readonly int[] Steps = [80, 90, Whole];

    /// <summary>Sends all that is due.</summary>
    public async Task SendDueAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var use in await plans.UsedAsync(now, Steps[0], cancel))
        {
            await SendAsync(use, Steps.Last(step => use.Events * Whole >= use.MonthlyEvents * step), now, cancel);
        }
    }

    private async Task SendAsync(OrganisationUse use, int percent, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var row = new { use.OrganisationId, month = use.Cycle.First, percent, now = now.ToUnixTimeMilliseconds() };
        if (await connection.ExecuteScalarAsync<long>(
            "select count(*) from usage_notices where organisation_id = @OrganisationId and month = @month and percent >= @percent", row) > 0
            || await organisations.OwnerAsync(use.OrganisationId, cancel) is not { } owner)
        {
            return;
        }

        var email = await users.EmailOfAsync(owner, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isNew = await connection.ExecuteAsync(
            "insert into usage_notices (organisation_id, month, percent, sent_at) values (@OrganisationId, @month, @percent, @now) on conflict do nothing", row, transaction) == 1;
        if (isNew)
        {
            await outbox.AddAsync(transaction, Letter(email, use, percent));
            await transaction.CommitAsync(cancel);
            outbox.Wake();
        }
    }

    private static Letter Letter(string email, OrganisationUse use, int percent)
    {
        var beyond = use.Blocks
            ? string.Create(CultureInfo.InvariantCulture, $"What goes beyond is not counted until {use.Cycle.Until:d MMMM yyyy}.")
            : "What goes beyond is counted too.";
        return new Letter(
            email, string.Create(CultureInfo.InvariantCulture, $"{percent} % of this month's events are used"),
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Your organisation on Seyr has used {use.Events:N0} of its {use.MonthlyEvents:N0} events this month, which ends on {use.Cycle.Until:d MMMM yyyy} (UTC)."),
                beyond,
            ],
            "Plan and payments", BillingPages.PathOf(use.OrganisationId));
    }
}
