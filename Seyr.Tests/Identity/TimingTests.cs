using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Tests.Chaos;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>
/// How long an answer takes tells nobody whether an account exists: pairs of tries, one known and one unknown, in an order left to
/// chance, since work of the server comes at its own beats. What is compared is how often the known one of a pair takes longer, which
/// for two alike is one half; pairs, since a machine is slower in one minute than in another.
/// </summary>
[NonParallelizable]
internal sealed class TimingTests
{
    private const string Known = "ann@ann.test";

    [TestCase("/sign-in", HttpStatusCode.UnprocessableEntity, 500)]
    [TestCase("/forgot-password", HttpStatusCode.OK, 4_000)]
    [TestCase("/sign-up", HttpStatusCode.OK, 4_000)]
    public async Task Known_and_unknown_accounts_can_not_be_told_apart_by_time(string form, HttpStatusCode status, int pairs)
    {
        var random = new Random(ChaosSettings.NewSeed());
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var data = Directory.CreateTempSubdirectory("seyr-timing-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Identity.SignUp = "open";
        options.Ingest.SaltDirectory = "memory";
        await using (var server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList()))
        {
            using var stranger = new Visitor(server.Address);
            var token = Regex.Match(await stranger.GetTextAsync(form), "name=\"__form\" value=\"([^\"]+)\"").Groups[1].Value;
            var (known, unknown, longer) = (new List<double>(), new List<double>(), 0);
            for (var i = -20; i < pairs && !IsDecided(); i++)
            {
                var isKnownFirst = random.Next(2) == 0;
                var other = $"n{random.Next(0xFFF):x3}@ann.test";
                var first = await TimeAsync(isKnownFirst ? Known : other);
                var second = await TimeAsync(isKnownFirst ? other : Known);
                if (i >= 0)
                {
                    known.Add(isKnownFirst ? first : second);
                    unknown.Add(isKnownFirst ? second : first);
                    longer += known[^1] > unknown[^1] ? 1 : 0;
                }
            }

            TestContext.Out.WriteLine($"{form}: median known {Median(known):F2} ms, unknown {Median(unknown):F2} ms; known takes longer in {longer} of {known.Count}");
            Assert.That(IsDecided(), Is.True, "within four standard deviations of one half of the pairs");

            // Whatever the pairs that are left would say, neither can get past the bound any more.
            bool IsDecided() => Math.Min(longer, known.Count - longer) >= (pairs / 2.0) - (4 * 0.5 * Math.Sqrt(pairs));

            async Task<double> TimeAsync(string email)
            {
                // So that no limit is met, which would answer both the same, and prove nothing.
                clock.Advance(TimeSpan.FromMinutes(20));
                var begin = Stopwatch.GetTimestamp();
                using var answer = await stranger.PostAsync(form, ("email", email), ("password", "not the password"), ("__form", token));
                var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                Assert.That(answer.StatusCode, Is.EqualTo(status));
                return time;
            }
        }

        Directory.Delete(data, recursive: true);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
