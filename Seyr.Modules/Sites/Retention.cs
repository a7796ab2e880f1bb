using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// Removes events that are older than their organisation's plan keeps: those of UTC months that ended so many months ago, and all that was added up
/// of them. A plan that keeps less than the one before waits for <see cref="Grace"/>, and the owner is told when it begins to.
/// </summary>
public sealed partial class Retention(
    RelationalStore store, EventStore events, Organisations organisations, Users users, Outbox outbox, SitesOptions options, TimeProvider clock, ILogger<Retention> log)
    : BackgroundService
{
    /// <summary>How long nothing is removed that the plan before has kept.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    /// <summary>Tables and what tells the time of their rows. The one that is looked at goes last, so that what was broken off is found again.</summary>
    internal static readonly (string Table, string Time)[] Tables =
        [("events", "time"), ("rolled_months", "month"), ("rolled_days", "day"), ("rollups", "day"), ("event_touches", "slot"), ("events_daily", "day")];

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Brings what is kept to what plans say, and removes the rest.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        foreach (var organisation in await OrganisationsAsync(cancel))
        {
            var old = await OldSitesAsync(organisation, organisation.Plan, cancel);
            var kept = old.Count == 0 || !IsShorter(organisation.Plan, organisation.Held)
                ? await KeepAsync(organisation, cancel)
                : await WaitAsync(organisation, cancel);
            foreach (var siteId in kept == organisation.Plan ? old : await OldSitesAsync(organisation, kept, cancel))
            {
                await EraseAsync(siteId, CutOff(kept), cancel);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is DbException or TimeoutException or HttpRequestException or TaskCanceledException)
            {
                TriedAgain(e.GetType().Name);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(static turn => turn.IsCompletedSuccessfully && turn.Result, TaskScheduler.Default));
    }

    private static bool IsShorter(int months, int than) => months > 0 && (than == 0 || months < than);

    private DateOnly CutOff(int months)
    {
        var now = clock.GetUtcNow();
        return new DateOnly(now.Year, now.Month, 1).AddMonths(-months);
    }

    private async Task<IReadOnlyList<Kept>> OrganisationsAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Kept>(
            """
            select id, coalesce(plan_retention, @RetentionMonths) as Plan, coalesce(kept_months, 0) as Held, coalesce(kept_next, 0) as Told, kept_until as Until
            from organisations where coalesce(plan_retention, @RetentionMonths) > 0 or coalesce(kept_months, 0) > 0 order by id
            """,
            new { options.Free!.RetentionMonths })).AsList();
    }

    /// <summary>The organisation's sites that have something older than that.</summary>
    private async Task<IReadOnlyList<long>> OldSitesAsync(Kept organisation, int months, CancellationToken cancel)
    {
        if (months == 0)
        {
            return [];
        }

        List<long> sites;
        await using (var connection = await store.OpenAsync(cancel))
        {
            sites = (await connection.QueryAsync<long>("select id from sites where organisation_id = @Id order by id", new { organisation.Id })).AsList();
        }

        return sites.Count == 0 ? sites : await events.QueryAsync(
            "select toInt64(site_id) from events_daily where site_id in (" + string.Join(',', sites) + ") and day < toDate({day:String}) group by site_id order by site_id",
            [new("day", CutOff(months).ToString("O", CultureInfo.InvariantCulture))], static row => row.GetInt64(0), cancel);
    }

    /// <summary>What the plan says holds from now on.</summary>
    private async Task<int> KeepAsync(Kept organisation, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update organisations set kept_months = @Plan, kept_next = null, kept_until = null where id = @Id and (coalesce(kept_months, -1) <> @Plan or kept_until is not null)",
            new { organisation.Id, organisation.Plan });
        return organisation.Plan;
    }

    /// <summary>What was kept so far is kept for a while yet; who is told once.</summary>
    private async Task<int> WaitAsync(Kept organisation, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (organisation.Until is { } until && organisation.Told == organisation.Plan)
        {
            return until <= now.ToUnixTimeMilliseconds() ? await KeepAsync(organisation, cancel) : organisation.Held;
        }

        var owner = await organisations.OwnerAsync(organisation.Id, cancel);
        var email = owner is { } id ? await users.EmailOfAsync(id, cancel) : null;
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isNew = await connection.ExecuteAsync(
            "update organisations set kept_next = @Plan, kept_until = @until where id = @Id and (kept_until is null or coalesce(kept_next, 0) <> @Plan)",
            new { organisation.Id, organisation.Plan, until = (now + Grace).ToUnixTimeMilliseconds() }, transaction) == 1;
        if (isNew && email is not null)
        {
            await outbox.AddAsync(transaction, Letter(email, organisation, now + Grace));
        }

        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return organisation.Held;
    }

    private async Task EraseAsync(long siteId, DateOnly before, CancellationToken cancel)
    {
        foreach (var (table, time) in Tables)
        {
            await events.DeleteBeforeAsync(table, time, siteId, before, cancel);
        }

        Removed(siteId, before);
    }

    private static Letter Letter(string email, Kept organisation, DateTimeOffset until) => new(
        email, string.Create(CultureInfo.InvariantCulture, $"Old events are removed from {until:d MMMM yyyy}"),
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Your organisation's plan on Seyr keeps events for {organisation.Plan} month{(organisation.Plan == 1 ? "" : "s")}, and there are older ones."),
            string.Create(CultureInfo.InvariantCulture, $"From {until:d MMMM yyyy} they are removed, and can't be brought back. ")
                + "Until then you may export them, or choose a plan that keeps them longer.",
        ],
        "Your organisation", string.Create(CultureInfo.InvariantCulture, $"/organisations/{organisation.Id}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Events of site {SiteId} from before {Before} were removed: its plan keeps no older ones.")]
    private partial void Removed(long siteId, DateOnly before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old events could not be removed yet ({Why}); it is tried again.")]
    private partial void TriedAgain(string why);

    internal sealed class Kept
    {
        public long Id { get; set; }

        /// <summary>For how many months the plan keeps events; 0: for ever. So with the others.</summary>
        public int Plan { get; set; }

        /// <summary>For how many they are kept so far.</summary>
        public int Held { get; set; }

        /// <summary>For how many after the wait of which the owner was told.</summary>
        public int Told { get; set; }

        /// <summary>Until when that wait lasts; null: there is none.</summary>
        public long? Until { get; set; }
    }
}
