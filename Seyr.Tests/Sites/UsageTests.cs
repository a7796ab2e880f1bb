using Dapper;
using Microsoft.Extensions.Time.Testing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>What organisations have used, as the relational store has it.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class UsageTests(RelationalKind kind)
{
    private const int March = 20260331;
    private const int April = 20260401;

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 31, 23, 0, 0, TimeSpan.Zero));

    private TestDatabase database = null!;
    private Usage usage = null!;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        usage = new Usage(database.Store, clock);
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task A_segment_that_is_told_twice_counts_once()
    {
        UsageCount[] deltas = [new(7, March, 5), new(7, April, 1), new(8, March, 2), new(7, March, 10)];

        var first = await ApplyAsync("a", null, deltas);
        var second = await ApplyAsync("a", null, deltas);

        Assert.That(first, Is.EqualTo(new UsageCount[] { new(7, March, 15), new(7, April, 1), new(8, March, 2) }));
        Assert.That(second, Is.EqualTo(first), "the totals are told all the same");
        Assert.That(await usage.LoadAsync(March, default), Is.EquivalentTo(new UsageCount[] { new(7, March, 15), new(7, April, 1), new(8, March, 2) }));
        Assert.That(await usage.OfAsync(7, April, April, default), Is.EqualTo(1));
        Assert.That(await usage.OfAsync(9, April, April, default), Is.Zero);
    }

    [Test]
    public async Task A_segment_that_is_told_by_many_at_once_counts_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ApplyAsync("a", null, new UsageCount(7, March, 5)))));
        Assert.That(await usage.OfAsync(7, March, March, default), Is.EqualTo(5));
    }

    [Test]
    public async Task Servers_that_share_a_store_add_up_and_see_each_other()
    {
        const int Segments = 20;
        var other = new Usage(database.Store, clock);
        // The two name the organisations in opposite order.
        await Task.WhenAll(
            Task.Run(async () => await ManyAsync(usage, "a", new UsageCount(1, March, 1), new UsageCount(2, March, 1))),
            Task.Run(async () => await ManyAsync(other, "b", new UsageCount(2, March, 10), new UsageCount(1, March, 10))));

        var totals = await other.ApplyAsync("c", null, [new(1, March, 1)], default);
        Assert.That(totals.Single().Events, Is.EqualTo((11 * Segments) + 1));
        Assert.That(await usage.OfAsync(2, March, March, default), Is.EqualTo(11 * Segments));

        static async Task ManyAsync(Usage server, string name, params UsageCount[] deltas)
        {
            for (var i = 0; i < Segments; i++)
            {
                await server.ApplyAsync($"{name}{i}", i == 0 ? null : $"{name}{i - 1}", deltas, default);
            }
        }
    }

    [Test]
    public async Task A_segment_leaves_the_ledger_when_the_next_one_says_that_it_is_gone()
    {
        await ApplyAsync("a", null, new UsageCount(7, March, 5));
        Assert.That(await usage.IsAppliedAsync("a", default), Is.True);
        await ApplyAsync("b", "a", new UsageCount(7, March, 5));
        await ApplyAsync("c", "b", []);

        Assert.That(await LedgerAsync(), Is.EqualTo(new[] { "c" }));
        Assert.That(await usage.IsAppliedAsync("a", default), Is.False);
    }

    [Test]
    public async Task What_a_lost_server_left_on_the_ledger_goes_after_thirty_days()
    {
        await ApplyAsync("old", null, []);
        clock.Advance(TimeSpan.FromDays(2));
        await ApplyAsync("young", null, []);
        clock.Advance(TimeSpan.FromDays(29));
        await usage.PruneAsync(default);

        Assert.That(await LedgerAsync(), Is.EqualTo(new[] { "young" }));
    }

    [Test]
    public async Task Raising_never_lowers_and_says_what_it_raised()
    {
        await ApplyAsync("a", null, new UsageCount(1, March, 10), new UsageCount(2, March, 10), new UsageCount(3, March, 10));
        var raised = await usage.RaiseAsync([new(4, March, 7), new(1, March, 9), new(2, March, 10), new(3, March, 11), new(5, March, 0)], default);

        Assert.That(raised, Is.EqualTo(new UsageCount[] { new(3, March, 11), new(4, March, 7) }));
        Assert.That(
            (await usage.LoadAsync(March, default)).OrderBy(static count => count.OrganisationId).Select(static count => count.Events), Is.EqualTo(new long[] { 10, 10, 11, 7 }));
    }

    [TestCase("2026-03-31T23:59:59Z", March)]
    [TestCase("2026-04-01T00:00:00Z", April)]
    [TestCase("2028-02-29T12:00:00Z", 20280229)]
    [TestCase("1970-01-01T00:00:00Z", 19700101)]
    public void A_day_is_UTCs(string time, int day) =>
        Assert.That(Usage.DayOf(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds()), Is.EqualTo(day));

    private Task<IReadOnlyList<UsageCount>> ApplyAsync(string segment, string? retired, params UsageCount[] deltas) => usage.ApplyAsync(segment, retired, deltas, default);

    private async Task<IEnumerable<string>> LedgerAsync()
    {
        await using var connection = await database.Store.OpenAsync(default);
        return await connection.QueryAsync<string>("select segment from usage_segments order by segment");
    }
}
