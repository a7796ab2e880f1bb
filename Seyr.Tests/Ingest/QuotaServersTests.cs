using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Support;
using static Seyr.Tests.Ingest.QuotaWorld;

namespace Seyr.Tests.Ingest;

/// <summary>Several servers that share one PostgreSQL and one event store.</summary>
internal sealed class QuotaServersTests
{
    private QuotaWorld world = null!;
    private Site site = null!;

    [SetUp]
    public async Task Open()
    {
        world = await QuotaWorld.NewAsync(RelationalKind.Postgres, EventStoreKind.Socket);
        site = await world.AddSiteAsync("ann", "ann.test", "10");
    }

    [TearDown]
    public async Task Close() => await world.DisposeAsync();

    [Test]
    public async Task One_servers_events_count_against_the_others_as_soon_as_it_has_told()
    {
        var (first, firstKeeper) = await world.StartAsync();
        var (second, secondKeeper) = await world.StartAsync();
        await firstKeeper.SentAsync("a1", null, [Take(first, 6)], default);
        await secondKeeper.SentAsync("b1", null, [Take(second, 1)], default);

        Assert.That(second.Used(site.OrganisationId, March), Is.EqualTo(7));
        await secondKeeper.SentAsync("b2", "b1", [Take(second, 3)], default);
        Assert.That(second.Take(site, world.Now), Is.EqualTo(Decision.Refused));
        Assert.That(await world.Usage.OfAsync(site.OrganisationId, March, March, default), Is.EqualTo(10));
    }

    [Test]
    public async Task What_another_server_is_about_to_tell_is_not_raised()
    {
        var (other, otherKeeper) = await world.StartAsync();
        var count = Take(other, 5);
        await world.InsertAsync("a1", (site, world.Now, 5));

        var (quota, keeper) = await world.StartAsync(TimeSpan.FromSeconds(5));
        var checking = keeper.CheckAsync(default);
        await Task.Delay(300);
        Assert.That(checking.IsCompleted, Is.False, "it gives the others time");
        await otherKeeper.SentAsync("a1", null, [count], default);
        while (!checking.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }

        Assert.That(await checking, Is.True);
        Assert.That(await world.Usage.OfAsync(site.OrganisationId, March, March, default), Is.EqualTo(5));
        Assert.That(quota.Used(site.OrganisationId, March), Is.EqualTo(0), "it learns of it with its own first segment");
        Assert.That(world.Log, Is.Empty);
    }

    private UsageCount Take(Quota quota, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.That(quota.Take(site, world.Now), Is.EqualTo(Decision.Accepted));
        }

        return new UsageCount(site.OrganisationId, March, count);
    }
}
