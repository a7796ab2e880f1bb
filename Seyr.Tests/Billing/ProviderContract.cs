using Seyr.Billing;

namespace Seyr.Tests.Billing;

/// <summary>What holds of every provider. A new one inherits this class and says how its customers act.</summary>
internal abstract class ProviderContract
{
    protected static readonly Amount Price = new(99_050, "BDT");

    protected static CancellationToken Cancel => CancellationToken.None;

    protected abstract IPaymentProvider Provider { get; }

    /// <summary>The customer pays what was asked.</summary>
    protected abstract Task PayAsync(string transactionId);

    protected abstract Task PayOtherAmountAsync(string transactionId, Amount amount);

    protected abstract Task PayRiskyAsync(string transactionId);

    protected abstract Task FailAsync(string transactionId);

    /// <summary>From now on it gives no answer.</summary>
    protected abstract void GoAway();

    [Test]
    public async Task It_opens_a_page_that_may_be_paid()
    {
        var opened = await OpenAsync("one");
        Assert.That((opened.Page is null, opened.Refusal, opened.SessionKey.Length), Is.EqualTo((false, (string?)null, opened.SessionKey.Length)).And.Not.EqualTo((false, (string?)null, 0)));
        Assert.That((await Provider.QueryAsync("one", Cancel)).Verdict, Is.EqualTo(Verdict.Open));
    }

    [Test]
    public async Task It_knows_nothing_of_what_was_never_opened()
    {
        Assert.That((await Provider.QueryAsync("never", Cancel)).Verdict, Is.EqualTo(Verdict.Unknown));
        Assert.That((await Provider.ValidateAsync("never", Cancel)).Verdict, Is.EqualTo(Verdict.Unknown));
    }

    [Test]
    public async Task What_was_paid_is_told_exactly_as_often_as_it_is_asked()
    {
        await OpenAsync("one");
        await OpenAsync("two");
        await PayAsync("one");
        for (var i = 0; i < 3; i++)
        {
            var told = await Provider.QueryAsync("one", Cancel);
            Assert.That(told.Verdict, Is.EqualTo(Verdict.Paid));
            Assert.That(await Provider.ValidateAsync(told.Payment!.ValidationId, Cancel), Is.EqualTo(told));
            Assert.That((told.Payment.TransactionId, told.Payment.Amount, told.Payment.IsRisky), Is.EqualTo(("one", (Amount?)Price, false)));
            Assert.That((told.Payment.BankTransactionId.Length > 0, told.Payment.Method.Length > 0), Is.EqualTo((true, true)));
        }

        Assert.That((await Provider.QueryAsync("two", Cancel)).Verdict, Is.EqualTo(Verdict.Open), "the other isn't paid by it");
    }

    [Test]
    public async Task What_failed_may_still_be_paid()
    {
        await OpenAsync("one");
        await FailAsync("one");
        Assert.That((await Provider.QueryAsync("one", Cancel)).Verdict, Is.EqualTo(Verdict.Failed));
        await PayAsync("one");
        Assert.That((await Provider.QueryAsync("one", Cancel)).Verdict, Is.EqualTo(Verdict.Paid));
    }

    [Test]
    public async Task Another_amount_is_told_as_it_is()
    {
        await OpenAsync("one");
        await PayOtherAmountAsync("one", Price with { Minor = Price.Minor + 1 });
        Assert.That((await Provider.QueryAsync("one", Cancel)).Payment!.Amount, Is.EqualTo(Price with { Minor = Price.Minor + 1 }));
    }

    [Test]
    public async Task What_a_person_should_look_at_is_told()
    {
        await OpenAsync("one");
        await PayRiskyAsync("one");
        Assert.That((await Provider.QueryAsync("one", Cancel)).Payment!.IsRisky, Is.True);
    }

    [Test]
    public async Task No_answer_is_never_taken_for_not_paid()
    {
        await OpenAsync("one");
        await PayAsync("one");
        var told = await Provider.QueryAsync("one", Cancel);
        GoAway();
        Assert.That(await Provider.QueryAsync("one", Cancel), Is.EqualTo(Told.Unavailable));
        Assert.That(await Provider.ValidateAsync(told.Payment!.ValidationId, Cancel), Is.EqualTo(Told.Unavailable));
        Assert.That(await OpenAsync("two"), Is.EqualTo(Opened.Unavailable));
        Assert.That((await Provider.RefundAsync(new Refund("r1", told.Payment.BankTransactionId, Price, ""), Cancel)).State, Is.EqualTo(RefundState.Unavailable));
    }

    [Test]
    public async Task Money_is_given_back_once()
    {
        await OpenAsync("one");
        await PayAsync("one");
        var bank = (await Provider.QueryAsync("one", Cancel)).Payment!.BankTransactionId;
        var first = await Provider.RefundAsync(new Refund("r1", bank, Price, "asked for"), Cancel);
        Assert.That((first.State, first.Reference.Length > 0), Is.EqualTo((RefundState.Initiated, true)));
        Assert.That(await Provider.RefundAsync(new Refund("r1", bank, Price, "asked for"), Cancel), Is.EqualTo(first));
        Assert.That((await Provider.RefundStatusAsync(first.Reference, Cancel)).State, Is.EqualTo(RefundState.Refunded));
        Assert.That((await Provider.RefundStatusAsync("none", Cancel)).State, Is.EqualTo(RefundState.Unavailable));
        Assert.That((await Provider.RefundAsync(new Refund("r2", "nobody's", Price, ""), Cancel)).State, Is.EqualTo(RefundState.Refused));
    }

    [Test]
    public async Task A_card_is_charged_again_only_where_that_can_be_and_was_asked_for()
    {
        await OpenAsync("one");
        await Provider.OpenAsync(Checkout("two", Price) with { KeepsCard = true }, Cancel);
        await PayAsync("one");
        await PayAsync("two");
        var cards = new[] { (await Provider.QueryAsync("one", Cancel)).Payment!.Card, (await Provider.QueryAsync("two", Cancel)).Payment!.Card };
        Assert.That(cards.Select(static card => card is { Token.Length: > 0, Label.Length: > 0 }), Is.EqualTo(new[] { false, Provider.Capabilities.StoredCharge }));
        var charge = new Charge(Checkout("three", Price), 1, cards[1]?.Token ?? "a card");
        if (!Provider.Capabilities.StoredCharge)
        {
            Assert.That((await Provider.ChargeAsync(charge, Cancel), (await Provider.QueryAsync("three", Cancel)).Verdict), Is.EqualTo((Verdict.Failed, Verdict.Unknown)));
            return;
        }

        Assert.That(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Provider.ChargeAsync(charge, Cancel))), Is.All.EqualTo(Verdict.Paid));
        var paid = await Provider.QueryAsync("three", Cancel);
        Assert.That(await Provider.ValidateAsync(paid.Payment!.ValidationId, Cancel), Is.EqualTo(paid));
        Assert.That(await Provider.ChargeAsync(charge with { Attempt = 2 }, Cancel), Is.EqualTo(Verdict.Paid));
        Assert.That(((await Provider.QueryAsync("three", Cancel)), paid.Payment.Amount), Is.EqualTo((paid, (Amount?)Price)), "what is paid is paid once");

        var declined = charge with { Checkout = Checkout("four", Price), Token = "nobody's" };
        Assert.That(await Provider.ChargeAsync(declined, Cancel), Is.EqualTo(Verdict.Failed));
        Assert.That(await Provider.ChargeAsync(declined with { Token = charge.Token }, Cancel), Is.EqualTo(Verdict.Failed), "the same attempt");
        Assert.That((await Provider.QueryAsync("four", Cancel)).Verdict, Is.AnyOf(Verdict.Failed, Verdict.Unknown));
        Assert.That(await Provider.ChargeAsync(declined with { Token = charge.Token, Attempt = 2 }, Cancel), Is.EqualTo(Verdict.Paid));
        GoAway();
        Assert.That(await Provider.ChargeAsync(charge with { Attempt = 3 }, Cancel), Is.EqualTo(Verdict.Unavailable));
    }

    [Test]
    public void A_post_that_names_no_order_is_none() => Assert.That(Provider.Read(new Dictionary<string, string> { ["status"] = "VALID" }), Is.Null);

    protected Task<Opened> OpenAsync(string transactionId) => Provider.OpenAsync(Checkout(transactionId, Price), Cancel);

    protected static Checkout Checkout(string transactionId, Amount amount) => new(
        transactionId, amount, "Starter, a month", new Buyer("Ann & Co", "Road 1", "Dhaka", "1207", "Bangladesh", "+8801700000000", ""), "ann@ann.test", new Uri("http://127.0.0.1:1/billing/"));
}
