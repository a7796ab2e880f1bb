using Seyr.Ingest;
using Seyr.Sites;

namespace Seyr.Tests.Ingest;

/// <summary>The quota in memory.</summary>
[NonParallelizable]
public sealed class QuotaTests
{
    private const int March = 20260331;
    private const int April = 20260401;

    private static readonly uint LastOfMarch = Seconds(2026, 3, 31, 23, 59, 59);
    private static readonly uint FirstOfApril = LastOfMarch + 1;

    private readonly Site blocked = new() { Id = 1, OrganisationId = 1, MonthlyEvents = 1_000, QuotaBlocks = true };
    private readonly Site soft = new() { Id = 2, OrganisationId = 2, MonthlyEvents = 2 };
    private readonly Site free = new() { Id = 3, OrganisationId = 3, QuotaBlocks = true };

    private Quota quota = null!;

    [SetUp]
    public void New() => quota = new Quota();

    [Test]
    public async Task Of_many_threads_exactly_as_many_events_get_in_as_there_is_room_for()
    {
        const int Threads = 8;
        quota.Applied(new UsageCount(1, March, 100), 0);
        var accepted = 0;
        var settled = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (quota.Take(blocked, LastOfMarch) == Decision.Accepted)
                {
                    Interlocked.Increment(ref accepted);
                }

                if (thread == 0 && i % 10 == 0 && quota.Used(1, March) > 110 + settled)
                {
                    // The sender works beside them: what it has told was ours and is in the total.
                    settled += 10;
                    quota.Applied(new UsageCount(1, March, 100 + settled), 10);
                }
            }
        })));

        Assert.That(accepted, Is.EqualTo(900));
        Assert.That(quota.Used(1, March), Is.EqualTo(1_000));
        Assert.That(settled, Is.GreaterThan(0));
    }

    [Test]
    public void A_soft_quota_accepts_and_flags() =>
        Assert.That(Take(soft, LastOfMarch, 4), Is.EqualTo(new[] { Decision.Accepted, Decision.Accepted, Decision.AcceptedOver, Decision.AcceptedOver }));

    [Test]
    public void Without_a_limit_everything_is_accepted_and_counted()
    {
        Assert.That(Take(free, LastOfMarch, 3), Is.All.EqualTo(Decision.Accepted));
        Assert.That(quota.Used(3, March), Is.EqualTo(3));
    }

    [Test]
    public void A_new_month_begins_at_nothing_and_an_event_belongs_to_its_own_time()
    {
        quota.Applied(new UsageCount(1, March, 1_000), 0);
        Assert.That(quota.Take(blocked, LastOfMarch), Is.EqualTo(Decision.Refused));
        Assert.That(quota.Take(blocked, FirstOfApril), Is.EqualTo(Decision.Accepted));
        Assert.That(quota.Take(blocked, LastOfMarch), Is.EqualTo(Decision.Refused), "a thread that is a moment late");
        Assert.That((quota.Used(1, March), quota.Used(1, April)), Is.EqualTo((1_000L, 1L)));
    }

    [Test]
    public void Days_before_the_last_two_months_are_forgotten()
    {
        for (var month = 1; month <= 12; month++)
        {
            Take(blocked, Seconds(2026, month, 15), 2);
            Take(soft, Seconds(2026, month, 15), 2);
            Assert.That(quota.Count, Is.LessThanOrEqualTo(6));
        }

        Assert.That((quota.Used(1, 20261015), quota.Used(1, 20261115), quota.Used(1, 20261215)), Is.EqualTo((0L, 2L, 2L)));
    }

    [Test]
    public void A_subscription_has_months_of_its_own()
    {
        var anchored = new Site { Id = 4, OrganisationId = 1, MonthlyEvents = 3, QuotaBlocks = true, CycleAnchor = Seconds(2026, 1, 31, 12) * 1000L };
        Assert.That(Take(anchored, Seconds(2026, 2, 27, 23, 59, 59), 4).Count(static each => each == Decision.Accepted), Is.EqualTo(3));
        Assert.That(Take(anchored, Seconds(2026, 2, 28), 2).Count(static each => each == Decision.Accepted), Is.EqualTo(2), "another month, since this one has no 31st");
        Assert.That(Take(anchored, Seconds(2026, 3, 30), 2).Count(static each => each == Decision.Accepted), Is.EqualTo(1), "the same");
        Assert.That(Take(anchored, LastOfMarch, 4).Count(static each => each == Decision.Accepted), Is.EqualTo(3));
    }

    [Test]
    public void What_another_server_added_comes_on_top()
    {
        Take(blocked, LastOfMarch, 10);
        quota.Applied(new UsageCount(1, March, 507), 7);
        Assert.That(quota.Used(1, March), Is.EqualTo(510), "500 of others, 7 of ours that were told, 3 that were not");

        quota.Applied(new UsageCount(1, March, 998), 3);
        Assert.That(Take(blocked, LastOfMarch, 3), Is.EqualTo(new[] { Decision.Accepted, Decision.Accepted, Decision.Refused }));
    }

    [Test]
    public void An_event_that_was_dropped_gives_its_place_back()
    {
        quota.Applied(new UsageCount(1, March, 999), 0);
        Assert.That(Take(blocked, LastOfMarch, 2), Is.EqualTo(new[] { Decision.Accepted, Decision.Refused }));
        quota.Return(1, LastOfMarch);
        Assert.That(Take(blocked, LastOfMarch, 2), Is.EqualTo(new[] { Decision.Accepted, Decision.Refused }));
    }

    [Test]
    public void What_waits_on_disk_is_counted_once()
    {
        quota.Applied(new UsageCount(1, March, 900), 0);
        quota.Recover(new UsageCount(1, March, 50));
        Assert.That(quota.Used(1, March), Is.EqualTo(950));
        quota.Applied(new UsageCount(1, March, 950), 50);
        Assert.That(quota.Used(1, March), Is.EqualTo(950));
    }

    [Test]
    public void A_forgotten_entry_is_mended_by_the_next_total()
    {
        Take(blocked, LastOfMarch, 10);
        quota.Take(free, Seconds(2026, 12, 1));
        quota.Applied(new UsageCount(1, March, 10), 10);
        Assert.That(quota.Used(1, March), Is.EqualTo(10));
    }

    [Test]
    public void Taking_allocates_nothing()
    {
        Site[] sites = [blocked, soft, free];
        Array.ForEach(sites, site => Take(site, LastOfMarch, 1));
        Run(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(3_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                quota.Take(sites[i % 3], LastOfMarch);
                quota.Return(3, LastOfMarch);
            }
        }
    }

    private Decision[] Take(Site site, uint time, int count) => [.. Enumerable.Range(0, count).Select(_ => quota.Take(site, time))];

    private static uint Seconds(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) =>
        (uint)new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
}
