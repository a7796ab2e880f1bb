using Seyr.Billing;
using Seyr.Gateway;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>Money goes back once, to the minor unit, whatever is asked or answered twice, late or never; and what was invoiced has its credit note.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class RefundsTests(RelationalKind kind)
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
    public async Task All_of_a_payment_is_given_back_and_credited_once()
    {
        var order = await PaidAsync();
        Assert.That(await AskAsync(order, 99_000), Is.True);
        await world.Refunding.RunDueAsync(Cancel);
        Assert.That((await StatesAsync(), await world.CountAsync("select count(*) from credit_notes")), Is.EqualTo((RefundStatus.Initiated, 0L)));
        await LaterAsync();
        await LaterAsync();
        Assert.That((await StatesAsync(), Given()), Is.EqualTo((RefundStatus.Done, "990.00")));
        var note = (await new CreditNotes(world.Database.Store).OfAsync(organisation, Cancel)).Single();
        Assert.That((note.Name, note.Amount, note.Reason, note.Buyer, note.Line), Is.EqualTo((
            "CN-2026-000001", new Amount(99_000, "BDT"), "asked for", order.Buyer.Lines, "Of invoice 2026-000001: Starter, a month, 31 January 2026 to 28 February 2026")));
        Assert.That((await world.SubjectsAsync("ann@ann.test")).Where(static subject => subject.StartsWith("Credit", StringComparison.Ordinal)), Is.EqualTo(new[] { "Credit note CN-2026-000001" }));
    }

    [Test]
    public async Task Asked_for_twice_is_once()
    {
        var order = await PaidAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(order, 10_000, "same-0123456789abc")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Refunding.RunDueAsync(Cancel)));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Refunding.RunDueAsync(Cancel)));
        Assert.That((await StatesAsync(), Given(), await world.CountAsync("select count(*) from credit_notes")), Is.EqualTo((RefundStatus.Done, "100.00", 1L)));
    }

    [Test]
    public async Task Parts_add_up_to_what_was_paid_and_to_no_more()
    {
        var order = await PaidAsync();
        Assert.That((await AskAsync(order, 40_010), await AskAsync(order, 58_991)), Is.EqualTo((true, false)), "a paisa too much");
        var asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(order, 58_990)));
        Assert.That(asked.Count(static isAsked => isAsked), Is.EqualTo(1));
        Assert.That(await AskAsync(order, 1), Is.False);
        await world.Refunding.RunDueAsync(Cancel);
        await LaterAsync();
        Assert.That(await world.ListAsync<long>("select amount from credit_notes order by number"), Is.EqualTo(new[] { 40_010L, 58_990L }));
        Assert.That(world.Gateway.Refunds.Select(static refund => refund.Amount).Order(), Is.EqualTo(new[] { "400.10", "589.90" }));
    }

    [Test]
    public async Task What_was_not_answered_is_asked_again_and_given_back_once()
    {
        var order = await PaidAsync();
        await AskAsync(order, 99_000);
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.AnswerIsError;
        await world.Refunding.RunDueAsync(Cancel);
        Assert.That((await StatesAsync(), Given()), Is.EqualTo((RefundStatus.Asked, "990.00")), "it was done, and we don't know");
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.None;
        await LaterAsync();
        Assert.That(await StatesAsync(), Is.EqualTo(RefundStatus.Initiated));
        await LaterAsync();
        Assert.That((await StatesAsync(), Given()), Is.EqualTo((RefundStatus.Done, "990.00")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_no_to_what_was_asked_before_needs_a_person(bool wasGivenBack)
    {
        var order = await PaidAsync();
        await AskAsync(order, 99_000);
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.AnswerIsError;
        await world.Refunding.RunDueAsync(Cancel);
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.RefundRefused;
        await LaterAsync();
        Assert.That((await StatesAsync(), await AskAsync(order, 100)), Is.EqualTo((RefundStatus.Unclear, false)), "until it is clear no more is given back");
        Assert.That(await world.SubjectsAsync("operator@seyr.test"), Has.Count.EqualTo(1));
        var refund = (await world.Refunds.OfAsync(order.Id, Cancel)).Single();
        Assert.That(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Refunding.ResolveAsync(refund, wasGivenBack, Cancel))), Has.One.EqualTo(true));
        Assert.That((await StatesAsync(), await world.CountAsync("select count(*) from credit_notes")), Is.EqualTo((wasGivenBack ? RefundStatus.Done : RefundStatus.Refused, wasGivenBack ? 1L : 0L)));
        Assert.That(await AskAsync(order, 100), Is.EqualTo(!wasGivenBack));
    }

    [TestCase(GatewayFault.RefundRefused)]
    [TestCase(GatewayFault.RefundCancelled)]
    public async Task What_is_refused_is_told_and_can_be_asked_for_again(GatewayFault fault)
    {
        var order = await PaidAsync();
        await AskAsync(order, 99_000);
        world.Gateway.Session(order.TransactionId).Faults = fault;
        await world.Refunding.RunDueAsync(Cancel);
        await LaterAsync();
        Assert.That((await StatesAsync(), await world.CountAsync("select count(*) from credit_notes")), Is.EqualTo((RefundStatus.Refused, 0L)));
        Assert.That(await world.SubjectsAsync("operator@seyr.test"), Has.Count.EqualTo(1));
        Assert.That(await AskAsync(order, 99_000), Is.True);
    }

    [Test]
    public async Task What_was_paid_twice_is_given_back_without_a_credit_note_and_needs_nobody_any_more()
    {
        var order = await world.OrderAsync(organisation);
        var (first, second) = (world.Attempt(order, "VALID"), world.Attempt(order, "VALID"));
        await world.PostAsync(order, first, Channel.Ipn);
        await world.SettleAsync(order);
        await world.PostAsync(order, second, Channel.Ipn);
        order = (await world.Orders.FindAsync(order.TransactionId, Cancel))!;
        var payments = await world.Received.OfAsync(order, Cancel);
        Assert.That(payments.Select(static payment => (payment.BankTransactionId, payment.IsTaken)), Is.EquivalentTo(new[] { (first.BankTransactionId, true), (second.BankTransactionId, false) }));
        await AskAsync(order, 99_000, payment: payments.Single(static payment => !payment.IsTaken));
        await world.Refunding.RunDueAsync(Cancel);
        await LaterAsync();
        await world.PostAsync(order, second, Channel.Success);
        Assert.That((await StatesAsync(), await world.CountAsync("select count(*) from credit_notes")), Is.EqualTo((RefundStatus.Done, 0L)));
        Assert.That(await world.Held.AllAsync(Cancel), Is.Empty);
        Assert.That(world.Gateway.Refunds.Single().BankTransactionId, Is.EqualTo(second.BankTransactionId));
        Assert.That(await world.SubjectsAsync("ann@ann.test"), Has.Member("BDT 990.00 was given back"));
    }

    [Test]
    public async Task What_was_held_and_given_back_pays_for_nothing_any_more()
    {
        var order = await world.OrderAsync(organisation);
        world.Attempt(order, "VALID", GatewayFault.Risky);
        await world.SettleAsync(order);
        order = (await world.Orders.FindAsync(order.TransactionId, Cancel))!;
        await AskAsync(order, 99_000, payment: (await world.Received.OfAsync(order, Cancel)).Single());
        Assert.That(await world.Held.AllAsync(Cancel), Is.Empty);
        Assert.That(await world.Held.AcceptAsync(order.TransactionId, Cancel), Is.False);
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.None;
        await world.SettleAsync(order);
        Assert.That((await world.StatusAsync(order), await world.CountAsync("select count(*) from payments")), Is.EqualTo((OrderStatus.Review, 0L)), "though the gateway finds it safe by now");
    }

    [Test]
    public async Task Broken_off_anywhere_each_is_given_back_once_and_no_credit_note_is_missing()
    {
        var random = new Random(5);
        for (var i = 0; i < 12; i++)
        {
            await AskAsync(await PaidAsync(), 1_000 + i);
        }

        for (var i = 0; i < 60; i++)
        {
            using var ends = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(25)));
            await world.Refunding.RunDueAsync(ends.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            world.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Refunding.RunDueAsync(Cancel)));
        await LaterAsync();
        Assert.That(await StatesAsync(), Is.EqualTo(RefundStatus.Done));
        Assert.That(world.Gateway.Refunds.Count(), Is.EqualTo(12));
        Assert.That(await world.ListAsync<long>("select number from credit_notes order by number"), Is.EqualTo(Enumerable.Range(1, 12)));
        Assert.That(await world.ListAsync<long>("select amount from credit_notes order by amount"), Is.EqualTo(Enumerable.Range(1_000, 12)));
    }

    private async Task<Order> PaidAsync()
    {
        var order = await world.OrderAsync(organisation);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        return (await world.Orders.FindAsync(order.TransactionId, Cancel))!;
    }

    private Task<bool> AskAsync(Order order, long minor, string? id = null, ReceivedPayment? payment = null) => world.AskBackAsync(order, minor, id, payment);

    private async Task LaterAsync()
    {
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Refunding.RunDueAsync(Cancel);
    }

    /// <summary>The states that there are, each once.</summary>
    private async Task<string> StatesAsync() => string.Join(' ', await world.ListAsync<string>("select distinct status from refunds order by status"));

    private string Given() => string.Join(' ', world.Gateway.Refunds.Select(static refund => refund.Amount));
}
