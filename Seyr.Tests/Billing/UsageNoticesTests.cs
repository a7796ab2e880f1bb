using Dapper;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>When an owner is told how much of the month is used.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class UsageNoticesTests(RelationalKind kind)
{
    private BillingWorld world = null!;
    private Site site = null!;

    [SetUp]
    public async Task Start()
    {
        world = await BillingWorld.StartAsync(kind);
        site = await world.SiteAsync("ann.test");
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    [Test]
    public async Task Each_step_is_told_once_a_month()
    {
        foreach (var events in new[] { 0, 799, 800, 850, 900, 999, 1_000, 1_500 })
        {
            await UseAsync(202601, events);
        }

        Assert.That(await SubjectsAsync(), Is.EqualTo(new[] { "80 % of this month's events are used", "90 % of this month's events are used", "100 % of this month's events are used" }));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await UseAsync(202602, 950);
        Assert.That((await SubjectsAsync()).Last(), Is.EqualTo("90 % of this month's events are used"), "of what was passed at once only the highest");
        await UseAsync(202602, 850);
        Assert.That(await SubjectsAsync(), Has.Count.EqualTo(4), "and not those below it afterwards");
    }

    [Test]
    public async Task Without_a_limit_there_is_nothing_to_tell()
    {
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "0", null, CancellationToken.None);
        await UseAsync(202601, 5_000);
        Assert.That(await SubjectsAsync(), Is.Empty);
    }

    private async Task UseAsync(int month, long events)
    {
        await using var connection = await world.Database.Store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "insert into usage (organisation_id, month, events) values (@OrganisationId, @month, @events) on conflict (organisation_id, month) do update set events = excluded.events",
            new { site.OrganisationId, month, events });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.Notices.SendDueAsync(CancellationToken.None)));
    }

    private Task<List<string>> SubjectsAsync() => world.SubjectsAsync("ann@ann.test");
}
