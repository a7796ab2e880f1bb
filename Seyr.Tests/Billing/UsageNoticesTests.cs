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
            await UseAsync(20260131, events);
        }

        Assert.That(await SubjectsAsync(), Is.EqualTo(new[] { "80 % of this month's events are used", "90 % of this month's events are used", "100 % of this month's events are used" }));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await UseAsync(20260201, 950);
        Assert.That((await SubjectsAsync()).Last(), Is.EqualTo("90 % of this month's events are used"), "of what was passed at once only the highest");
        await UseAsync(20260201, 850);
        Assert.That(await SubjectsAsync(), Has.Count.EqualTo(4), "and not those below it afterwards");
    }

    [Test]
    public async Task A_subscription_has_months_from_the_day_on_which_it_began()
    {
        await UseAsync(20260130, 1_000);
        Assert.That(await NoticesAsync(), Has.Count.EqualTo(1), "of the calendar's month");
        var order = await world.OrderAsync(site.OrganisationId);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        await UseAsync(20260131, 40_000);
        Assert.That(await NoticesAsync(), Has.Count.EqualTo(1));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 27, 12, 0, 0, TimeSpan.Zero));
        await UseAsync(20260227, 40_000);
        Assert.That((await NoticesAsync()).Last(), Is.EqualTo("80 % of this month's events are used"));
        Assert.That((await world.LettersAsync()).Last(), Does.Contain("80,000 of its 100,000 events this month, which ends on 28 February 2026 (UTC)"));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero));
        await UseAsync(20260228, 79_999);
        Assert.That(await NoticesAsync(), Has.Count.EqualTo(2), "the next month begins at nothing");
        await UseAsync(20260228, 100_000);
        Assert.That((await NoticesAsync()).Last(), Is.EqualTo("100 % of this month's events are used"));
    }

    private async Task<List<string>> NoticesAsync() => [.. (await SubjectsAsync()).Where(static subject => subject.EndsWith("are used", StringComparison.Ordinal))];

    [Test]
    public async Task Without_a_limit_there_is_nothing_to_tell()
    {
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "0", null, CancellationToken.None);
        await UseAsync(20260131, 5_000);
        Assert.That(await SubjectsAsync(), Is.Empty);
    }

    private async Task UseAsync(int day, long events)
    {
        await using var connection = await world.Database.Store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "insert into usage (organisation_id, day, events) values (@OrganisationId, @day, @events) on conflict (organisation_id, day) do update set events = excluded.events",
            new { site.OrganisationId, day, events });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.Notices.SendDueAsync(CancellationToken.None)));
    }

    private Task<List<string>> SubjectsAsync() => world.SubjectsAsync("ann@ann.test");
}
