using Seyr.Billing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>A larger plan for the rest of a term, and the end of a subscription.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class UpgradeTests(RelationalKind kind)
{
    private BillingWorld world = null!;
    private Site site = null!;

    [SetUp]
    public async Task Start()
    {
        world = await BillingWorld.StartAsync(kind);
        site = await world.SiteAsync("ann.test");
        await PayAsync(await world.OrderAsync(site.OrganisationId));
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    [TestCase(0, 200_050, TestName = "On_the_first_day_it_is_the_whole_difference")]
    [TestCase(10, 128_603, TestName = "Later_it_is_by_the_day_rounded_down")]
    [TestCase(27, 7_144, TestName = "On_the_last_day_it_is_one_days")]
    [TestCase(28, null, TestName = "After_the_end_there_is_none")]
    public async Task Price(int days, int? minor)
    {
        world.Clock.Advance(TimeSpan.FromDays(days));
        Assert.That((await UpgradesAsync()).Select(static upgrade => (upgrade.Plan.Name, upgrade.Amount.Minor)),
            Is.EqualTo(minor is null ? [] : new[] { ("pro", (long)minor) }));
    }

    [Test]
    public async Task What_comes_to_less_than_can_be_paid_is_not_to_be_had()
    {
        world.Options.LeastCharge = "71.45";
        world.Clock.Advance(TimeSpan.FromDays(27));
        Assert.That(await UpgradesAsync(), Is.Empty);
        Assert.That((await TooSmallAsync()).Select(upgrade => BillingPage.Says(upgrade, new Amount(7_145, "BDT"))), Is.EqualTo(new[]
        {
            "Pro comes to BDT 71.44 for the rest of the term. Less than BDT 71.45 can't be paid at once, so it can be had from 28 February 2026 on, when the term ends. "
            + "Nothing is charged for it before.",
        }));
        world.Options.LeastCharge = "71.44";
        Assert.That(((await UpgradesAsync()).Count, (await TooSmallAsync()).Count), Is.EqualTo((1, 0)), "each is in one of the two");
    }

    [Test]
    public async Task What_was_too_small_to_be_paid_is_had_at_the_end_for_its_whole_price_and_the_smaller_plan_was_used_up()
    {
        world.Options.LeastCharge = "71.45";
        world.Clock.Advance(TimeSpan.FromDays(27));
        await PayAsync(await world.OrderAsync(site.OrganisationId, "pro"));
        Assert.That(await LimitAsync(), Is.EqualTo(100_000), "until then it is as it was");
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await LimitAsync(), Is.EqualTo(1_000_000));
        Assert.That(await world.ListAsync<long>("select amount from payments order by order_id"), Is.EqualTo(new[] { 99_000L, 299_050L }));
    }

    [Test]
    public async Task It_holds_at_once_until_the_terms_end_and_is_reminded_of_once()
    {
        world.Clock.Advance(TimeSpan.FromDays(10));
        await PayAsync(await UpgradeAsync());
        var current = await CurrentAsync();
        Assert.That((current!.Title, Dates.Day(current.FromAt), Dates.Day(current.UntilAt)), Is.EqualTo(("Pro", "10 February 2026", "28 February 2026")));
        Assert.That(await LimitAsync(), Is.EqualTo(1_000_000));
        Assert.That((await new OrganisationPlans(world.Database.Store, world.SiteOptions).CycleOfAsync(site.OrganisationId, world.Clock.GetUtcNow(), CancellationToken.None)).From, Is.EqualTo(new DateOnly(2026, 1, 31)));
        Assert.That(await UpgradesAsync(), Is.Empty, "there is none above it");
        Assert.That(await world.CountAsync("select count(*) from invoices"), Is.EqualTo(2));
        Assert.That(await world.ListAsync<string>("select line from invoices order by id desc"), Has.ItemAt(0).EqualTo("Upgrade to Pro for the rest of a month, 10 February 2026 to 28 February 2026"));

        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 27, 13, 0, 0, TimeSpan.Zero));
        await world.Reminders.SendDueAsync(CancellationToken.None);
        Assert.That(await ReminderAsync(), Is.EqualTo("Pro ends on 28 February 2026"));
        await PayAsync(await world.OrderAsync(site.OrganisationId, "starter"));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero));
        await world.Periods.TurnAsync(CancellationToken.None);
        current = await CurrentAsync();
        Assert.That((current!.Title, Dates.Day(current.UntilAt), await LimitAsync()), Is.EqualTo(("Starter", "31 March 2026", 100_000L)), "a smaller plan at the end");
    }

    [Test]
    public async Task Of_two_that_are_paid_one_holds_and_somebody_gives_the_other_back()
    {
        var orders = new[] { await UpgradeAsync(), await UpgradeAsync() };
        foreach (var order in orders)
        {
            world.Attempt(order, "VALID");
        }

        await Task.WhenAll(orders.Select(world.SettleAsync));
        Assert.That(await Task.WhenAll(orders.Select(world.StatusAsync)), Is.All.EqualTo(OrderStatus.Paid));
        Assert.That(await world.CountAsync("select count(*) from subscriptions"), Is.EqualTo(2));
        Assert.That(await world.SubjectsAsync("operator@seyr.test"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task One_that_is_paid_after_the_term_buys_nothing_and_somebody_gives_it_back()
    {
        var order = await UpgradeAsync();
        world.Attempt(order, "VALID");
        world.Clock.Advance(TimeSpan.FromDays(29));
        await world.SettleAsync(order);
        Assert.That((await CurrentAsync())!.Title, Is.EqualTo("Starter"));
        Assert.That(await world.SubjectsAsync("operator@seyr.test"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_cancelled_holds_until_its_end_and_not_a_day_longer_and_nobody_is_reminded()
    {
        await PayAsync(await UpgradeAsync());
        Assert.That((await CancelAsync(true), await CancelAsync(true)), Is.EqualTo((true, false)));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 28, 11, 59, 0, TimeSpan.Zero));
        await world.Reminders.SendDueAsync(CancellationToken.None);
        Assert.That((await LimitAsync(), await ReminderAsync()), Is.EqualTo((1_000_000L, (string?)null)));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await LimitAsync(), await CurrentAsync()), Is.EqualTo((1_000L, (Period?)null)));
        await world.Reminders.SendDueAsync(CancellationToken.None);
        Assert.That(await ReminderAsync(), Is.Null);
        Assert.That(await CancelAsync(false), Is.False, "it is over");
    }

    [Test]
    public async Task A_cancellation_can_be_taken_back_and_paying_again_is_as_good()
    {
        await CancelAsync(true);
        Assert.That((await CurrentAsync())!.CancelledAt, Is.Not.Null);
        Assert.That(await CancelAsync(false), Is.True);
        Assert.That((await CurrentAsync())!.CancelledAt, Is.Null);
        await CancelAsync(true);
        await PayAsync(await world.OrderAsync(site.OrganisationId));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 31, 13, 0, 0, TimeSpan.Zero));
        Assert.That(await LimitAsync(), Is.EqualTo(100_000), "the days of grace");
    }

    [Test]
    public async Task It_says_how_it_stands()
    {
        Assert.That(await StandingAsync(), Is.EqualTo("Active"));
        await CancelAsync(true);
        Assert.That(await StandingAsync(), Is.EqualTo("Cancelled"));
        await CancelAsync(false);
        world.Clock.Advance(TimeSpan.FromDays(29));
        Assert.That(await StandingAsync(), Is.EqualTo("Past due"));
        Assert.That(await StandingAsync(isLocked: true), Is.EqualTo("Restricted"));
        world.Clock.Advance(TimeSpan.FromDays(7));
        Assert.That(await StandingAsync(), Is.EqualTo("Expired"));
        Assert.That((Standings.Of(null, 1, false, null, 0), Standings.Of(null, null, false, null, 0)), Is.EqualTo((Standing.Trial, Standing.Free)));
    }

    private async Task<string> StandingAsync(bool isLocked = false) => Standings.Word(Standings.Of(
        await CurrentAsync(), null, isLocked, (await world.Periods.LastAsync(site.OrganisationId, CancellationToken.None))?.UntilAt, world.Clock.GetUtcNow().ToUnixTimeMilliseconds()));

    private async Task<Order> UpgradeAsync() => await world.Ordering.OrderAsync(
        site.OrganisationId, new Customer("ann@ann.test", BillingWorld.Buyer), (await UpgradesAsync()).Single(), CancellationToken.None);

    private async Task<IReadOnlyList<Upgrade>> UpgradesAsync() => Upgrade.Of(
        new Plans(world.Options), await CurrentAsync(), Amount.Parse(world.Options.LeastCharge, "BDT")!.Value, world.Clock.GetUtcNow());

    private async Task<IReadOnlyList<Upgrade>> TooSmallAsync() => Upgrade.TooSmall(
        new Plans(world.Options), await CurrentAsync(), Amount.Parse(world.Options.LeastCharge, "BDT")!.Value, world.Clock.GetUtcNow());

    private Task<bool> CancelAsync(bool isCancelled) => new Cancellation(world.Database.Store, world.Clock).SetAsync(site.OrganisationId, isCancelled, CancellationToken.None);

    private async Task<string?> ReminderAsync() => (await world.SubjectsAsync()).LastOrDefault(static subject => subject.Contains(" end", StringComparison.Ordinal));

    private Task<Period?> CurrentAsync() => world.Periods.CurrentAsync(site.OrganisationId, CancellationToken.None);

    private async Task PayAsync(Order order)
    {
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }

    private async Task<long> LimitAsync()
    {
        await world.Periods.TurnAsync(CancellationToken.None);
        return await new OrganisationPlans(world.Database.Store, world.SiteOptions).LimitOfAsync(site.OrganisationId, CancellationToken.None);
    }
}
