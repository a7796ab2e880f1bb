using Dapper;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>When the dashboards of who is beyond the limit too often are locked, and when they open.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class RestrictionsTests(RelationalKind kind)
{
    private const string Warned = "Your dashboards will be locked on ";
    private const string Locked = "Your dashboards are locked";
    private const string Opened = "Your dashboards are open again";

    private BillingWorld world = null!;
    private Site site = null!;

    /// <summary>On a soft plan for 100,000 events from 31 January, and beyond it in the first two months.</summary>
    [SetUp]
    public async Task Start()
    {
        world = await BillingWorld.StartAsync(kind);
        site = await world.SiteAsync("ann.test");
        await PayAsync("starter", Seyr.Billing.Term.Year);
        await UseAsync(2026, 1, 31, 100_001);
        await UseAsync(2026, 2, 28, 150_000);
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    [Test]
    public async Task Two_months_beyond_the_limit_warn_then_lock_and_a_month_within_it_opens()
    {
        Assert.That(await StepsAsync(), Is.Empty, "the second month isn't over");
        await GoAsync(2026, 3, 31);
        Assert.That((await StepsAsync(), await IsLockedAsync()), Is.EqualTo((Warned + "7 April 2026", false)));
        await GoAsync(2026, 4, 7, 11);
        Assert.That(await IsLockedAsync(), Is.False);
        await GoAsync(2026, 4, 7, 12);
        Assert.That((await StepsAsync(), await IsLockedAsync()), Is.EqualTo(($"{Warned}7 April 2026, {Locked}", true)));
        await UseAsync(2026, 4, 20, 100_000);
        Assert.That(await IsLockedAsync(), Is.True, "this month isn't over");
        await GoAsync(2026, 4, 30);
        Assert.That((await StepsAsync(), await IsLockedAsync()), Is.EqualTo(($"{Warned}7 April 2026, {Locked}, {Opened}", false)));
        await UseAsync(2026, 5, 1, 200_000);
        await GoAsync(2026, 6, 15);
        Assert.That(await IsLockedAsync(), Is.False, "one month is none");
    }

    [Test]
    public async Task A_larger_plan_opens_at_once()
    {
        await GoAsync(2026, 3, 31);
        await GoAsync(2026, 4, 8);
        Assert.That(await IsLockedAsync(), Is.True);
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "150000", null, CancellationToken.None);
        await TurnAsync();
        Assert.That((await IsLockedAsync(), (await StepsAsync()).EndsWith(Opened, StringComparison.Ordinal)), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_larger_plan_in_time_leaves_it_at_the_warning()
    {
        await GoAsync(2026, 3, 31);
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "0", null, CancellationToken.None);
        await GoAsync(2026, 4, 8);
        Assert.That((await StepsAsync(), await IsLockedAsync()), Is.EqualTo((Warned + "7 April 2026", false)));
    }

    [Test]
    public async Task A_smaller_plan_doesnt_count_back()
    {
        await UseAsync(2026, 3, 31, 50_000);
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "40000", null, CancellationToken.None);
        await GoAsync(2026, 4, 30);
        Assert.That(await StepsAsync(), Is.Not.Empty.And.Not.Contain(Locked), "from here on it counts");
        await world.DisposeAsync();

        world = await BillingWorld.StartAsync(kind);
        site = await world.SiteAsync("bob.test");
        await PayAsync("starter", Seyr.Billing.Term.Year);
        await UseAsync(2026, 1, 31, 90_000);
        await UseAsync(2026, 2, 28, 90_000);
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "40000", null, CancellationToken.None);
        await TurnAsync();
        Assert.That(await StepsAsync(), Is.Empty, "they were within the limit of their time");
    }

    [Test]
    public async Task A_limit_that_blocks_locks_nothing()
    {
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, null, OrganisationQuota.Block, CancellationToken.None);
        await GoAsync(2026, 3, 31);
        await GoAsync(2026, 4, 15);
        Assert.That((await StepsAsync(), await IsLockedAsync()), Is.EqualTo(("", false)));
    }

    private async Task PayAsync(string plan, Seyr.Billing.Term term)
    {
        var order = await world.OrderAsync(site.OrganisationId, plan, term);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
    }

    /// <summary>So much is used on a day, and seen on it.</summary>
    private async Task UseAsync(int year, int month, int day, long events)
    {
        await world.Usage.RaiseAsync([new UsageCount(site.OrganisationId, (((year * 100) + month) * 100) + day, events)], CancellationToken.None);
        await GoAsync(year, month, day);
    }

    private async Task GoAsync(int year, int month, int day, int hour = 12)
    {
        world.Clock.SetUtcNow(new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero));
        await TurnAsync();
    }

    /// <summary>As several servers would.</summary>
    private Task TurnAsync() => Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.Restrictions.TurnAsync(CancellationToken.None)));

    private async Task<string> StepsAsync() => string.Join(", ", (await world.SubjectsAsync()).Where(static subject => subject.StartsWith("Your dashboards", StringComparison.Ordinal)));

    private async Task<bool> IsLockedAsync()
    {
        var directory = new SiteDirectory(world.Database.Store, world.SiteOptions, world.Clock);
        await directory.LookUpAsync(site.Domain, static () => { });
        directory.TryFind(site.Domain, out var found);
        return found!.IsLocked;
    }
}
