using Seyr.Billing;
using Seyr.Gateway;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>
/// Orders whose news comes in any order, any number of times, late or never, beside a gateway that fails in any way, and work that is broken off anywhere:
/// paid exactly once if and only if the gateway says VALID and all agrees.
/// </summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class SettlementPropertyTests(RelationalKind kind)
{
    private const int Orders = 40;
    private const int Workers = 6;

    private static readonly GatewayFault[] Harmless =
    [
        GatewayFault.BadHash, GatewayFault.ShortVerifyKey, GatewayFault.OldFields, GatewayFault.ExtraFields, GatewayFault.EmptyCurrency, GatewayFault.OtherTransaction,
        GatewayFault.OtherStore, GatewayFault.CountIsText,
    ];

    private static readonly GatewayFault[] Passing =
        [GatewayFault.AnswerIsHtml, GatewayFault.AnswerIsError, GatewayFault.AnswerIsTruncated, GatewayFault.AnswerIsHuge, GatewayFault.Inactive];

    private static readonly GatewayFault[] Wrong = [GatewayFault.OtherAmount, GatewayFault.OtherCurrency, GatewayFault.Risky];

    [Test]
    public async Task Paid_exactly_once_if_and_only_if_the_gateway_says_valid_and_all_agrees([Values(1, 2, 3)] int seed)
    {
        await using var world = await BillingWorld.StartAsync(kind);
        var random = new Random(seed);
        var organisations = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            organisations.Add((await world.SiteAsync($"s{i}.test")).OrganisationId);
        }

        var stories = new List<Story>();
        for (var i = 0; i < Orders; i++)
        {
            stories.Add(await NewStoryAsync(world, organisations[random.Next(organisations.Count)], random));
        }

        var events = stories.SelectMany(story => Events(story, random)).OrderBy(_ => random.Next()).ToList();
        await Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (happen, _) => await happen(world));
        await AfterwardsAsync(world, stories);
        await JudgeAsync(world, stories);
    }

    private static async Task<Story> NewStoryAsync(BillingWorld world, long organisationId, Random random)
    {
        var order = await world.OrderAsync(organisationId, random.Next(3) == 0 ? "pro" : "starter");
        var faults = Harmless.Where(_ => random.Next(4) == 0).Aggregate(GatewayFault.None, static (all, one) => all | one);
        faults |= random.Next(3) == 0 ? Wrong[random.Next(Wrong.Length)] : GatewayFault.None;
        var passing = random.Next(2) == 0 ? Passing[random.Next(Passing.Length)] : GatewayFault.None;
        var attempts = Enumerable.Range(0, random.Next(4)).Select(_ => world.Attempt(order, random.Next(2) == 0 ? "VALID" : random.Next(2) == 0 ? "FAILED" : "CANCELLED")).ToList();
        world.Gateway.Session(order.TransactionId).Faults = faults | passing;
        return new Story(order, faults, attempts);
    }

    private static IEnumerable<Func<BillingWorld, Task>> Events(Story story, Random random)
    {
        var channels = Enum.GetValues<Channel>();
        foreach (var attempt in story.Attempts)
        {
            for (var times = random.Next(4); times > 0; times--)
            {
                var channel = channels[random.Next(channels.Length)];
                yield return world => world.PostAsync(story.Order, attempt, channel);
            }
        }

        for (var times = random.Next(5); times > 0; times--)
        {
            var patience = TimeSpan.FromMilliseconds(random.Next(60));
            yield return world => BreakOffAsync(cancel => world.Settlement.SettleAsync(story.Order.TransactionId, cancel), patience);
            yield return world => BreakOffAsync(world.Reconciler.RunDueAsync, patience);
        }

        yield return world => world.SettleAsync(story.Order);
        yield return world => Task.FromResult(world.Gateway.Session(story.Order.TransactionId).Faults = story.Faults);
    }

    /// <summary>As a process that ends anywhere: what it has not committed never was.</summary>
    private static async Task BreakOffAsync(Func<CancellationToken, Task> act, TimeSpan patience)
    {
        using var ends = new CancellationTokenSource(patience);
        try
        {
            await act(ends.Token);
        }
        catch (OperationCanceledException)
        {
            // That is what it was for.
        }
    }

    /// <summary>The gateway is well again, and the schedule goes on for a week.</summary>
    private static async Task AfterwardsAsync(BillingWorld world, List<Story> stories)
    {
        stories.ForEach(story => world.Gateway.Session(story.Order.TransactionId).Faults = story.Faults);
        for (var i = 0; i < 10; i++)
        {
            world.Clock.Advance(i < 5 ? TimeSpan.FromMinutes(20) : TimeSpan.FromDays(2));
            await world.Reconciler.RunDueAsync(CancellationToken.None);
        }
    }

    private static async Task JudgeAsync(BillingWorld world, List<Story> stories)
    {
        var paid = stories.Where(static story => story.IsPaid).Select(static story => story.Order.Id).Order().ToList();
        Assert.That(paid, Has.Count.InRange(5, stories.Count - 5), "the stories are of both kinds");
        foreach (var story in stories)
        {
            Assert.That(await world.StatusAsync(story.Order) == OrderStatus.Paid, Is.EqualTo(story.IsPaid), $"{story.Faults} {string.Join(' ', story.Attempts)}");
        }

        foreach (var table in new[] { "payments", "subscriptions", "invoices" })
        {
            Assert.That(await world.ListAsync<long>($"select order_id from {table} order by order_id"), Is.EqualTo(paid), table);
        }

        Assert.That(await world.ListAsync<long>("select number from invoices order by number"), Is.EqualTo(Enumerable.Range(1, paid.Count)), "no gap");
        var held = stories.Count(static story => !story.IsPaid && story.Attempts.Any(static attempt => attempt.Status == "VALID"));
        Assert.That((await world.SubjectsAsync()).Count(static subject => subject.StartsWith("Receipt ", StringComparison.Ordinal)), Is.EqualTo(paid.Count), "a receipt each");
        Assert.That((await world.SubjectsAsync("operator@seyr.test")).Distinct().Count(), Is.AtLeast(held), "an alert for each that needs a person");
        Assert.That(await world.SubjectsAsync("operator@seyr.test"), Is.Unique, "and once");
        Assert.That(await world.CountAsync(
            """
            select count(*) from subscriptions a join subscriptions b on a.organisation_id = b.organisation_id and a.order_id <> b.order_id
            and a.from_at < b.until_at and b.from_at < a.until_at
            """), Is.Zero, "no time is paid twice");
        Assert.That(world.Log.Any(LocalGateway.Password) || world.Log.Any(Uri.EscapeDataString(LocalGateway.Password)), Is.False);
    }

    private sealed record Story(Order Order, GatewayFault Faults, IReadOnlyList<GatewayAttempt> Attempts)
    {
        public bool IsPaid => Attempts.Any(static attempt => attempt.Status == "VALID") && !Wrong.Any(fault => (Faults & fault) != 0);
    }
}
