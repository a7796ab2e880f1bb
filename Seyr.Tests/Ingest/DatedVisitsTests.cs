using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>Visits of events that came with their own time, against plain counting over sorted lists.</summary>
public sealed class DatedVisitsTests
{
    private const uint Start = 1_700_000_000;

    [Test]
    public void Events_in_order_of_time_are_the_visits_that_plain_counting_gives([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var visits = new DatedVisits();
        var times = Enumerable.Range(0, 400).Select(_ => Start + (uint)random.Next(400_000)).Order().ToList();
        var taken = times.Select(time => (Time: time, Step: Take(visits, 1, time))).ToList();

        var expected = new List<(uint Start, uint Last, int Count)>();
        foreach (var time in times)
        {
            var isSame = expected.Count > 0 && time - expected[^1].Last <= 30 * 60 && time - expected[^1].Start <= 24 * 60 * 60;
            expected.Add(isSame ? (expected[^1].Start, time, expected[^1].Count + 1) : (time, time, 1));
            if (isSame)
            {
                expected.RemoveAt(expected.Count - 2);
            }
        }

        var actual = taken.GroupBy(static e => e.Step.VisitId).Select(static visit => (
            visit.First().Step.Start, visit.First().Step.Start + (uint)visit.Sum(static e => e.Step.Duration), visit.Count()));
        Assert.That(actual, Is.EqualTo(expected), $"seed {seed}");
        Assert.That(taken.GroupBy(static e => e.Step.VisitId).Select(static visit => (visit.Sum(static e => e.Step.Visits), visit.Sum(static e => e.Step.Bounces))),
            Is.EqualTo(expected.Select(static visit => (1, visit.Count == 1 ? 1 : 0))));
    }

    [Test]
    public void In_any_order_a_visit_lasts_from_its_first_event_to_its_last([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var visits = new DatedVisits();
        uint[] times = [.. Enumerable.Range(0, 60).Select(static i => Start + (uint)(i * 60))];
        random.Shuffle(times);
        // Within half an hour of the one before it in time, so it is one visit whatever came first; the first fixes the window.
        times = [times.First(static time => time == Start + 1_800), .. times.Where(static time => time != Start + 1_800)];
        var taken = times.Select(time => Take(visits, 1, time)).ToList();
        Assert.That(taken.Select(static step => step.VisitId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(taken.Sum(static step => step.Duration), Is.EqualTo(59 * 60));
        Assert.That((taken.Sum(static step => step.Visits), taken.Sum(static step => step.Bounces)), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Two_streams_an_hour_apart_dont_split_each_others_visits()
    {
        var visits = new DatedVisits();
        var taken = Enumerable.Range(0, 20).SelectMany(i => new[] { Take(visits, 1, Start + (uint)(i * 60)), Take(visits, 1, Start + 7_200 + (uint)(i * 60)) }).ToList();
        Assert.That(taken.Sum(static step => step.Visits), Is.EqualTo(2));
    }

    [Test]
    public void No_visit_is_longer_than_a_day()
    {
        var visits = new DatedVisits();
        var live = new Visits(1_000);
        var begun = (Dated: 0, Live: 0);
        for (var time = Start; time <= Start + (3 * 86_400); time += 1_200)
        {
            begun.Dated += Take(visits, 1, time).Visits;
            begun.Live += SeenStep.Take(live, new VisitKey(1, 1), time, []).Visits;
        }

        Assert.That(begun, Is.EqualTo((3, 3)));
    }

    [Test]
    public void What_is_remembered_is_bounded_and_what_goes_on_is_kept()
    {
        var visits = new DatedVisits(maxVisits: 100);
        var first = Take(visits, 1, Start);
        for (var visitor = 2ul; visitor < 10_000; visitor++)
        {
            Take(visits, visitor, Start);
            Assert.That(Take(visits, 1, Start + 1).VisitId, Is.EqualTo(first.VisitId));
        }

        Assert.That(Take(visits, 2, Start + 1).Visits, Is.EqualTo(1), "long forgotten");
    }

    private static VisitStep Take(DatedVisits visits, ulong visitor, uint time)
    {
        Span<byte> facts = new byte[EventRow.MaxFactBytes];
        var key = new VisitKey(1, visitor);
        if (!visits.TryContinue(key, null, time, EventKind.Interactive, out var step, ref facts))
        {
            step = visits.Begin(key, time, EventKind.Interactive, [1, 2, 3], ref facts);
        }

        Assert.That(facts.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        return step;
    }
}
