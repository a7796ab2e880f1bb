using Seyr.Billing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>For which time what is paid holds.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class PeriodsTests(RelationalKind kind)
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
    public async Task Periods_follow_one_another_and_month_ends_come_back()
    {
        for (var i = 0; i < 3; i++)
        {
            await PayAsync("starter", Term.Month);
        }

        await PayAsync("starter", Term.Year);
        Assert.That(await PeriodsAsync(), Is.EqualTo(new[] { ("2026-01-31", "2026-02-28"), ("2026-02-28", "2026-03-31"), ("2026-03-31", "2026-04-30"), ("2026-04-30", "2027-04-30") }));
    }

    [TestCase(34, "2026-02-28", "2026-03-31", TestName = "Paid_within_a_week_after_the_end_it_begins_at_the_end")]
    [TestCase(36, "2026-03-08", "2026-04-08", TestName = "Paid_later_it_begins_on_that_day")]
    public async Task Renewal(int days, string from, string until)
    {
        await PayAsync("starter", Term.Month);
        world.Clock.Advance(TimeSpan.FromDays(days));
        await PayAsync("starter", Term.Month);
        Assert.That((await PeriodsAsync())[1], Is.EqualTo((from, until)));
    }

    [Test]
    public async Task Another_plan_begins_when_the_present_one_ends_and_after_the_grace_nothing_is_left()
    {
        await PayAsync("starter", Term.Month);
        await PayAsync("pro", Term.Month);
        Assert.That(await LimitAsync(), Is.EqualTo(100_000));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero));
        Assert.That(await LimitAsync(), Is.EqualTo(1_000_000));
        Assert.That((await world.Periods.CurrentAsync(site.OrganisationId, CancellationToken.None))!.Title, Is.EqualTo("Pro"));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 4, 7, 11, 59, 0, TimeSpan.Zero));
        Assert.That(await LimitAsync(), Is.EqualTo(1_000_000), "the grace");
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 4, 7, 12, 0, 0, TimeSpan.Zero));
        Assert.That(await LimitAsync(), Is.EqualTo(1_000), "free again");
        Assert.That(await world.Periods.CurrentAsync(site.OrganisationId, CancellationToken.None), Is.Null);
        await PayAsync("pro", Term.Month);
        Assert.That(await LimitAsync(), Is.EqualTo(1_000_000), "and paid for again");
    }

    [Test]
    public async Task A_new_organisation_has_a_plan_on_trial_until_that_ends_or_it_pays()
    {
        (world.Options.Trial, world.Options.TrialDays) = ("pro", 14);
        await world.Trials.TurnAsync(CancellationToken.None);
        Assert.That((await LimitAsync(), await world.Trials.UntilAsync(site.OrganisationId, CancellationToken.None) is null), Is.EqualTo((1_000_000L, false)));
        await PayAsync("starter", Term.Month);
        await world.Trials.TurnAsync(CancellationToken.None);
        Assert.That((await LimitAsync(), await world.Trials.UntilAsync(site.OrganisationId, CancellationToken.None)), Is.EqualTo((100_000L, (long?)null)), "it pays for less");

        site = await world.SiteAsync("bob.test");
        await world.Trials.TurnAsync(CancellationToken.None);
        Assert.That(await LimitAsync(), Is.EqualTo(1_000_000));
        world.Clock.Advance(TimeSpan.FromDays(14));
        await world.Trials.TurnAsync(CancellationToken.None);
        await world.Trials.TurnAsync(CancellationToken.None);
        Assert.That(await LimitAsync(), Is.EqualTo(1_000));
    }

    [Test]
    public async Task Invoices_have_no_gap_and_begin_anew_each_year()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PayAsync("starter", Term.Month)));
        world.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await PayAsync("starter", Term.Month);
        Assert.That(await world.ListAsync<long>("select year * 1000 + number from invoices order by year, number"), Is.EqualTo(new[] { 2026001, 2026002, 2026003, 2026004, 2026005, 2026006, 2027001 }));
    }

    private async Task PayAsync(string plan, Term term)
    {
        var order = await world.OrderAsync(site.OrganisationId, plan, term);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }

    private async Task<long> LimitAsync()
    {
        await world.Periods.TurnAsync(CancellationToken.None);
        return await new OrganisationPlans(world.Database.Store, world.SiteOptions).LimitOfAsync(site.OrganisationId, CancellationToken.None);
    }

    private async Task<List<(string From, string Until)>> PeriodsAsync()
    {
        var times = await world.ListAsync<long>("select from_at from subscriptions union all select until_at from subscriptions");
        var days = times.Order().Select(static time => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return [.. days.Chunk(2).Select(static pair => (pair[0], pair[1]))];
    }
}
