using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>The salt's file: what a restart finds in it, and what nobody finds in it any more.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DailySaltFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 11, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Midnight.AddHours(-12));
    private readonly string directory = Directory.CreateDirectory($"/dev/shm/seyr-test-{Guid.NewGuid():N}").FullName;

    private string SaltPath => Path.Combine(directory, "seyr.salt");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Test]
    public void Restart_on_the_same_day_keeps_the_ids()
    {
        var first = Run();
        clock.SetUtcNow(Midnight.AddTicks(-1));
        Assert.That(Run(), Is.EqualTo(first));
    }

    [Test]
    public void Restart_in_the_first_30_minutes_of_a_day_keeps_yesterday_for_the_rest_of_them()
    {
        var first = Run();
        clock.SetUtcNow(Midnight.AddMinutes(10));
        var second = Run();
        Assert.That(second.Yesterday, Is.EqualTo(first.Today));
        clock.SetUtcNow(Midnight.AddMinutes(20));
        Assert.That(Run(), Is.EqualTo(second));
        clock.SetUtcNow(Midnight.AddMinutes(30));
        Assert.That(Run(), Is.EqualTo((second.Today, (string?)null)));
        AssertGone(first.Today);
    }

    [Test]
    public void Restart_a_day_later_destroys_what_it_finds([Values(1, 2, 400)] int days)
    {
        var first = Run();
        clock.Advance(TimeSpan.FromDays(days));
        Assert.That(Run().Today, Is.Not.EqualTo(first.Today));
        AssertGone(first.Today);
    }

    [Test]
    public void Restart_with_the_clock_set_back_a_day_destroys_too()
    {
        var first = Run();
        clock.AdjustTime(clock.GetUtcNow().AddDays(-1));
        Assert.That(Run().Today, Is.Not.EqualTo(first.Today));
        AssertGone(first.Today);
    }

    [Test]
    public void Running_server_destroys_yesterday_without_any_event()
    {
        using var salt = new DailySalt(clock, SaltPath);
        var first = DailySaltTests.Keys(salt).Today;
        clock.SetUtcNow(Midnight.AddMinutes(1));
        Assert.That(Convert.ToHexString(File.ReadAllBytes(SaltPath)), Does.Contain(first), "it may be needed by a restart");

        clock.SetUtcNow(Midnight.AddMinutes(31));
        AssertGone(first);
    }

    [Test]
    public void File_is_overwritten_in_place_and_no_other_is_left_beside_it()
    {
        using var salt = new DailySalt(clock, SaltPath);
        var first = DailySaltTests.Keys(salt).Today;
        using var opened = new FileStream(SaltPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        clock.SetUtcNow(Midnight.AddHours(1));

        var bytes = new byte[opened.Length];
        opened.ReadExactly(bytes);
        Assert.That(Convert.ToHexString(bytes), Does.Contain(DailySaltTests.Keys(salt).Today).And.Not.Contain(first));
        Assert.That(Directory.GetFiles(directory), Is.EqualTo(new[] { SaltPath }));
    }

    [Test]
    public void File_is_its_owners_alone()
    {
        using var salt = new DailySalt(clock, SaltPath);
        Assert.That(salt.IsKept, Is.True);
        Assert.That(File.GetUnixFileMode(SaltPath), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public void File_that_others_could_read_or_write_is_not_believed_and_becomes_its_owners_alone()
    {
        // In a directory that all may write, anybody may have put it there, with a salt of their own choice.
        var planted = Run().Today;
        File.SetUnixFileMode(SaltPath, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.That(Run().Today, Is.Not.EqualTo(planted));
        Assert.That(File.GetUnixFileMode(SaltPath), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public void Link_in_the_files_place_is_not_followed()
    {
        var elsewhere = Path.Combine(directory, "elsewhere");
        File.WriteAllText(elsewhere, "");
        File.CreateSymbolicLink(SaltPath, elsewhere);

        using var salt = new DailySalt(clock, SaltPath);
        Assert.That(File.ReadAllText(elsewhere), Is.Empty);
    }

    [Test]
    public void File_that_can_not_be_written_costs_a_restart_its_day_and_nothing_else([Values("missing/seyr.salt", "taken")] string name)
    {
        Directory.CreateDirectory(Path.Combine(directory, "taken"));
        using var salt = new DailySalt(clock, Path.Combine(directory, name));
        Assert.That(salt.IsKept, Is.False);

        var first = DailySaltTests.Keys(salt).Today;
        Assert.That(DailySaltTests.Keys(salt).Today, Is.EqualTo(first));
        clock.SetUtcNow(Midnight.AddMinutes(1));
        Assert.That(DailySaltTests.Keys(salt).Yesterday, Is.EqualTo(first));
    }

    [Test]
    public void Broken_file_is_no_salt_and_is_replaced([Values(0, 1, 3, 35, 36, 40, 71, 72, 5_000)] int length)
    {
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        File.WriteAllBytes(SaltPath, garbage);
        File.SetUnixFileMode(SaltPath, OwnerOnly);

        var first = Run();
        Assert.That(Convert.FromHexString(first.Today), Has.Some.Not.EqualTo((byte)0));
        Assert.That(Run(), Is.EqualTo(first));
        Assert.That(new FileInfo(SaltPath).Length, Is.EqualTo(72), "nothing of what was there is left behind it");
    }

    [Test]
    public void File_cut_short_in_the_middle_of_its_write_is_no_salt()
    {
        var first = Run();
        File.WriteAllBytes(SaltPath, File.ReadAllBytes(SaltPath)[..20]);
        Assert.That(Run().Today, Is.Not.EqualTo(first.Today));
    }

    /// <summary>A process that starts, computes, and ends.</summary>
    private (string Today, string? Yesterday) Run()
    {
        using var salt = new DailySalt(clock, SaltPath);
        return DailySaltTests.Keys(salt);
    }

    private void AssertGone(string key)
    {
        foreach (var file in Directory.GetFiles(directory))
        {
            Assert.That(Convert.ToHexString(File.ReadAllBytes(file)), Does.Not.Contain(key).And.Not.Contain(key[..16]));
        }
    }
}
