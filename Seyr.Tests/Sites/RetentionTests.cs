using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Dapper;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Events go when their organisation's plan keeps no older ones.</summary>
[TestFixture(RelationalKind.Sqlite, EventStoreKind.Embedded)]
[TestFixture(RelationalKind.Postgres, EventStoreKind.Embedded)]
[TestFixture(RelationalKind.Sqlite, EventStoreKind.Socket)]
internal sealed class RetentionTests(RelationalKind kind, EventStoreKind eventKind)
{
    private static readonly SitesOptions Options = new(null, HasPlans: true, Free: new PlanTerms("Free", 0, OrganisationQuota.Soft, RetentionMonths: 2));

    private FakeTimeProvider clock = null!;

    private TestDatabase database = null!;
    private EventStore events = null!;
    private Retention retention = null!;
    private Site site = null!;

    [SetUp]
    public async Task Open()
    {
        clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        (database, events) = (await TestDatabase.NewAsync(kind), await TestEngine.NewStoreAsync(eventKind));
        var users = new Users(database.Store, new Throttle(clock), clock);
        var keys = new EphemeralDataProtectionProvider();
        var outbox = new Outbox(new MailOptions(), new Uri("http://127.0.0.1:1/"), database.Data, keys, clock, NullLogger<Outbox>.Instance);
        var organisations = new Organisations(database.Store, new TwoFactor(database.Store, keys, clock), Options);
        retention = new Retention(database.Store, events, organisations, users, outbox, Options, clock, NullLogger<Retention>.Instance);
        site = await AddAsync("ann");
    }

    [TearDown]
    public async Task Close()
    {
        retention.Dispose();
        await events.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task What_is_older_than_the_plan_keeps_goes_after_a_wait_of_which_the_owner_is_told_once()
    {
        var other = await AddAsync("bob");
        await SetAsync(other, 0);
        foreach (var each in new[] { site, other })
        {
            await CountAsync(each, "2026-08-31", "2026-09-01", "2026-11-23");
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => retention.RunAsync(CancellationToken.None)));
        Assert.That((await DaysAsync("events", "time", site), await MailsAsync()), Is.EqualTo(("2026-08-31 2026-09-01 2026-11-23", 1L)));
        clock.Advance(Retention.Grace - TimeSpan.FromMinutes(1));
        await retention.RunAsync(CancellationToken.None);
        Assert.That(await DaysAsync("events", "time", site), Is.EqualTo("2026-08-31 2026-09-01 2026-11-23"));
        clock.Advance(TimeSpan.FromMinutes(1));
        await retention.RunAsync(CancellationToken.None);
        foreach (var (table, time) in Retention.Tables)
        {
            Assert.That(await DaysAsync(table, time, site), Is.EqualTo("2026-11-23"), table + ": it is December now");
            Assert.That(await DaysAsync(table, time, other), Is.EqualTo("2026-08-31 2026-09-01 2026-11-23"), table);
        }

        await CountAsync(site, "2026-09-30");
        await retention.RunAsync(CancellationToken.None);
        Assert.That((await DaysAsync("events", "time", site), await MailsAsync()), Is.EqualTo(("2026-11-23", 1L)), "what comes late goes at once");
    }

    [Test]
    public async Task A_plan_that_keeps_more_in_time_saves_all()
    {
        await CountAsync(site, "2026-01-15");
        await retention.RunAsync(CancellationToken.None);
        await SetAsync(site, 24);
        await retention.RunAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(40));
        await retention.RunAsync(CancellationToken.None);
        Assert.That(await DaysAsync("events", "time", site), Is.EqualTo("2026-01-15"));
        await SetAsync(site, 6);
        await retention.RunAsync(CancellationToken.None);
        Assert.That((await DaysAsync("events", "time", site), await MailsAsync()), Is.EqualTo(("2026-01-15", 2L)), "and one that keeps less again waits again");
    }

    [Test]
    public async Task Where_nothing_is_old_nobody_is_told()
    {
        await CountAsync(site, "2026-11-01");
        await retention.RunAsync(CancellationToken.None);
        Assert.That(await MailsAsync(), Is.Zero);
        clock.Advance(TimeSpan.FromDays(95));
        await retention.RunAsync(CancellationToken.None);
        Assert.That((await DaysAsync("events", "time", site), await MailsAsync()), Is.EqualTo(("", 0L)), "it was known from the beginning");
    }

    [Test]
    public void Every_table_with_rows_of_sites_is_on_the_list() => Assert.That(Retention.Tables.Select(static each => each.Table), Is.EquivalentTo(SiteData.Tables));

    private async Task<Site> AddAsync(string name)
    {
        var provisioning = new Provisioning(
            database.Store, new Users(database.Store, new Throttle(clock), clock), new SiteDirectory(database.Store, Options, clock), Options, clock);
        return await provisioning.EnsureAsync($"{name}@{name}.test", static () => "correct horse", name, $"{name}.test", "Etc/UTC", CancellationToken.None);
    }

    private async Task SetAsync(Site of, int months)
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await OrganisationPlans.SetAsync(transaction, of.OrganisationId, new PlanTerms("Pro", 0, OrganisationQuota.Soft, RetentionMonths: months), 0);
        await transaction.CommitAsync();
    }

    /// <summary>Events of those days, and what the job in Stats would make of them.</summary>
    private async Task CountAsync(Site of, params string[] days)
    {
        foreach (var day in days)
        {
            var row = string.Create(CultureInfo.InvariantCulture, $"select {of.Id}, toDateTime('{day} 12:00:00', 'UTC')");
            foreach (var sql in new[]
            {
                $"insert into events (site_id, time, name, visit_start, visits) {row}, 'pageview', toDateTime('{day} 12:00:00', 'UTC'), 1",
                $"insert into rollups (site_id, day, dimension, visitors) {row}, 'total', 1", $"insert into rolled_days (site_id, day) {row}", $"insert into rolled_months (site_id, month) {row}",
            })
            {
                await events.ExecuteAsync(sql, null, CancellationToken.None);
            }
        }
    }

    private async Task<string> DaysAsync(string table, string time, Site of) => string.Join(' ', await events.QueryAsync(
        $"select distinct toString(toDate({time})) as day from {table} where site_id = {{site:UInt32}} order by day", [new("site", (uint)of.Id)],
        static row => row.GetString(0), CancellationToken.None));

    private async Task<long> MailsAsync()
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("select count(*) from mails");
    }
}
