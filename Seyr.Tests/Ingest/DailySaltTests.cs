using Microsoft.Extensions.Time.Testing;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>The salt in memory: when it changes, and when it is gone.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DailySaltTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 11, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Midnight.AddHours(-12));
    private readonly DailySalt salt;

    public DailySaltTests() => salt = new DailySalt(clock, file: null);

    public void Dispose() => salt.Dispose();

    [Test]
    public void Salt_is_the_same_all_day_and_another_every_day()
    {
        var days = new List<string>();
        for (var day = 0; day < 5; day++)
        {
            var today = Keys(salt).Today;
            days.Add(today);
            clock.SetUtcNow(Midnight.AddDays(day).AddTicks(-1));
            Assert.That(Keys(salt).Today, Is.EqualTo(today));
            clock.Advance(TimeSpan.FromTicks(1));
            Assert.That(Keys(salt).Today, Is.Not.EqualTo(today));
        }

        Assert.That(days, Is.Unique);
        Assert.That(days, Has.All.Length.EqualTo(2 * DailySalt.Bytes));
    }

    [Test]
    public void Salt_of_yesterday_is_usable_for_30_minutes_and_not_longer()
    {
        var before = Keys(salt);
        Assert.That(before.Yesterday, Is.Null);

        clock.SetUtcNow(Midnight);
        Assert.That(Keys(salt).Yesterday, Is.EqualTo(before.Today));
        clock.SetUtcNow(Midnight.AddMinutes(30).AddTicks(-1));
        Assert.That(Keys(salt).Yesterday, Is.EqualTo(before.Today));
        clock.SetUtcNow(Midnight.AddMinutes(30));
        Assert.That(Keys(salt).Yesterday, Is.Null);
    }

    [Test]
    public void Salt_that_no_event_woke_up_at_midnight_is_not_usable_later()
    {
        clock.SetUtcNow(Midnight.AddMinutes(31));
        Assert.That(Keys(salt).Yesterday, Is.Null);
    }

    [Test]
    public void Salt_of_the_day_before_yesterday_is_never_usable()
    {
        var before = Keys(salt).Today;
        clock.SetUtcNow(Midnight.AddDays(1).AddMinutes(1));
        var after = Keys(salt);
        Assert.That(new[] { after.Today, after.Yesterday }, Does.Not.Contain(before));
    }

    [Test]
    public void Clock_set_back_over_midnight_keeps_the_new_salt_and_revives_no_old_one()
    {
        var before = Keys(salt).Today;
        clock.SetUtcNow(Midnight.AddMinutes(1));
        var after = Keys(salt);

        clock.AdjustTime(Midnight.AddMinutes(-1));
        Assert.That(Keys(salt), Is.EqualTo((after.Today, (string?)null)));
        clock.SetUtcNow(Midnight.AddMinutes(2));
        Assert.That(Keys(salt), Is.EqualTo((after.Today, (string?)null)));
        Assert.That(Keys(salt).Today, Is.Not.EqualTo(before));
    }

    [Test]
    public void Clock_that_was_wrong_for_a_moment_does_not_stop_the_salt_from_changing()
    {
        var right = clock.GetUtcNow();
        clock.SetUtcNow(right.AddYears(1));
        Keys(salt);
        clock.AdjustTime(right);

        var days = new List<string>();
        for (var day = 0; day < 4; day++)
        {
            days.Add(Keys(salt).Today);
            clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.That(days, Is.Unique);
    }

    [Test]
    public void Threads_around_midnight_see_the_old_or_the_new_salt_and_no_other()
    {
        clock.SetUtcNow(Midnight.AddTicks(-1));
        var before = Keys(salt).Today;
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            if (i == 2_000)
            {
                clock.Advance(TimeSpan.FromTicks(1));
            }

            seen.Add(Keys(salt).Today);
        });
        var after = Keys(salt).Today;

        Assert.That(seen.Distinct(), Is.SubsetOf(new[] { before, after }));
        Assert.That(seen, Does.Contain(after));
    }

    [Test]
    public void Salt_in_memory_alone_is_not_found_again()
    {
        using var restarted = new DailySalt(clock, file: null);
        Assert.That(Keys(restarted).Today, Is.Not.EqualTo(Keys(salt).Today));
        Assert.That(restarted.IsKept, Is.False);
    }

    /// <summary>The salts as they are handed to whoever computes ids, in hexadecimal.</summary>
    internal static (string Today, string? Yesterday) Keys(DailySalt salt)
    {
        var keys = new List<string>();
        salt.Compute(static (key, seen) =>
        {
            seen.Add(Convert.ToHexString(key));
            return 0;
        }, keys);
        return (keys[0], keys.ElementAtOrDefault(1));
    }
}
