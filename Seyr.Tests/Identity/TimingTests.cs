using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>
/// How long an answer takes tells nobody whether an account exists: a thousand tries, known and unknown in turn. What is compared is how
/// often a known one takes longer than an unknown one, which for two alike is one half (give or take 0.018 with 500 each).
/// </summary>
internal sealed class TimingTests
{
    private const int Tries = 500;

    /// <summary>Four standard deviations.</summary>
    private const double Tolerance = 0.073;

    [TestCase("/sign-in", HttpStatusCode.UnprocessableEntity)]
    [TestCase("/forgot-password", HttpStatusCode.OK)]
    [TestCase("/sign-up", HttpStatusCode.OK)]
    public async Task Known_and_unknown_accounts_can_not_be_told_apart_by_time(string form, HttpStatusCode status)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var data = Directory.CreateTempSubdirectory("seyr-timing-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Identity.SignUp = "open";
        options.Ingest.SaltDirectory = "memory";
        await using (var server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList()))
        {
            using var stranger = new Visitor(server.Address);
            var token = Regex.Match(await stranger.GetTextAsync(form), "name=\"__form\" value=\"([^\"]+)\"").Groups[1].Value;
            var (known, unknown) = (new List<double>(), new List<double>());
            for (var i = -20; i < Tries; i++)
            {
                var (first, second) = i % 2 == 0 ? ("ann@ann.test", $"n{i & 0xFFF:x3}@ann.test") : ($"n{i & 0xFFF:x3}@ann.test", "ann@ann.test");
                var (a, b) = (await TimeAsync(first), await TimeAsync(second));
                if (i >= 0)
                {
                    known.Add(i % 2 == 0 ? a : b);
                    unknown.Add(i % 2 == 0 ? b : a);
                }
            }

            var longer = known.Sum(one => unknown.Count(other => one > other)) / (double)(Tries * Tries);
            TestContext.Out.WriteLine($"{form}: median known {Median(known):F2} ms, unknown {Median(unknown):F2} ms; known takes longer in {longer:P1}");
            Assert.That(longer, Is.EqualTo(0.5).Within(Tolerance));

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
