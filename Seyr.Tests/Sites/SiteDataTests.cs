using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>A site goes with all that was counted on it, from every table, on both kinds of each store.</summary>
internal sealed class SiteDataTests
{
    private static readonly SitesOptions Options = new(null);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task Deleted_site_leaves_nothing_behind_and_another_keeps_all([Values] RelationalKind kind, [Values] EventStoreKind eventKind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        await using var events = await TestEngine.NewStoreAsync(eventKind);
        var directory = new SiteDirectory(database.Store, Options, clock);
        var provisioning = new Provisioning(database.Store, new Users(database.Store, new Throttle(clock), clock), directory, Options, clock);
        var gone = await provisioning.EnsureAsync("a@a.test", static () => "correct horse", "A", "gone.test", "Etc/UTC", CancellationToken.None);
        var kept = await provisioning.EnsureAsync("a@a.test", static () => "", "A", "kept.test", "Etc/UTC", CancellationToken.None);
        await CountAsync(events, gone.Id);
        await CountAsync(events, kept.Id);
        foreach (var site in new[] { gone, kept })
        {
            // As the job in Stats would.
            await events.ChangeAsync("insert into rollups (site_id, dimension, day, visitors) select {site:UInt32}, 'total', today(), 1", [new("site", (uint)site.Id)], CancellationToken.None);
            await events.ChangeAsync("insert into rolled_days (site_id, day) select {site:UInt32}, today()", [new("site", (uint)site.Id)], CancellationToken.None);
            await events.ChangeAsync("insert into rolled_months (site_id, month) select {site:UInt32}, today()", [new("site", (uint)site.Id)], CancellationToken.None);
        }

        var data = new SiteData(database.Store, events, directory, clock, NullLogger<SiteData>.Instance);
        await directory.LookUpAsync("gone.test", static () => { });

        await data.DeleteAsync(gone.Id, CancellationToken.None);
        Assert.That(directory.TryFind("gone.test", out _), Is.False, "forgotten at once");
        Assert.That(await RowsAsync(events, "events", gone.Id), Is.EqualTo(2), "the events go afterwards");
        await data.EraseDueAsync(CancellationToken.None);
        foreach (var table in SiteData.Tables)
        {
            Assert.That(await RowsAsync(events, table, gone.Id), Is.Zero, table);
            Assert.That(await RowsAsync(events, table, kept.Id), Is.GreaterThan(0), table);
        }

        await CountAsync(events, gone.Id);
        await data.EraseDueAsync(CancellationToken.None);
        Assert.That(await RowsAsync(events, "events", gone.Id), Is.EqualTo(2), "what was still on its way");
        clock.Advance(TimeSpan.FromDays(1));
        await data.EraseDueAsync(CancellationToken.None);
        Assert.That(await RowsAsync(events, "events", gone.Id), Is.Zero);
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from deletions"), Is.Zero);
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from sites"), Is.EqualTo(1));
    }

    [Test]
    public async Task Every_table_with_rows_of_sites_is_on_the_list([Values] EventStoreKind kind)
    {
        await using var events = await TestEngine.NewStoreAsync(kind);
        var tables = await events.QueryAsync(
            "select table from system.columns where database = currentDatabase() and name = 'site_id' and table in (select name from system.tables where database = currentDatabase() and engine like '%MergeTree')",
            [], static row => row.GetString(0), CancellationToken.None);

        Assert.That(tables, Is.EquivalentTo(SiteData.Tables));
    }

    private static Task CountAsync(EventStore events, long siteId) => events.ExecuteAsync(
        string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"insert into events (site_id, time, name, visit_start, visits) select {siteId}, now(), 'pageview', now(), 1 from numbers(2)"), null, CancellationToken.None);

    private static async Task<long> RowsAsync(EventStore events, string table, long siteId) => (await events.QueryAsync(
        $"select toInt64(count()) from {table} where site_id = {{site:UInt32}}", [new("site", (uint)siteId)], static row => row.GetInt64(0), CancellationToken.None)).Single();
}
