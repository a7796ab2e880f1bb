using System.Diagnostics;
using System.Globalization;
using Seyr.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>
/// Any bytes at all, sent to the running program over many connections: it goes on, answers as it must, logs nothing,
/// keeps its books, and takes no more memory. <c>SEYR_FUZZ</c> is how many requests; 1,000,000 take about a minute. With
/// <c>SEYR_FUZZ_TOLD</c> some of them go to <c>/api/event</c>.
/// </summary>
[Category("Published")]
[NonParallelizable]
internal sealed class FuzzTests : ServerFixture
{
    private const int DefaultRequests = 30_000;
    private const int Senders = 64;
    private const int MaxPipelined = 8;

    /// <summary>
    /// What the process may grow by after its beginning. Everything of ours is bounded and full by then; what comes and
    /// goes is the engine merging parts, and garbage not collected yet: some 30 MB in a run of a million. A
    /// leak of 150 bytes a request would be over it.
    /// </summary>
    private const long MaxGrowthKilobytes = 128 * 1024;

    /// <summary>Refusals that no sender can bring about alone.</summary>
    private static readonly string[] NotSent =
    [
        nameof(Refusal.NoAnswer), nameof(Refusal.OverQuota), nameof(Refusal.NoBrowser),
        nameof(Refusal.Address), nameof(Refusal.Country), nameof(Refusal.Page), nameof(Refusal.Hostname), nameof(Refusal.ReferrerSpam), nameof(Refusal.Datacentre),
    ];

    private static int Requests => int.TryParse(Environment.GetEnvironmentVariable("SEYR_FUZZ"), CultureInfo.InvariantCulture, out var given) ? given : DefaultRequests;

    [Test]
    public async Task Whatever_is_sent_there_is_no_server_error_no_hang_no_log_and_no_growth()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEYR_FUZZ_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Out.WriteLine($"SEYR_FUZZ={Requests} SEYR_FUZZ_SEED={seed}");
        var watch = Stopwatch.StartNew();
        var first = await SendAsync(seed, Math.Max(Requests / 10, Math.Min(Requests / 2, 20_000)));
        var before = Kilobytes();
        var rest = await SendAsync(seed + Senders, Requests - first.Values.Sum());
        using var visitor = NewVisitor();
        var counters = await SettledCountersAsync(visitor);
        var after = Kilobytes();
        var statuses = first.Concat(rest).GroupBy(static pair => pair.Key, static pair => pair.Value).ToDictionary(static group => group.Key, Enumerable.Sum);
        TestContext.Out.WriteLine($"{watch.Elapsed}; {before} KB after the beginning, {after} KB at the end");
        TestContext.Out.WriteLine(string.Join(", ", statuses.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Value} × {pair.Key}")));
        TestContext.Out.WriteLine(string.Join(", ", counters.Select(static pair => $"{pair.Key} {pair.Value}")));

        var refused = counters.Where(static pair => pair.Key.StartsWith("seyr_beacons_refused", StringComparison.Ordinal)).ToDictionary();
        Assert.Multiple(() =>
        {
            Assert.That(Seyr.Log, Does.Not.Contain("xception").And.Not.Contain("fail:").And.Not.Contain("warn:").And.Not.Contain("crit:"), $"seed {seed}");
            Assert.That(after - before, Is.LessThan(MaxGrowthKilobytes), $"KB more than {before}, seed {seed}");
            Assert.That(counters["seyr_beacons_received_total"], Is.EqualTo(counters["seyr_events_accepted_total"] + refused.Values.Sum()));
            Assert.That(counters["seyr_beacons_received_total"], Is.GreaterThanOrEqualTo(statuses[202]));
            Assert.That(counters["seyr_events_stored_total"], Is.EqualTo(counters["seyr_events_accepted_total"]), "none dropped");

            // Neither nothing but rubbish nor nothing but good beacons: each way was gone often.
            Assert.That(counters["seyr_events_accepted_total"], Is.InRange(Requests / 5, Requests * 4 / 5));
            Assert.That(refused.Where(static pair => pair.Value < 10 && !NotSent.Any(pair.Key.Contains)), Is.Empty);
            Assert.That(statuses.Keys, Is.SupersetOf(new[] { 202, 204, 400, 405, 414, 431 }));
        });
    }

    protected override void Configure(Dictionary<string, string> settings)
    {
        settings["TrustedProxies"] = "127.0.0.1, 10.0.0.0/8";
        // Full soon, so that what is remembered of visitors doesn't grow during the run.
        settings["Ingest__MaxVisits"] = "2000";
    }

    private async Task<Dictionary<int, int>> SendAsync(int seed, int requests)
    {
        var senders = Enumerable.Range(0, Senders).Select(i => Task.Run(async () =>
        {
            var random = new Random(seed + i);
            using var connection = new RawConnection(Seyr.Address.Port);
            var batch = new List<RawRequest>();
            for (var left = requests / Senders; left > 0; left -= batch.Count)
            {
                Fill(batch, random, Math.Min(left, random.Next(1, MaxPipelined)));
                try
                {
                    await connection.SendAsync(batch, random);
                }
                catch (AssertionException e)
                {
                    throw new AssertionException($"seed {seed + i}, {left} left: {e.Message}\nThe log:\n{Seyr.Log}", e);
                }
            }

            return connection.Statuses;
        }));
        return (await Task.WhenAll(senders)).SelectMany(static statuses => statuses).GroupBy(static pair => pair.Key, static pair => pair.Value)
            .ToDictionary(static group => group.Key, Enumerable.Sum);
    }

    /// <summary>
    /// Requests to be sent without waiting. One that ends the connection goes alone: when a server closes with bytes
    /// unread, TCP may lose the answers before.
    /// </summary>
    private static void Fill(List<RawRequest> batch, Random random, int most)
    {
        batch.Clear();
        batch.Add(RawRequests.Next(random));
        while (!batch[0].IsLast && batch.Count < most)
        {
            if (RawRequests.Next(random) is { IsLast: false } next)
            {
                batch.Add(next);
            }
        }
    }

    private long Kilobytes() => ProcessFiles.ResidentKilobytes(Seyr.Id);
}
