using Seyr.Billing;
using Seyr.Billing.Mock;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>Plans that are renewed by a card: each term once, whatever is cut off, lost or done twice; and never what its owner hasn't agreed to.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class RenewalsTests(RelationalKind kind)
{
    private FallibleProvider provider = null!;
    private BillingWorld world = null!;
    private long organisation;
    private long owner;

    private static CancellationToken Cancel => CancellationToken.None;

    [SetUp]
    public async Task Start()
    {
        provider = new FallibleProvider();
        world = await BillingWorld.StartAsync(kind, () => provider);
        (organisation, owner) = await PaidAsync("ann.test");
    }

    [TearDown]
    public Task Stop() => world.DisposeAsync().AsTask();

    [Test]
    public async Task Each_term_is_announced_and_charged_once_a_day_before_the_end_whoever_looks_at_the_same_time()
    {
        for (var hours = 0; hours < 24 * 57; hours += 6)
        {
            world.Clock.Advance(TimeSpan.FromHours(6));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TurnAsync()));
        }

        Assert.That(await SubjectsAsync(), Is.EqualTo(new[]
        {
            "Receipt 2026-000001", "Starter is renewed on 28 February 2026", "Receipt 2026-000002", "Starter is renewed on 31 March 2026",
        }));
        Assert.That(await world.ListAsync<string>("select line from invoices where number = 2"), Is.EqualTo(new[] { "Starter, a month, 28 February 2026 to 31 March 2026" }));
        var letters = await world.LettersAsync();
        Assert.That(letters[1], Does.Contain("BDT 990.00 for the next month is charged to your card Mock card … 4242 by itself, on 27 February 2026."));
        Assert.That(letters[2], Does.Contain("Your card was charged for it by itself."));
        Assert.That((await ChargesAsync(), await world.CountAsync("select count(*) from subscriptions")), Is.EqualTo(("1", 2L)));
    }

    [Test]
    public async Task A_card_that_is_declined_is_told_of_at_each_step_and_tried_on_four_days()
    {
        provider.Declines = true;
        await LiveAsync(40);
        const string ended = "Starter ended on 28 February 2026";
        Assert.That((await SubjectsAsync()).Skip(1), Is.EqualTo(new[]
        {
            "Starter is renewed on 28 February 2026", "Starter ends on 28 February 2026", ended, ended, ended, "Starter is over",
        }));
        var letters = await world.LettersAsync();
        const string declined = "Your card Mock card … 4242 was declined on";
        Assert.That(letters[2], Does.Contain($"{declined} 27 February 2026. It is tried again on 28 February 2026, unless you have paid by then."));
        Assert.That(letters[3], Does.Contain($"{declined} 28 February 2026. It is tried again on 3 March 2026"));
        Assert.That(letters[5], Does.Contain($"{declined} 5 March 2026.").And.Not.Contain("tried again"));
        Assert.That((await ChargesAsync(), await world.CountAsync("select count(*) from subscriptions")), Is.EqualTo(("4", 1L)));
    }

    [Test]
    public async Task A_card_that_is_good_again_renews_without_a_gap_and_nobody_is_reminded_any_more()
    {
        provider.Declines = true;
        await LiveAsync(29);
        provider.Declines = false;
        await LiveAsync(6);
        Assert.That((await SubjectsAsync()).TakeLast(2), Is.EqualTo(new[] { "Starter ended on 28 February 2026", "Receipt 2026-000002" }));
        Assert.That(Dates.Day((await world.Periods.LastAsync(organisation, Cancel))!.FromAt), Is.EqualTo("28 February 2026"));
    }

    [Test]
    public async Task Without_an_answer_nothing_is_said_and_it_is_charged_when_there_is_one()
    {
        provider.Mock.IsAway = true;
        await LiveAsync(31);
        Assert.That((await SubjectsAsync()).Skip(1), Is.EqualTo(new[] { "Starter is renewed on 28 February 2026" }));
        provider.Mock.IsAway = false;
        await LiveAsync(1);
        Assert.That((await SubjectsAsync())[^1], Is.EqualTo("Receipt 2026-000002"));
        Assert.That(await ChargesAsync(), Is.EqualTo("1"));
    }

    [TestCase("removed", "")]
    [TestCase("cancelled", null)]
    [TestCase("handed over", "")]
    [TestCase("dearer", "Starter costs BDT 1,090.00 a month now. Your card Mock card … 4242 isn't charged another price than the BDT 990.00 that you agreed to.")]
    [TestCase("not sold", "Starter isn't sold by the month any more, so your card Mock card … 4242 isn't charged.")]
    [TestCase("another provider", "Your card Mock card … 4242 can't be charged any more.")]
    [TestCase("paid by hand", null)]
    public async Task What_was_not_agreed_to_is_not_charged(string what, string? says)
    {
        await ChangeAsync(what);
        await LiveAsync(38);
        Assert.That(await ChargesAsync(), Is.Empty);
        var letters = (await world.LettersAsync()).Where(static letter => letter.Contains("it goes on from there", StringComparison.Ordinal)).ToList();
        Assert.That(letters, Has.Count.EqualTo(says is null ? 0 : 3), "the steps before the end");
        Assert.That(letters.Select(letter => letter.Contains("… 4242", StringComparison.Ordinal) ? says : ""), Is.All.EqualTo(says));
        Assert.That(letters, Is.All.Contains(says ?? ""));
        Assert.That(await world.CountAsync("select count(*) from cards"), Is.EqualTo(what is "removed" or "handed over" ? 0 : 1));
    }

    [TestCase("removed")]
    [TestCase("cancelled")]
    [TestCase("dearer")]
    [TestCase("gone")]
    public async Task What_changes_after_it_was_declined_is_minded_too(string what)
    {
        provider.Declines = true;
        await LiveAsync(27.5);
        Assert.That(await ChargesAsync(), Is.EqualTo("1"));
        provider.Declines = false;
        await ChangeAsync(what);
        await LiveAsync(8);
        Assert.That((await ChargesAsync(), await world.CountAsync("select count(*) from subscriptions")), Is.EqualTo(("1", 1L)));
    }

    [Test]
    public async Task Who_is_about_to_pay_by_hand_is_not_overtaken()
    {
        await LiveAsync(26.75);
        world.Clock.Advance(TimeSpan.FromHours(5.5));
        var order = await world.OrderAsync(organisation);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await TurnAsync();
        Assert.That(await ChargesAsync(), Is.Empty);
        provider.Mock.Find(order.TransactionId)!.Pay();
        await world.SettleAsync(order);
        await LiveAsync(3);
        Assert.That((await ChargesAsync(), await world.CountAsync("select count(*) from subscriptions")), Is.EqualTo(("", 2L)));
    }

    [Test]
    public async Task A_card_is_kept_encrypted_where_its_owner_wants_it_and_nowhere_else()
    {
        Assert.That((await world.ListAsync<string>("select token from cards")).Single(), Does.Not.Contain("4242").And.Not.Contain("mock"));
        var card = (await world.Cards.OfAsync(organisation, Cancel))!;
        Assert.That((world.Cards.Open(card), card.Label, card.UserId), Is.EqualTo(("mock-4242", "Mock card … 4242", owner)));
        card.Token = Convert.ToBase64String(new byte[64]);
        Assert.That(world.Cards.Open(card), Is.Null);
        var (other, _) = await PaidAsync("bob.test", keeps: false);
        var (third, _) = await PaidAsync("cem.test", handsOver: true);
        Assert.That((await world.Cards.OfAsync(other, Cancel), await world.Cards.OfAsync(third, Cancel)), Is.EqualTo(((Card?)null, (Card?)null)));
        await ChangeAsync("gone");
        Assert.That(await world.CountAsync("select count(*) from cards"), Is.Zero);
    }

    [Test]
    public async Task Broken_off_between_any_two_steps_each_is_charged_once([Values] bool declines)
    {
        var step = 0;
        do
        {
            await Stop();
            await Start();
            world.Clock.Advance(TimeSpan.FromDays(27));
            provider.Declines = declines;
            world.Clock.Ending = provider.Ending;
            provider.Ending.At(++step);
        }
        while (await IsBrokenOffAsync(step, declines));

        Assert.That(step, Is.AtLeast(15), "there were so many steps");
    }

    [Test]
    public async Task Broken_off_at_any_moment_by_several_at_once_each_is_charged_once()
    {
        var random = new Random(7);
        for (var i = 1; i < 8; i++)
        {
            await PaidAsync($"shop{i}.test");
        }

        world.Clock.Advance(TimeSpan.FromDays(27));
        for (var i = 0; i < 30; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
            {
                using var ends = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(25)));
                await world.Renewing.RunDueAsync(ends.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            }));
            world.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.Renewing.RunDueAsync(Cancel)));
        Assert.That((await ChargesAsync(), await world.CountAsync("select count(*) from subscriptions")), Is.EqualTo(("1 1 1 1 1 1 1 1", 16L)));
    }

    /// <summary>An organisation whose owner has paid and wants the card kept.</summary>
    private async Task<(long Organisation, long Owner)> PaidAsync(string domain, bool keeps = true, bool handsOver = false)
    {
        var site = await world.SiteAsync(domain);
        var user = (await world.ListAsync<long>($"select user_id from members where organisation_id = {site.OrganisationId}")).Single();
        var order = await world.OrderAsync(site.OrganisationId, cardOf: keeps ? user : null);
        provider.Mock.Find(order.TransactionId)!.Pay();
        if (handsOver)
        {
            await HandOverAsync(site.OrganisationId);
        }

        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
        return (site.OrganisationId, user);
    }

    private async Task ChangeAsync(string what)
    {
        switch (what)
        {
            case "removed":
                await world.Cards.RemoveAsync(organisation, Cancel);
                break;
            case "cancelled":
                await new Cancellation(world.Database.Store, world.Clock).SetAsync(organisation, isCancelled: true, Cancel);
                break;
            case "handed over":
                await HandOverAsync(organisation);
                break;
            case "gone":
                await world.CountAsync($"delete from sites where organisation_id = {organisation} returning id");
                await world.CountAsync($"delete from organisations where id = {organisation} returning id");
                break;
            case "another provider":
                await world.CountAsync("update cards set provider = 'other' returning organisation_id");
                break;
            case "paid by hand":
                var order = await world.OrderAsync(organisation);
                provider.Mock.Find(order.TransactionId)!.Pay();
                await world.SettleAsync(order);
                break;
            default:
                world.Options.Plans[1].PerMonth = what == "dearer" ? "1090.00" : "";
                world.ReadPlans();
                break;
        }
    }

    /// <summary>To somebody who hasn't the card.</summary>
    private async Task HandOverAsync(long id)
    {
        var other = await world.SiteAsync($"other{id}.test");
        await world.CountAsync(
            $"update members set user_id = (select user_id from members where organisation_id = {other.OrganisationId}) where organisation_id = {id} returning user_id");
    }

    /// <summary>Days go by, a quarter at a time.</summary>
    private async Task LiveAsync(double days)
    {
        for (var quarter = 0; quarter < days * 4; quarter++)
        {
            world.Clock.Advance(TimeSpan.FromHours(6));
            await TurnAsync();
        }
    }

    /// <summary>As the reconciler does.</summary>
    private async Task TurnAsync()
    {
        await world.Renewing.RunDueAsync(Cancel);
        await world.Periods.TurnAsync(Cancel);
        await world.Reminders.SendDueAsync(Cancel);
    }

    /// <returns>False: it was through before the step.</returns>
    private async Task<bool> IsBrokenOffAsync(int step, bool declines)
    {
        var isBrokenOff = await EndsAsync();
        provider.Ending.At(0);
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await TurnAsync();
        }

        var terms = declines ? 1 : 2;
        Assert.That((await ChargesAsync(), await world.CountAsync("select count(*) from subscriptions")), Is.EqualTo(("1", (long)terms)), $"step {step}");
        Assert.That(await world.CountAsync("select count(*) from renewals where is_charging"), Is.Zero, $"step {step}");
        Assert.That(await world.ListAsync<long>("select number from invoices order by number"), Is.EqualTo(Enumerable.Range(1, terms)), $"step {step}");
        var told = (await SubjectsAsync()).Where(static subject => !subject.Contains("is renewed on", StringComparison.Ordinal)).Skip(1);
        Assert.That(told, Is.EqualTo(new[] { declines ? "Starter ends on 28 February 2026" : "Receipt 2026-000002" }), $"step {step}");
        return isBrokenOff;
    }

    private async Task<bool> EndsAsync()
    {
        try
        {
            await TurnAsync();
            return false;
        }
        catch (Ending.EndedException)
        {
            return true;
        }
    }

    /// <summary>How often a card was charged, by order.</summary>
    private async Task<string> ChargesAsync() => string.Join(' ', (await world.ListAsync<string>("select transaction_id from orders where renews is not null order by id"))
        .Select(id => provider.Mock.Find(id)?.Charges ?? 0).Where(static count => count > 0));

    private Task<List<string>> SubjectsAsync() => world.SubjectsAsync("ann@ann.test");
}
