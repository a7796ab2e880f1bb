using Seyr.Billing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>What becomes of paid time whose money is given back.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class GivenBackTests(RelationalKind kind)
{
    private BillingWorld world = null!;
    private long organisation;

    private static CancellationToken Cancel => CancellationToken.None;

    [SetUp]
    public async Task Start()
    {
        world = await BillingWorld.StartAsync(kind);
        organisation = (await world.SiteAsync("ann.test")).OrganisationId;
    }

    [TearDown]
    public Task Stop() => world.DisposeAsync().AsTask();

    [Test]
    public async Task A_part_ends_nothing_and_the_rest_of_it_does_when_the_money_is_back()
    {
        var order = await PaidAsync("starter");
        await AskAsync(order, 40_000);
        await BackAsync();
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 28 February 2026, 100000 events"));
        Assert.That((await world.LettersAsync())[^1], Does.Not.Contain("has ended"));
        await AskAsync(order, 59_000);
        await world.Refunding.RunDueAsync(Cancel);
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 28 February 2026, 100000 events"), "it is under way");
        await BackAsync();
        Assert.That(await StateAsync(), Is.EqualTo("nothing, 1000 events"));
        Assert.That((await world.LettersAsync())[^1], Does.Contain("what it was paid for has ended"));
        world.Clock.Advance(TimeSpan.FromDays(28));
        await world.Reminders.SendDueAsync(Cancel);
        Assert.That(await world.SubjectsAsync("ann@ann.test"), Has.None.Contains("Starter"), "nobody is reminded of it");
    }

    [Test]
    public async Task Who_pays_again_after_that_begins_on_that_day()
    {
        await GiveBackAsync(await PaidAsync("starter"));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await PaidAsync("pro");
        Assert.That(await StateAsync(), Is.EqualTo("Pro until 2 March 2026, 1000000 events"));
    }

    [Test]
    public async Task An_upgrade_uncovers_what_it_was_in_the_place_of()
    {
        await PaidAsync("starter");
        var upgrade = await UpgradeAsync();
        Assert.That(await StateAsync(), Is.EqualTo("Pro until 28 February 2026, 1000000 events"));
        await GiveBackAsync(upgrade);
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 28 February 2026, 100000 events"));
        Assert.That((await world.Periods.LastAsync(organisation, Cancel))!.CancelledAt, Is.Null, "it may be renewed");
    }

    [Test]
    public async Task What_was_upgraded_and_paid_by_itself_holds_until_its_end_and_what_follows_stays()
    {
        var first = await PaidAsync("starter");
        await UpgradeAsync();
        await PaidAsync("starter");
        await GiveBackAsync(first);
        Assert.That(await StateAsync(), Is.EqualTo("Pro until 28 February 2026, 1000000 events"));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero));
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 31 March 2026, 100000 events"));
    }

    [Test]
    public async Task Of_two_terms_the_first_goes_and_the_second_moves_up()
    {
        var first = await PaidAsync("starter");
        await PaidAsync("pro");
        world.Clock.Advance(TimeSpan.FromDays(4));
        await GiveBackAsync(first);
        Assert.That(await StateAsync(), Is.EqualTo("Pro until 4 March 2026, 1000000 events"));
        Assert.That((await new OrganisationPlans(world.Database.Store, world.SiteOptions).CycleOfAsync(organisation, world.Clock.GetUtcNow(), Cancel)).From, Is.EqualTo(new DateOnly(2026, 2, 4)));
    }

    [Test]
    public async Task One_that_has_not_begun_goes_and_what_is_after_it_moves_up_by_months_of_the_first()
    {
        await PaidAsync("starter");
        var second = await PaidAsync("pro");
        await PaidAsync("starter");
        await GiveBackAsync(second);
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 28 February 2026, 100000 events"));
        var last = (await world.Periods.LastAsync(organisation, Cancel))!;
        Assert.That((last.Title, Dates.Day(last.FromAt), Dates.Day(last.UntilAt)), Is.EqualTo(("Starter", "28 February 2026", "31 March 2026")));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 31 March 2026, 100000 events"));
    }

    [Test]
    public async Task The_last_that_has_not_begun_leaves_the_present_one_to_be_reminded_of()
    {
        await PaidAsync("starter");
        await GiveBackAsync(await PaidAsync("pro"));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 27, 13, 0, 0, TimeSpan.Zero));
        await world.Reminders.SendDueAsync(Cancel);
        Assert.That((await world.SubjectsAsync("ann@ann.test"))[^1], Is.EqualTo("Starter ends on 28 February 2026"));
    }

    [Test]
    public async Task In_the_days_of_grace_the_plan_ends_and_of_a_term_long_over_nothing_does()
    {
        var first = await PaidAsync("starter");
        world.Clock.Advance(TimeSpan.FromDays(29));
        await GiveBackAsync(first);
        Assert.That(await StateAsync(), Is.EqualTo("nothing, 1000 events"));
        var second = await PaidAsync("starter");
        await PaidAsync("pro");
        world.Clock.Advance(TimeSpan.FromDays(45));
        var before = await StateAsync();
        await GiveBackAsync(second);
        Assert.That((before, await StateAsync()), Is.EqualTo(("Pro until 1 May 2026, 1000000 events", "Pro until 1 May 2026, 1000000 events")));
    }

    [Test]
    public async Task A_second_payment_of_the_same_order_ends_nothing_when_it_is_given_back()
    {
        var order = await world.OrderAsync(organisation);
        var (first, second) = (world.Attempt(order, "VALID"), world.Attempt(order, "VALID"));
        await world.PostAsync(order, first, Channel.Ipn);
        await world.SettleAsync(order);
        await world.PostAsync(order, second, Channel.Ipn);
        order = (await world.Orders.FindAsync(order.TransactionId, Cancel))!;
        await AskAsync(order, 99_000, (await world.Received.OfAsync(order, Cancel)).Single(static payment => !payment.IsTaken));
        await BackAsync();
        Assert.That(await StateAsync(), Is.EqualTo("Starter until 28 February 2026, 100000 events"));
    }

    private async Task<string> StateAsync()
    {
        await world.Periods.TurnAsync(Cancel);
        var current = await world.Periods.CurrentAsync(organisation, Cancel);
        var limit = await new OrganisationPlans(world.Database.Store, world.SiteOptions).LimitOfAsync(organisation, Cancel);
        return $"{(current is null ? "nothing" : $"{current.Title} until {Dates.Day(current.UntilAt)}")}, {limit} events";
    }

    private async Task<Order> PaidAsync(string plan) => await SettledAsync(await world.OrderAsync(organisation, plan));

    private async Task<Order> UpgradeAsync()
    {
        var upgrade = Upgrade.Of(
            new Plans(world.Options), await world.Periods.CurrentAsync(organisation, Cancel), Amount.Parse(world.Options.LeastCharge, "BDT")!.Value, world.Clock.GetUtcNow()).Single();
        return await SettledAsync(await world.Ordering.OrderAsync(organisation, new Customer("ann@ann.test", BillingWorld.Buyer), upgrade, Cancel));
    }

    private async Task<Order> SettledAsync(Order order)
    {
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
        return (await world.Orders.FindAsync(order.TransactionId, Cancel))!;
    }

    private async Task GiveBackAsync(Order order)
    {
        await AskAsync(order, order.Minor);
        await world.Refunding.RunDueAsync(Cancel);
        await BackAsync();
    }

    private async Task AskAsync(Order order, long minor, ReceivedPayment? payment = null) =>
        Assert.That(await world.AskBackAsync(order, minor, payment: payment), Is.True);

    /// <summary>The bank is done.</summary>
    private async Task BackAsync()
    {
        await world.Refunding.RunDueAsync(Cancel);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Refunding.RunDueAsync(Cancel);
        Assert.That(await world.CountAsync("select count(*) from refunds where status <> 'done'"), Is.Zero);
    }
}
