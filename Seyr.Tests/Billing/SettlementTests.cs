using Seyr.Billing;
using Seyr.Gateway;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>What becomes of an order, by what the gateway says and what arrives of it.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class SettlementTests(RelationalKind kind)
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
    public async Task Stop()
    {
        await world.DisposeAsync();
        Assert.That(world.Log.Any(LocalGateway.Password) || world.Log.Any(Uri.EscapeDataString(LocalGateway.Password)), Is.False, world.Log.ToString());
    }

    [Test]
    public async Task What_is_paid_raises_the_quota_and_has_an_invoice_and_a_receipt_once()
    {
        Assert.That(await QuotaAsync(), Is.EqualTo((1_000L, true)), "free");
        var order = await world.OrderAsync(site.OrganisationId);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Pending));
        var attempt = world.Attempt(order, "VALID");
        await world.PostAsync(order, attempt, Channel.Ipn);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.SettleAsync(order)));
        await world.PostAsync(order, attempt, Channel.Success);
        await world.SettleAsync(order);

        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
        Assert.That(await BooksAsync(), Is.EqualTo((1L, 1L, 1L, 1L)));
        Assert.That(await QuotaAsync(), Is.EqualTo((100_000L, false)));
        Assert.That(await world.ListAsync<string>("select line from invoices"), Is.EqualTo(new[] { "Starter, a month, 31 January 2026 to 28 February 2026" }));
    }

    [Test]
    public async Task The_operators_own_limit_goes_before_the_plan()
    {
        await new OrganisationQuota(world.Database.Store).SetAsync(site.OrganisationId, "7", "block", CancellationToken.None);
        await PayAsync("starter");
        Assert.That(await QuotaAsync(), Is.EqualTo((7L, true)));
    }

    [Test]
    public async Task Without_billing_the_plan_is_none()
    {
        await PayAsync("starter");
        var found = new SiteDirectory(world.Database.Store, new SitesOptions(null, 5, OrganisationQuota.Soft), world.Clock);
        await found.LookUpAsync("ann.test", static () => { });
        Assert.That(found.TryFind("ann.test", out var seen) ? seen!.MonthlyEvents : -1, Is.EqualTo(5));
    }

    [Test]
    public async Task A_lost_notification_and_a_lost_browser_are_found_by_the_schedule()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        world.Attempt(order, "VALID");
        await world.Reconciler.RunDueAsync(CancellationToken.None);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Pending), "not yet due");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Reconciler.RunDueAsync(CancellationToken.None);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }

    [Test]
    public async Task A_late_payment_after_a_failed_one_wins()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        await world.PostAsync(order, world.Attempt(order, "FAILED"), Channel.Ipn);
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Failed));
        await world.PostAsync(order, world.Attempt(order, "VALID"), Channel.Ipn);
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }

    [Test]
    public async Task A_forged_cancellation_changes_nothing()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.BadHash;
        await world.PostAsync(order, new GatewayAttempt("CANCELLED", "", ""), Channel.Cancel);
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Pending));
        world.Gateway.Session(order.TransactionId).Faults = GatewayFault.None;
        await world.PostAsync(order, new GatewayAttempt("CANCELLED", "", ""), Channel.Cancel);
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Cancelled));
    }

    [TestCase(GatewayFault.OtherAmount, OrderStatus.Mismatch)]
    [TestCase(GatewayFault.OtherCurrency, OrderStatus.Mismatch)]
    [TestCase(GatewayFault.Risky, OrderStatus.Review)]
    public async Task What_is_not_as_ordered_is_never_paid_and_somebody_is_told_once(GatewayFault fault, string status)
    {
        var order = await world.OrderAsync(site.OrganisationId);
        var attempt = world.Attempt(order, "VALID", fault);
        await world.PostAsync(order, attempt, Channel.Ipn);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.SettleAsync(order)));
        Assert.That((await world.StatusAsync(order), await BooksAsync()), Is.EqualTo((status, (0L, 0L, 0L, 1L))), "a mail to the operator alone");
        Assert.That(await QuotaAsync(), Is.EqualTo((1_000L, true)));
    }

    [Test]
    public async Task What_a_person_has_looked_at_is_taken()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        var wrong = await world.OrderAsync(site.OrganisationId);
        world.Attempt(order, "VALID", GatewayFault.Risky);
        world.Attempt(wrong, "VALID", GatewayFault.OtherAmount);
        await world.SettleAsync(order);
        await world.SettleAsync(wrong);
        var held = new HeldPayments(world.Database.Store, world.Clock);
        Assert.That((await held.AllAsync(CancellationToken.None)).Select(static payment => payment.TransactionId), Is.EqualTo(new[] { order.TransactionId, wrong.TransactionId }));
        Assert.That(await held.AcceptAsync(wrong.TransactionId, CancellationToken.None), Is.False, "what isn't as ordered can't be taken");
        Assert.That(await held.AcceptAsync(order.TransactionId, CancellationToken.None), Is.True);
        await world.Reconciler.RunDueAsync(CancellationToken.None);
        Assert.That((await world.StatusAsync(order), await world.StatusAsync(wrong)), Is.EqualTo((OrderStatus.Paid, OrderStatus.Mismatch)));
    }

    [Test]
    public async Task What_is_paid_twice_holds_once_and_somebody_is_told_once([Values] bool isKnownBefore)
    {
        var order = await world.OrderAsync(site.OrganisationId);
        var (first, second) = (world.Attempt(order, "VALID"), world.Attempt(order, "VALID"));
        await world.PostAsync(order, first, Channel.Ipn);
        if (isKnownBefore)
        {
            await world.PostAsync(order, second, Channel.Ipn);
        }

        await world.SettleAsync(order);
        await world.PostAsync(order, second, Channel.Ipn);
        await world.PostAsync(order, second, Channel.Success);
        Assert.That((await world.StatusAsync(order), await BooksAsync()), Is.EqualTo((OrderStatus.Paid, (1L, 1L, 1L, 2L))));
        Assert.That(await world.SubjectsAsync("operator@seyr.test"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Somebody_elses_payment_pays_for_nothing()
    {
        var mine = await world.OrderAsync(site.OrganisationId);
        var other = await world.OrderAsync(site.OrganisationId);
        var attempt = world.Attempt(other, "VALID");
        await world.PostAsync(mine, new GatewayAttempt("VALID", attempt.ValidationId, attempt.BankTransactionId), Channel.Ipn);
        await world.SettleAsync(mine);
        await world.SettleAsync(other);
        Assert.That((await world.StatusAsync(mine), await world.StatusAsync(other)), Is.EqualTo((OrderStatus.Pending, OrderStatus.Paid)));
    }

    [Test]
    public async Task What_was_refused_says_why_to_the_log_and_what_was_not_answered_is_asked_about()
    {
        world.Options.Plans[1].PerMonth = "9.99";
        var refused = await world.OrderAsync(site.OrganisationId);
        Assert.That((await world.StatusAsync(refused), world.Log.Any("minimum transaction amount")), Is.EqualTo((OrderStatus.Refused, true)));
        world.Options.Plans[1].PerMonth = "990";
        world.Gateway.Faults = GatewayFault.AnswerIsTruncated;
        var unanswered = await world.OrderAsync(site.OrganisationId);
        Assert.That(await world.StatusAsync(unanswered), Is.EqualTo(OrderStatus.Created));
        world.Attempt(unanswered, "VALID");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Reconciler.RunDueAsync(CancellationToken.None);
        Assert.That(await world.StatusAsync(unanswered), Is.EqualTo(OrderStatus.Paid), "the page was there, though its answer was lost");
    }

    [Test]
    public async Task What_nobody_pays_is_over_in_a_week_and_may_still_be_paid()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        for (var i = 0; i < 24 * 8; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await world.Reconciler.RunDueAsync(CancellationToken.None);
        }

        var asked = world.Gateway.Requests.Count(static request => request.StartsWith("GET", StringComparison.Ordinal));
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Expired));
        Assert.That(asked, Is.InRange(28, 36));
        await world.PostAsync(order, world.Attempt(order, "VALID"), Channel.Ipn);
        await world.Reconciler.RunDueAsync(CancellationToken.None);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }

    [Test]
    public async Task Paid_for_an_organisation_that_is_gone_is_in_the_books_and_somebody_is_told()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        world.Attempt(order, "VALID");
        await world.CountAsync($"delete from sites where id = {site.Id} returning id");
        await world.CountAsync($"delete from organisations where id = {site.OrganisationId} returning id");
        await world.SettleAsync(order);
        Assert.That((await world.StatusAsync(order), await BooksAsync()), Is.EqualTo((OrderStatus.Paid, (1L, 0L, 1L, 2L))));
    }

    private async Task PayAsync(string plan)
    {
        var order = await world.OrderAsync(site.OrganisationId, plan);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }

    /// <summary>Payments, periods, invoices, mails.</summary>
    private async Task<(long, long, long, long)> BooksAsync() => (
        await world.CountAsync("select count(*) from payments"), await world.CountAsync("select count(*) from subscriptions"), await world.CountAsync("select count(*) from invoices"),
        await world.CountAsync("select count(*) from mails"));

    private async Task<(long Events, bool Blocks)> QuotaAsync()
    {
        var directory = new SiteDirectory(world.Database.Store, world.SiteOptions, world.Clock);
        await directory.LookUpAsync("ann.test", static () => { });
        return directory.TryFind("ann.test", out var found) ? (found!.MonthlyEvents, found.QuotaBlocks) : default;
    }
}
