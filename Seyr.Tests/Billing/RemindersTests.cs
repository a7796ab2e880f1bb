using Seyr.Billing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>When an owner is told that what was paid ends.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class RemindersTests(RelationalKind kind)
{
    private BillingWorld world = null!;
    private Site site = null!;

    [SetUp]
    public async Task Start()
    {
        world = await BillingWorld.StartAsync(kind);
        site = await world.SiteAsync("ann.test");
        await PayAsync();
        await world.CountAsync("delete from mails returning id");
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    [Test]
    public async Task Each_step_is_told_once_whoever_looks_at_the_same_time()
    {
        for (var hours = 0; hours < 24 * 50; hours += 6)
        {
            world.Clock.Advance(TimeSpan.FromHours(6));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.Reminders.SendDueAsync(CancellationToken.None)));
        }

        const string ends = "Starter ends on 28 February 2026";
        const string ended = "Starter ended on 28 February 2026";
        Assert.That(await SubjectsAsync(), Is.EqualTo(new[] { ends, ends, ends, ended, ended, ended, "Starter is over" }));
    }

    [Test]
    public async Task Who_has_paid_again_is_told_nothing()
    {
        await PayAsync();
        await world.CountAsync("delete from mails returning id");
        world.Clock.Advance(TimeSpan.FromDays(28));
        await world.Reminders.SendDueAsync(CancellationToken.None);
        Assert.That(await SubjectsAsync(), Is.Empty);
    }

    [Test]
    public async Task What_a_stopped_server_has_missed_is_told_once()
    {
        world.Clock.Advance(TimeSpan.FromDays(32));
        await world.Reminders.SendDueAsync(CancellationToken.None);
        await world.Reminders.SendDueAsync(CancellationToken.None);
        Assert.That(await SubjectsAsync(), Is.EqualTo(new[] { "Starter ended on 28 February 2026" }));
        world.Clock.Advance(TimeSpan.FromDays(60));
        await world.Reminders.SendDueAsync(CancellationToken.None);
        Assert.That(await SubjectsAsync(), Has.Count.EqualTo(1), "too late to be of use");
    }

    private async Task PayAsync()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
    }

    private Task<List<string>> SubjectsAsync() => world.SubjectsAsync("ann@ann.test");
}
