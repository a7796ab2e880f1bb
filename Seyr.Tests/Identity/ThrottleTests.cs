using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Seyr.Identity;

namespace Seyr.Tests.Identity;

public sealed class ThrottleTests
{
    private static readonly Limit Three = new("three", 3, TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public void Tries_come_back_one_by_one_and_never_more_than_there_were()
    {
        var throttle = new Throttle(clock);
        Assert.That(Tries(throttle, "ann"), Is.EqualTo(3));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That((throttle.IsOpen(Three, "ann"), Tries(throttle, "ann")), Is.EqualTo((false, 0)));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((throttle.IsOpen(Three, "ann"), Tries(throttle, "ann")), Is.EqualTo((true, 1)));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.That(Tries(throttle, "ann"), Is.EqualTo(3));
        Assert.That(Tries(throttle, "bob"), Is.EqualTo(3), "another's");
    }

    [Test]
    public void Clock_that_is_set_back_neither_opens_nor_lasts()
    {
        var throttle = new Throttle(clock);
        Tries(throttle, "ann");
        var earlier = new Throttle(new FakeTimeProvider(clock.GetUtcNow() - TimeSpan.FromDays(1)));
        Assert.That(Tries(earlier, "ann"), Is.EqualTo(3));
        Assert.That(Tries(throttle, "ann"), Is.Zero);
    }

    [Test]
    public void Of_many_at_once_no_more_get_through_than_may()
    {
        var throttle = new Throttle(clock);
        var through = 0;
        Parallel.For(0, 10_000, _ => Interlocked.Add(ref through, throttle.TryTake(Three, "ann") ? 1 : 0));
        Assert.That(through, Is.EqualTo(3));
    }

    [TestCase("203.0.113.7", "203.0.113.250", true)]
    [TestCase("::ffff:203.0.113.7", "203.0.113.9", true)]
    [TestCase("203.0.113.7", "203.0.114.7", false)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Neighbours_share_a_network(string one, string other, bool share) =>
        Assert.That(Throttle.Network(From(one)) == Throttle.Network(From(other)), Is.EqualTo(share));

    [Test]
    public void Stranger_who_guesses_meets_the_accounts_limit_from_however_many_networks_and_locks_its_owner_out_of_nothing()
    {
        var guard = new SignInGuard(new Throttle(clock), new EphemeralDataProtectionProvider());
        var owner = From("198.51.100.1");
        guard.Remember(owner, "Ann@ann.test");
        owner.Request.Headers.Cookie = owner.Response.Headers.SetCookie.ToString().Split(';')[0];

        var guesses = Enumerable.Range(0, 1_000).Count(n => guard.Enter(From($"203.0.{n % 256}.{n / 256}"), "ann@ann.test") is null);
        Assert.That(guesses, Is.EqualTo(Limit.SignInsOfAccount.Burst));
        Assert.That(guard.Enter(owner, "ann@ann.test "), Is.Null, "the owner's browser has a limit of its own");
        Assert.That(guard.Enter(owner, "bob@bob.test"), Is.Null, "and no more than others elsewhere");
        Assert.That(Enumerable.Range(0, 1_000).Count(_ => guard.Enter(owner, "ann@ann.test") is null), Is.EqualTo(Limit.SignInsOfBrowser.Burst - 1));
    }

    [Test]
    public void Network_that_guesses_at_many_accounts_meets_its_limit()
    {
        var guard = new SignInGuard(new Throttle(clock), new EphemeralDataProtectionProvider());
        Assert.That(Enumerable.Range(0, 1_000).Count(n => guard.Enter(From($"203.0.113.{n % 256}"), $"{n}@ann.test") is null), Is.EqualTo(Limit.SignInsOfNetwork.Burst));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("CfDJ8AAAAAAAAAAAAAAAAAAAAAA")]
    public void Forged_mark_of_a_known_browser_is_none(string mark)
    {
        var guard = new SignInGuard(new Throttle(clock), new EphemeralDataProtectionProvider());
        var forger = From("203.0.113.7");
        forger.Request.Headers.Cookie = $"seyr-known={mark}";
        Assert.That(Enumerable.Range(0, 100).Count(_ => guard.Enter(forger, "ann@ann.test") is null), Is.EqualTo(Limit.SignInsOfAccount.Burst));
    }

    private static int Tries(Throttle throttle, string who) => Enumerable.Range(0, 10).Count(_ => throttle.TryTake(Three, who));

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
