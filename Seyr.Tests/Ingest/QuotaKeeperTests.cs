using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Support;
using static Seyr.Tests.Ingest.QuotaWorld;

namespace Seyr.Tests.Ingest;

/// <summary>The quota over a server's life and death, on both kinds of both stores.</summary>
[TestFixture(RelationalKind.Sqlite, EventStoreKind.Embedded)]
[TestFixture(RelationalKind.Postgres, EventStoreKind.Embedded)]
[TestFixture(RelationalKind.Sqlite, EventStoreKind.Socket)]
internal sealed class QuotaKeeperTests(RelationalKind relational, EventStoreKind kind)
{
    private QuotaWorld world = null!;
    private Site site = null!;

    [SetUp]
    public async Task Open()
    {
        world = await QuotaWorld.NewAsync(relational, kind);
        site = await world.AddSiteAsync("ann", "ann.test", "10");
    }

    [TearDown]
    public async Task Close() => await world.DisposeAsync();

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public async Task A_server_that_is_killed_at_any_moment_loses_nothing_and_doubles_nothing(bool wasStored, bool wasTold)
    {
        var (quota, keeper) = await world.StartAsync();
        await world.InsertAsync("segment-1", (site, world.Now, 3));
        await keeper.SentAsync("segment-1", null, Take(quota, 3), default);
        var segment = Take(quota, 5);
        if (wasStored)
        {
            await world.InsertAsync("segment-2", (site, world.Now, 5));
        }

        if (wasTold)
        {
            await keeper.SentAsync("segment-2", "segment-1", segment, default);
        }

        var (after, again) = await world.StartAsync();
        await again.RecoverAsync("segment-2", segment, default);
        Assert.That(after.Used(site.OrganisationId, March), Is.EqualTo(8), "before the first beacon");
        var more = Take(after, 1);
        await world.InsertAsync("segment-2", (site, world.Now, 5));
        await again.SentAsync("segment-2", null, segment, default);
        Assert.That(after.Used(site.OrganisationId, March), Is.EqualTo(9));
        Assert.That(await again.CheckAsync(default), Is.True);
        await world.InsertAsync("segment-3", (site, world.Now, 1));
        await again.SentAsync("segment-3", "segment-2", more, default);

        Assert.That(await UsedAsync(), Is.EqualTo(9));
        Assert.That(Enumerable.Range(0, 3).Select(_ => after.Take(site, world.Now)), Is.EqualTo(new[] { Decision.Accepted, Decision.Refused, Decision.Refused }));
        Assert.That(world.Log, Is.Empty);
    }

    [Test]
    public async Task An_answer_that_is_lost_changes_nothing()
    {
        var (quota, keeper) = await world.StartAsync();
        var segment = Take(quota, 4);
        await world.Usage.ApplyAsync("segment-1", null, segment, default);
        await keeper.SentAsync("segment-1", null, segment, default);

        Assert.That((quota.Used(site.OrganisationId, March), await UsedAsync()), Is.EqualTo((4L, 4L)));
    }

    [Test]
    public async Task A_segment_over_the_end_of_a_month_counts_in_both()
    {
        var (quota, keeper) = await world.StartAsync();
        var march = Take(quota, 3);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var april = Take(quota, 2);
        await keeper.SentAsync("segment-1", null, [.. march, .. april], default);

        Assert.That(await UsedAsync(), Is.EqualTo(3));
        Assert.That(await world.Usage.OfAsync(site.OrganisationId, April, April, default), Is.EqualTo(2));
        var (after, _) = await world.StartAsync();
        Assert.That(after.Used(site.OrganisationId, April), Is.EqualTo(2));
    }

    [Test]
    public async Task Use_that_the_event_store_knows_better_is_raised_at_start()
    {
        var second = await world.AddSiteAsync("ann", "second.test", "10");
        var bob = await world.AddSiteAsync("bob", "bob.test");
        var before = world.Now - (40 * 86_400);
        await world.InsertAsync("past", (site, world.Now, 3), (second, world.Now - (20 * 86_400), 4), (bob, world.Now, 2), (site, before, 50), (new Site { Id = 999 }, world.Now, 9));
        await world.Usage.ApplyAsync("x", null, [new(bob.OrganisationId, March, 6), new(site.OrganisationId, March, 1)], default);
        var (quota, keeper) = await world.StartAsync();
        Take(quota, 1);

        Assert.That(await keeper.CheckAsync(default), Is.True);
        Assert.That(await keeper.CheckAsync(default), Is.True);

        Assert.That(await UsedAsync(), Is.EqualTo(7), "the two sites' events of this month");
        Assert.That(quota.Used(site.OrganisationId, 20260301, March), Is.EqualTo(8), "and the one that is on its way");
        Assert.That(await world.Usage.OfAsync(bob.OrganisationId, March, March, default), Is.EqualTo(6), "never lowered");
        Assert.That(await world.Usage.OfAsync(site.OrganisationId, 20260201, 20260228, default), Is.Zero, "a month that is over stays as it is");
        Assert.That(world.Log.Split('\n').Select(static line => line.Trim()),
            Is.EqualTo(new[] { "The event store has 6 events of this month that the usage of 1 organisations lacked; it was raised." }));
    }

    private List<UsageCount> Take(Quota quota, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        Assert.That(quota.Take(site, world.Now), Is.EqualTo(Decision.Accepted));
        return new UsageCount(site.OrganisationId, Usage.DayOf(world.Now), 1);
    })];

    private Task<long> UsedAsync() => world.Usage.OfAsync(site.OrganisationId, 20260301, March, default);
}
