using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class VisitsTests
{
    private const uint Noon = 1_773_144_000;
    private static readonly VisitKey Visitor = new(1, 42);
    private static readonly byte[] Facts = [1, 2, 3];

    private readonly Visits visits = new(1_000);

    [Test]
    public void First_event_begins_a_visit_that_bounces()
    {
        var step = Take(Visitor, Noon);
        Assert.That(step with { VisitId = 0 }, Is.EqualTo(new SeenStep(0, Noon, 1, 1, 0, Convert.ToHexString(Facts))));
    }

    [Test]
    public void Second_event_ends_the_bounce_and_later_ones_only_add_their_time()
    {
        var first = Take(Visitor, Noon);
        Assert.That(Take(Visitor, Noon + 20, [9]), Is.EqualTo(new SeenStep(first.VisitId, Noon, 0, -1, 20, first.Facts)));
        Assert.That(Take(Visitor, Noon + 50, [9]), Is.EqualTo(new SeenStep(first.VisitId, Noon, 0, 0, 30, first.Facts)));
        Assert.That(Take(Visitor, Noon + 50, [9]), Is.EqualTo(new SeenStep(first.VisitId, Noon, 0, 0, 0, first.Facts)));
    }

    [Test]
    public void Pause_of_30_minutes_continues_a_visit_and_one_second_more_begins_another()
    {
        var first = Take(Visitor, Noon);
        var second = Take(Visitor, Noon + 1_800);
        var third = Take(Visitor, Noon + 1_800 + 1_801);

        Assert.That(second.VisitId, Is.EqualTo(first.VisitId));
        Assert.That(third.VisitId, Is.Not.EqualTo(first.VisitId));
        Assert.That(third with { VisitId = 0 }, Is.EqualTo(new SeenStep(0, Noon + 3_601, 1, 1, 0, Convert.ToHexString(Facts))));
    }

    [Test]
    public void Visitors_and_sites_have_visits_of_their_own()
    {
        var ids = new[] { Take(new VisitKey(1, 42), Noon), Take(new VisitKey(1, 43), Noon), Take(new VisitKey(2, 42), Noon) }.Select(static step => step.VisitId);
        Assert.That(ids, Is.Unique);
    }

    [Test]
    public void Visit_that_crosses_midnight_goes_on_under_the_new_id()
    {
        var yesterday = new VisitKey(1, 41);
        var first = Take(yesterday, Noon);

        var second = SeenStep.Continue(visits, Visitor, Noon + 600, yesterday);
        Assert.That(second, Is.EqualTo(new SeenStep(first.VisitId, Noon, 0, -1, 600, first.Facts)));
        var third = SeenStep.Continue(visits, Visitor, Noon + 1_200);
        Assert.That(third, Is.EqualTo(new SeenStep(first.VisitId, Noon, 0, 0, 600, first.Facts)));
    }

    [Test]
    public void Id_of_yesterday_revives_no_visit_that_has_ended()
    {
        var yesterday = new VisitKey(1, 41);
        Take(yesterday, Noon);
        Assert.That(SeenStep.Continue(visits, Visitor, Noon + 1_801, yesterday), Is.Null);
    }

    [Test]
    public void Events_in_the_other_order_than_their_clocks_take_no_time_back()
    {
        Take(Visitor, Noon);
        Assert.That(Take(Visitor, Noon + 10).Duration, Is.EqualTo(10));
        Assert.That(Take(Visitor, Noon + 7).Duration, Is.Zero);
        Assert.That(Take(Visitor, Noon + 12).Duration, Is.EqualTo(2));
    }

    [Test]
    public void Clock_that_was_set_back_continues_the_visit()
    {
        var first = Take(Visitor, Noon);
        Assert.That(Take(Visitor, Noon - 7_200).VisitId, Is.EqualTo(first.VisitId));
    }

    [Test]
    public void Never_more_visits_than_the_bound_are_remembered()
    {
        for (ulong visitor = 0; visitor < 20_000; visitor++)
        {
            Take(new VisitKey(1, visitor), Noon + (uint)(visitor / 10));
            Assert.That(visits.Count, Is.LessThanOrEqualTo(1_000));
        }

        Assert.That(visits.Count, Is.GreaterThanOrEqualTo(500), "half of the bound is of use at any time");
    }

    [Test]
    public void Visitor_who_keeps_coming_is_not_the_one_who_is_forgotten()
    {
        var first = Take(Visitor, Noon);
        for (ulong other = 100; other < 20_000; other++)
        {
            Take(new VisitKey(1, other), Noon + 1);
            if (other % 300 == 0)
            {
                Assert.That(Take(Visitor, Noon + 1).VisitId, Is.EqualTo(first.VisitId));
            }
        }
    }

    [Test]
    public void What_is_over_is_forgotten()
    {
        for (ulong visitor = 0; visitor < 400; visitor++)
        {
            Take(new VisitKey(1, visitor), Noon);
        }

        Take(Visitor, Noon + 1_801);
        Take(Visitor, Noon + 3_602);
        Assert.That(visits.Count, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void Threads_at_once_begin_one_visit_and_end_one_bounce()
    {
        const int Threads = 4;
        for (ulong round = 0; round < 2_000; round++)
        {
            var key = new VisitKey(3, round);
            var steps = new SeenStep[Threads];
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, i => steps[i] = Take(key, Noon));
            Assert.That((steps.Select(static step => step.VisitId).Distinct().Count(), steps.Sum(static step => step.Visits), steps.Sum(static step => step.Bounces)), Is.EqualTo((1, 1, 0)));
        }
    }

    [Test]
    public void Of_two_who_both_found_no_visit_the_second_continues_the_first_ones()
    {
        Assert.That(SeenStep.Continue(visits, Visitor, Noon), Is.Null);
        Assert.That(SeenStep.Continue(visits, Visitor, Noon), Is.Null);
        var first = SeenStep.Begin(visits, Visitor, Noon, Facts);
        Assert.That(SeenStep.Begin(visits, Visitor, Noon + 1, [9]), Is.EqualTo(new SeenStep(first.VisitId, Noon, 0, -1, 1, first.Facts)));
    }

    private SeenStep Take(VisitKey key, uint now, byte[]? facts = null) =>
        SeenStep.Take(visits, key, now, facts ?? Facts);
}
