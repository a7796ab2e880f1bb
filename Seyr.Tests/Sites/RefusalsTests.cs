using Microsoft.Extensions.Time.Testing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>What was kept out of sites, as the relational store has it.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class RefusalsTests(RelationalKind kind)
{
    [Test]
    public async Task Each_day_has_its_reasons_and_each_site_its_own()
    {
        await using var database = await TestDatabase.NewAsync(kind);
        var refusals = new Refusals(database.Store, new FakeTimeProvider());
        await refusals.AddAsync([Count(1, 100, "Bot", 5), Count(1, 101, "Bot", 2), Count(1, 101, "AiCrawler", 1), Count(1, 103, "Bot", 9), Count(2, 101, "Bot", 70)], CancellationToken.None);
        await refusals.AddAsync([Count(1, 101, "Bot", 3)], CancellationToken.None);

        var found = await refusals.ByDayAsync(1, 100, 102, CancellationToken.None);

        Assert.That(found.Select(static count => (count.SiteId, count.Day, count.Reason, count.Beacons)), Is.EqualTo(new[] { (1L, 100, "Bot", 5L), (1L, 101, "AiCrawler", 1L), (1L, 101, "Bot", 5L) }));
        Assert.That(await refusals.ByDayAsync(3, 0, 1_000, CancellationToken.None), Is.Empty);
    }

    [Test]
    public void Every_reason_of_a_sites_is_explained()
    {
        var ofNoSite = new[] { "BadBody", "TooLarge", "Broken", "UnknownDomain", "NoAnswer" };
        foreach (var name in Enum.GetNames<global::Seyr.Ingest.Refusal>().Except(ofNoSite))
        {
            Assert.That(RefusalReason.Of(name).Title, Is.Not.EqualTo(name));
        }
    }

    private static RefusalCount Count(long site, int day, string reason, long beacons) => new() { SiteId = site, Day = day, Reason = reason, Beacons = beacons };
}
