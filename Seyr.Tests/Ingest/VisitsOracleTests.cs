using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>Sums over a visit's events against plain counting over plain lists, which knows nothing of deltas.</summary>
public sealed class VisitsOracleTests
{
    private const uint Start = 1_773_144_000;
    private static readonly uint[] Pauses = [0, 1, 20, 300, 1_799, 1_800, 1_801, 5_000];

    [Test]
    public void Deltas_add_up_to_what_plain_counting_gives([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var events = Series(random, visitors: 1 + random.Next(30), count: 1_500);
        var visits = new Visits(1_000);
        var taken = events.Select(e => (e.Visitor, e.Time, Step: Take(visits, e.Visitor, e.Time))).ToList();

        var summed = taken.GroupBy(static e => (e.Visitor, e.Step.VisitId))
            .Select(static visit => new Outcome(
                visit.Key.Visitor, visit.First().Step.Start, visit.Sum(static e => e.Step.Visits), visit.Sum(static e => e.Step.Bounces), visit.Sum(static e => e.Step.Duration)))
            .Order();
        Assert.That(summed, Is.EqualTo(Oracle(events).Order()), $"seed {seed}");
        Assert.That(taken, Has.All.Matches<(ulong Visitor, uint Time, SeenStep Step)>(static e => e.Step.Bounces is >= -1 and <= 1 && e.Step.Start <= e.Time));
    }

    private static SeenStep Take(Visits visits, ulong visitor, uint now)
    {
        var key = new VisitKey(1, visitor);
        return SeenStep.Take(visits, key, now, []);
    }

    /// <summary>Events in the order of time, each visitor's own pauses among the interesting ones.</summary>
    private static List<(ulong Visitor, uint Time)> Series(Random random, int visitors, int count)
    {
        var next = Enumerable.Range(0, visitors).Select(_ => Start + (uint)random.Next(4_000)).ToArray();
        var events = new List<(ulong, uint)>();
        for (var i = 0; i < count; i++)
        {
            var visitor = Array.IndexOf(next, next.Min());
            events.Add(((ulong)visitor, next[visitor]));
            next[visitor] += random.Next(3) == 0 ? (uint)random.Next(4_000) : Pauses[random.Next(Pauses.Length)];
        }

        return events;
    }

    private static IEnumerable<Outcome> Oracle(List<(ulong Visitor, uint Time)> events)
    {
        foreach (var visitor in events.GroupBy(static e => e.Visitor))
        {
            var visit = new List<uint>();
            foreach (var (_, time) in visitor)
            {
                if (visit.Count > 0 && time - visit[^1] > 30 * 60)
                {
                    yield return Of(visitor.Key, visit);
                    visit.Clear();
                }

                visit.Add(time);
            }

            yield return Of(visitor.Key, visit);
        }
    }

    private static Outcome Of(ulong visitor, List<uint> times) => new(visitor, times[0], 1, times.Count == 1 ? 1 : 0, times[^1] - times[0]);

    private sealed record Outcome(ulong Visitor, uint Start, int Visits, int Bounces, long Duration) : IComparable<Outcome>
    {
        public int CompareTo(Outcome? other) => (Visitor, Start).CompareTo((other!.Visitor, other.Start));
    }
}
