using System.Globalization;
using Microsoft.Playwright;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

public sealed class QuotaNoticeTests
{
    private const string Still = "The organisation has used 1,204 of its 1,000 events this month (UTC). Further events are still counted.";

    [TestCase(0, false, 5_000, null)]
    [TestCase(0, true, 5_000, null)]
    [TestCase(1_000, false, 1_000, null)]
    [TestCase(1_000, false, 1_204, Still)]
    [TestCase(1_000, true, 999, null)]
    [TestCase(1_000, true, 1_000, "The organisation has used 1,000 of its 1,000 events this month (UTC). Further events are not counted until 1 December.")]
    public void The_owner_is_told_when_the_month_is_used_up(long limit, bool blocks, long used, string? told)
    {
        var now = new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero);
        Assert.That(QuotaNotice.For(new Site { MonthlyEvents = limit, QuotaBlocks = blocks }, used, Cycle.Of(null, now)), Is.EqualTo(told));
    }
}

/// <summary>The quota on the running program: set by a command, kept by the server, told on the page.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class QuotaOnTheServerTests(RelationalKind kind) : ServerFixture(kind)
{
    [Test]
    public async Task Past_its_limit_an_organisations_events_are_dropped_and_its_owner_is_told()
    {
        using var visitor = NewVisitor();
        using var ann = await SignedInAsync("ann");
        Assert.That(await ann.GetTextAsync("/sites/ann.test"), Does.Not.Contain("class=\"card notice\""));

        await LimitAsync("ann", "3", "block");
        for (var i = 0; i < 5; i++)
        {
            var answer = await visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/"}""");
            Assert.That((int)answer.StatusCode, Is.EqualTo(202));
        }

        var counters = await SettledCountersAsync(visitor);
        Assert.That((counters["seyr_events_accepted_total"], counters["seyr_beacons_refused_total{reason=\"OverQuota\"}"]), Is.EqualTo((3L, 2L)));

        await UseAsync("ann.test", 1_204);
        await LimitAsync("ann", "1000", "soft");
        Assert.That(await ann.GetTextAsync("/sites/ann.test"), Does.Contain("1,204 of its 1,000 events this month (UTC). Further events are still counted."));
        await LimitAsync("ann", "1000", "block");
        Assert.That(await ann.GetTextAsync("/sites/ann.test"), Does.Contain("Further events are not counted until 1 "));
        await LimitAsync("ann", "0", "default");
        Assert.That(await ann.GetTextAsync("/sites/ann.test"), Does.Not.Contain("class=\"card notice\""));
    }

    [Test]
    public async Task The_notice_fits_every_screen()
    {
        await UseAsync("bob.test", 1_204);
        await LimitAsync("bob", "1000", "soft");
        foreach (var (name, scheme, isPhone) in new[] { ("light", ColorScheme.Light, false), ("dark", ColorScheme.Dark, false), ("phone", ColorScheme.Light, true) })
        {
            await using var context = await Chromium.NewContextAsync(scheme, isPhone);
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(Seyr.Address, "/sites/bob.test").AbsoluteUri);
            await page.FillAsync("#email", "bob@bob.test");
            await page.FillAsync("#password", Password);
            await page.ClickAsync("main button");
            await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("1,204 of its 1,000");
            await Screenshots.KeepAsync(page, $"quota-{name}");
            Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), Is.False, name);
        }
    }

    private async Task LimitAsync(string name, string events, string mode)
    {
        var set = await SeyrProcess.RunAsync(
            Data, Settings, "", "provision", "--email", $"{name}@{name}.test", "--organisation", name, "--domain", $"{name}.test", "--monthly-events", events, "--quota", mode);
        Assert.That(set.ExitCode, Is.Zero, set.Error);
    }

    /// <summary>Makes the organisation of a site have used so much of this month, and its server none the wiser.</summary>
    private async Task UseAsync(string domain, long events)
    {
        using var data = DataDirectory.OpenShared(Data);
        await using var store = RelationalStore.Open(new StorageOptions { Relational = Settings.GetValueOrDefault("Storage__Relational", "") }, data);
        await using var connection = await store.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select organisation_id from sites where domain = '{domain}'";
        var organisation = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        await new Usage(store, TimeProvider.System).RaiseAsync([new(organisation, Usage.DayOf(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()), events)], CancellationToken.None);
    }
}
