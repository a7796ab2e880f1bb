using Seyr.Enrichment;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What one process accepted, and the next finds. A buffer that is thrown away without a stop is one that was killed.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class ReplayTests(EventStoreKind kind)
{
    private static readonly IngestOptions Options = new() { FlushInterval = TimeSpan.FromMilliseconds(50), FlushEvents = 10 };

    private EventStore store = null!;
    private string spool = null!;

    [SetUp]
    public async Task Open()
    {
        store = await TestEngine.NewStoreAsync(kind);
        spool = TestBuffer.NewSpool();
    }

    [TearDown]
    public async Task Close()
    {
        await store.DisposeAsync();
        Directory.Delete(spool, recursive: true);
    }

    [Test]
    public async Task What_was_accepted_before_a_kill_is_stored_after_it()
    {
        using (var killed = TestBuffer.New(store, Options, new IngestCounters(), spool: spool))
        {
            Add(killed, 0, 25);
        }

        var counters = new IngestCounters();
        using var buffer = TestBuffer.New(store, Options, counters, spool: spool);
        await buffer.StartAsync(CancellationToken.None);
        Assert.That(counters.Replayed, Is.EqualTo(25));
        await TestRows.EventuallyAsync(() => counters.Waiting == 0, "the replay");
        await buffer.StopAsync(CancellationToken.None);

        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((25ul, 25ul, 25ul)));
        Assert.That(Directory.GetFiles(spool), Is.Empty);
    }

    [Test]
    public async Task Segment_that_was_only_just_begun_is_forgotten_and_a_short_one_takes_no_room()
    {
        var place = new Spool(spool);
        place.Begin(Options.FlushEvents, 1024 * 1024).Dispose();
        using (var begun = place.Begin(Options.FlushEvents, 1024 * 1024))
        {
            begun.TryAdd(TestRows.Row(1), 1);
        }

        await using var away = TestEngine.NewEmptyStore(kind);
        using var buffer = TestBuffer.New(away, Options, new IngestCounters(), spool: spool);
        await buffer.StartAsync(CancellationToken.None);
        Assert.That(Directory.GetFiles(spool).Select(static file => new FileInfo(file).Length), Is.EqualTo(new[] { SegmentLayout.RowsAt(Options.FlushEvents) + TestRows.Row(1).Length }));
    }

    [Test]
    public async Task Segment_that_was_stored_but_not_deleted_counts_once()
    {
        var kept = TestBuffer.NewSpool();
        using (var killed = TestBuffer.New(store, Options, new IngestCounters(), spool: spool))
        {
            Add(killed, 0, 10);
            using var other = TestBuffer.New(store, Options, new IngestCounters(), spool: kept);
            foreach (var file in Directory.GetFiles(spool))
            {
                File.Copy(file, Path.Combine(kept, Path.GetFileName(file)));
            }

            await killed.FlushAsync(CancellationToken.None);
        }

        using var again = TestBuffer.New(store, Options, new IngestCounters(), spool: kept);
        await again.StartAsync(CancellationToken.None);
        await again.StopAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((10ul, 10ul, 10ul)));
        Directory.Delete(kept, recursive: true);
    }

    [Test]
    public async Task Damaged_segment_is_set_aside_once_and_the_others_arrive()
    {
        using (var killed = TestBuffer.New(store, Options, new IngestCounters(), spool: spool))
        {
            Add(killed, 0, 35);
        }

        var files = Directory.GetFiles(spool).Order().ToList();
        var bytes = File.ReadAllBytes(files[1]);
        bytes[SegmentLayout.RowsAt(Options.FlushEvents) + 5] ^= 1;
        File.WriteAllBytes(files[1], bytes);
        File.WriteAllText(Path.Combine(spool, "garbage.segment"), "nothing of ours");
        File.WriteAllText(Path.Combine(spool, "empty.segment"), "");

        for (var start = 0; start < 2; start++)
        {
            var counters = new IngestCounters();
            using var buffer = TestBuffer.New(store, Options, counters, spool: spool);
            await buffer.StartAsync(CancellationToken.None);
            await buffer.StopAsync(CancellationToken.None);
            Assert.That(counters.Replayed, Is.EqualTo(start == 0 ? 25 : 0));
            Assert.That(counters.ToPrometheus(), Does.Contain($"seyr_segments_damaged_total {(start == 0 ? 3 : 0)}"));
        }

        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((25ul, 25ul, 25ul)));
        Assert.That(Directory.GetFiles(Path.Combine(spool, "damaged")), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task Rows_that_the_store_can_never_read_are_set_aside_and_do_not_hold_up_others()
    {
        var counters = new IngestCounters();
        using var buffer = TestBuffer.New(store, Options, counters, spool: spool);
        counters.CountAccepted();
        buffer.TryAdd(TestRows.Row(0).AsSpan()[..^3], 1);
        await buffer.FlushAsync(CancellationToken.None);
        Add(buffer, 1, 5);
        for (var i = 0; i < 5; i++)
        {
            counters.CountAccepted();
        }

        await buffer.FlushAsync(CancellationToken.None);
        Assert.That((counters.Stored, counters.Dropped(Dropped.Damaged), counters.Waiting), Is.EqualTo((5L, 1L, 0L)));
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((5ul, 5ul, 5ul)));
    }

    [Test]
    public async Task Visits_under_way_go_on_after_a_restart_wherever_their_events_are()
    {
        var now = (uint)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var before = new Visits(1_000);
        var first = new Dictionary<VisitKey, SeenStep>();
        using (var killed = TestBuffer.New(store, Options, new IngestCounters(), spool: spool))
        {
            Seen(before, killed, first, new VisitKey(1, 1), now - 1_000);
            Seen(before, killed, first, new VisitKey(1, 2), now - 900);
            Seen(before, killed, first, new VisitKey(1, 2), now - 800);
            Seen(before, killed, first, new VisitKey(1, 5), now - 2_000);
            await killed.FlushAsync(CancellationToken.None);
            Seen(before, killed, first, new VisitKey(1, 1), now - 500);
            Seen(before, killed, first, new VisitKey(1, 3), now - 400);
            Seen(before, killed, first, new VisitKey(2, 3), now - 300);
            Seen(before, killed, first, new VisitKey(2, 3), now - 200);
        }

        var after = new Visits(1_000);
        using var buffer = TestBuffer.New(store, Options, new IngestCounters(), spool: spool, visits: after);
        await buffer.StartAsync(CancellationToken.None);
        foreach (var (key, bounces, passed) in new[] { (new VisitKey(1, 1), 0, 500u), (new VisitKey(1, 2), 0, 800u), (new VisitKey(1, 3), -1, 400u), (new VisitKey(2, 3), 0, 200u) })
        {
            var step = SeenStep.Continue(after, key, now);
            Assert.That(step, Is.EqualTo(new SeenStep(first[key].VisitId, first[key].Start, 0, bounces, passed, first[key].Facts)), $"{key}");
        }

        Assert.That(SeenStep.Continue(after, new VisitKey(1, 5), now), Is.Null, "over before the restart");
        await buffer.StopAsync(CancellationToken.None);
    }

    private static void Seen(Visits visits, EventBuffer buffer, Dictionary<VisitKey, SeenStep> first, VisitKey key, uint time)
    {
        var facts = EventRow.WriteFacts(
            new byte[200], "/entry"u8, "r.example/x"u8, "R", "Referral", "", default, new Place("BD", "BD-C", "Dhaka"), "bn"u8, "Laptop", new Device("Firefox", "133", "Linux", "", "Desktop", BotKind.None)).ToArray();
        var step = SeenStep.Take(visits, key, time, facts);
        first.TryAdd(key, step);
        var row = new RowWriter(new byte[1_000]);
        var seen = new VisitStep(step.VisitId, step.Start, (sbyte)step.Visits, (sbyte)step.Bounces, step.Duration);
        EventRow.Write(ref row, key, time, "pageview"u8, seen, 0, EventRow.NoScroll, default, "shop.example"u8, "/p"u8, 1, [1, (byte)'k', 1, (byte)'v'], facts);
        buffer.TryAdd(row.Written, 1);
    }

    private static void Add(EventBuffer buffer, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            buffer.TryAdd(TestRows.Row(number), 1);
        }
    }
}
