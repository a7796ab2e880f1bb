using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Tests.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>Beacons of an organisation that has used up its month.</summary>
public sealed class IngestionQuotaTests
{
    private WayIn way = null!;
    private string site = "";

    [SetUp]
    public async Task Open()
    {
        way = await WayIn.OpenAsync(EventStoreKind.Embedded, new DateTimeOffset(2026, 3, 31, 23, 59, 0, TimeSpan.Zero));
        site = await way.AddSiteAsync();
    }

    [TearDown]
    public async Task Close() => await way.DisposeAsync();

    [Test]
    public async Task A_blocked_event_is_answered_counted_and_dropped_until_the_next_month()
    {
        await way.LimitAsync(3, OrganisationQuota.Block);
        await SendAsync(5);
        Assert.That((way.Counters.Received, way.Counters.Accepted, way.Counters.Refused(Refusal.OverQuota)), Is.EqualTo((5L, 3L, 2L)));
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-31 1 3 3 1 0 0" }), "the visit knows nothing of what was dropped");

        way.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(1);
        Assert.That((way.Counters.Accepted, way.Counters.OverQuota), Is.EqualTo((4L, 0L)));
    }

    [Test]
    public async Task A_soft_quota_counts_on_and_says_so()
    {
        await way.LimitAsync(3, OrganisationQuota.Soft);
        await SendAsync(5);
        Assert.That((way.Counters.Accepted, way.Counters.OverQuota, way.Counters.Refused(Refusal.OverQuota)), Is.EqualTo((5L, 2L, 0L)));
        Assert.That(way.Counters.ToPrometheus(), Does.Contain("\nseyr_events_over_quota_total 2\n").And.Contain("{reason=\"OverQuota\"} 0\n"));
    }

    [Test]
    public async Task A_robot_uses_nothing_up()
    {
        await way.LimitAsync(1, OrganisationQuota.Block);
        await SendAsync(3, UserAgents.Robots[0].Text);
        await SendAsync(2);
        Assert.That((way.Counters.Refused(Refusal.Bot), way.Counters.Accepted, way.Counters.Refused(Refusal.OverQuota)), Is.EqualTo((3L, 1L, 1L)));
    }

    private async Task SendAsync(int count, string? agent = null)
    {
        for (var i = 0; i < count; i++)
        {
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""", agent: agent);
        }
    }
}
