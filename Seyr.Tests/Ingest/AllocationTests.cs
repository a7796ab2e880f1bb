using System.Globalization;
using System.Net;
using System.Text;
using Seyr.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What an event costs the garbage collector: next to nothing, or its pauses would be every request's.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    /// <summary>The bound of the issue, an event.</summary>
    private const int MaxBytes = 64;

    [Test]
    public async Task Event_of_a_new_visitor_allocates_next_to_nothing()
    {
        await using var way = await WayIn.OpenAsync(EventStoreKind.Embedded, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        var site = await way.AddSiteAsync();
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""");
        const int Events = 40_000;
        var bodies = Enumerable.Range(0, 1_000).Select(page => Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"n":"pageview","u":"https://{{site}}/page/{{page}}?utm_source=mail&utm_campaign=c{{page % 7}}","r":"https://www.google.com/","p":{"plan":"pro"} }"""))).ToArray();
        var addresses = Enumerable.Range(0, Events).Select(static number => new IPAddress([8, (byte)(number >> 16), (byte)(number >> 8), (byte)number])).ToArray();
        var agents = Enrichment.UserAgents.Visitors.Select(static visitor => visitor.Text).ToArray();

        long Spent(int round)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Events; i++)
            {
                way.Ingestion.Take(bodies[i % bodies.Length], new Sender(addresses[i], agents[(i + round) % agents.Length], "en-US,en;q=0.9", Signals.None));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first rounds find the size that the tables need.
        Spent(0);
        Spent(1);
        Spent(2);
        var spent = Spent(3) / (double)Events;
        TestContext.Out.WriteLine($"{spent:F1} bytes an event");
        Assert.That(spent, Is.LessThanOrEqualTo(MaxBytes));
        Assert.That(way.Counters.Accepted, Is.EqualTo((4 * Events) + 1));
    }
}
