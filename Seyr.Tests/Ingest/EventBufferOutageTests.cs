using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>A store that is away, slow, or wrong about what it has done.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventBufferOutageTests
{
    private readonly IngestCounters counters = new();
    private readonly List<byte> sent = [];
    private StoreFront front = null!;

    [SetUp]
    public async Task Open() => front = await StoreFront.StartAsync();

    [TearDown]
    public async Task Close() => await front.DisposeAsync();

    [Test]
    public async Task Store_that_answers_with_errors_has_every_row_once_in_the_end([Values] Fault fault)
    {
        using var buffer = New();
        Enumerable.Repeat(fault, 2).ToList().ForEach(front.Faults.Enqueue);
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 35);
        await TestRows.EventuallyAsync(() => counters.Waiting == 0, "all rows stored");
        await buffer.StopAsync(CancellationToken.None);

        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((35ul, 35ul, 35ul)));
        Assert.That((counters.Stored, counters.AllDropped), Is.EqualTo((35L, 0L)));
    }

    [Test]
    public async Task Segments_go_in_order_and_a_segment_that_is_sent_again_has_its_name_and_its_rows()
    {
        using var buffer = New();
        new[] { Fault.StoredAndRefused, Fault.Refused, Fault.StoredAndCut }.ToList().ForEach(front.Faults.Enqueue);
        Add(buffer, 0, 55);
        await buffer.FlushAsync(CancellationToken.None);

        var inserts = front.Inserts.ToList();
        Assert.That(inserts, Has.Count.EqualTo(6 + 3));
        Assert.That(inserts.GroupBy(static insert => insert.Token).Select(static batch => batch.Select(static insert => Convert.ToHexString(insert.Rows)).Distinct().Count()), Has.All.EqualTo(1));
        Assert.That(inserts.DistinctBy(static insert => insert.Token).SelectMany(static insert => insert.Rows), Is.EqualTo(sent));
    }

    [Test]
    public async Task Two_servers_names_of_segments_never_meet()
    {
        using var first = New();
        using var second = New();
        Add(first, 0, 10);
        Add(second, 10, 10);
        await first.FlushAsync(CancellationToken.None);
        await second.FlushAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((20ul, 20ul, 20ul)));
    }

    [Test]
    public async Task Store_that_was_stopped_and_started_again_has_every_row_once()
    {
        using var buffer = New();
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 15);
        await TestRows.EventuallyAsync(() => counters.Stored == 15, "the rows before it");
        await front.StopAsync();
        Add(buffer, 15, 25);
        await Task.Delay(150);
        Assert.That((counters.Stored, counters.Waiting), Is.EqualTo((15L, 25L)));

        await front.StartAgainAsync();
        await TestRows.EventuallyAsync(() => counters.Stored == 40, "the rows meanwhile");
        await buffer.StopAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((40ul, 40ul, 40ul)));
    }

    [Test]
    public async Task Past_the_bound_rows_are_dropped_and_counted_and_the_books_balance()
    {
        using var buffer = New(flushEvents: 2_000);
        await front.StopAsync();
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 300, rowBytes: 100_000);
        var dropped = counters.Dropped(Dropped.BufferFull);
        Assert.That(dropped, Is.InRange(130, 220), "16 MB are waited for, 30 came");
        Assert.That((counters.AllDropped, counters.Waiting), Is.EqualTo((dropped, 300 - dropped)));
        Assert.That(buffer.TryMakeRoom(), Is.False);
        counters.CountAccepted();

        await front.StartAgainAsync();
        await TestRows.EventuallyAsync(() => counters.Waiting == 0, "what waited");
        Assert.That(buffer.TryMakeRoom(), Is.True, "there is room again");
        Add(buffer, 300, 50, rowBytes: 100_000);
        await buffer.StopAsync(CancellationToken.None);

        var expected = (ulong)(350 - dropped);
        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((expected, expected, expected)));
        Assert.That((counters.Accepted, counters.Stored, counters.Waiting), Is.EqualTo((351L, 350 - dropped, 0L)));
    }

    [Test]
    public async Task Who_adds_a_row_never_waits_for_the_store()
    {
        var held = new TaskCompletionSource();
        front.Hold = held.Task;
        using var buffer = New();
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 10);
        await TestRows.EventuallyAsync(() => !front.Inserts.IsEmpty, "an insert under way");
        Add(buffer, 10, 200);
        Assert.That((counters.Stored, counters.Waiting), Is.EqualTo((0L, 210L)));

        held.SetResult();
        await TestRows.EventuallyAsync(() => counters.Waiting == 0, "all rows stored");
        await buffer.StopAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((210ul, 210ul, 210ul)));
    }

    [Test]
    public async Task Row_that_comes_while_a_segment_is_sent_waits_for_its_own_age()
    {
        var held = new TaskCompletionSource();
        front.Hold = held.Task;
        using var buffer = New(interval: TimeSpan.FromSeconds(1));
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 1);
        await TestRows.EventuallyAsync(() => !front.Inserts.IsEmpty, "an insert under way");
        Add(buffer, 1, 1);
        held.SetResult();
        await TestRows.EventuallyAsync(() => counters.Stored == 1, "the first row");
        await Task.Delay(150);
        Assert.That(front.Inserts, Has.Count.EqualTo(1));

        await buffer.StopAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((2ul, 2ul, 2ul)));
    }

    [Test]
    public async Task Stop_while_the_store_is_away_gives_up_after_ten_seconds_and_says_how_much_waits()
    {
        var clock = new FakeTimeProvider();
        var log = new LogList();
        using var buffer = New(clock: clock, log: log);
        await buffer.StartAsync(CancellationToken.None);
        await front.StopAsync();
        Add(buffer, 0, 25);
        await TestRows.EventuallyAsync(() => log.Any("did not take a segment"), "a first try");

        var stop = buffer.StopAsync(CancellationToken.None);
        await Task.Delay(50);
        Assert.That(stop.IsCompleted, Is.False);
        await TestRows.EventuallyAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return stop.IsCompleted;
        }, "the stop");
        await stop;

        Assert.That(log.Any("25 events wait on the disk"), Is.True, log.ToString());
        Assert.That(counters.Waiting, Is.EqualTo(25));
    }

    [Test]
    public async Task Stop_while_the_store_comes_back_stores_the_rest()
    {
        using var buffer = New();
        await buffer.StartAsync(CancellationToken.None);
        await front.StopAsync();
        Add(buffer, 0, 25);
        var stop = buffer.StopAsync(CancellationToken.None);
        await front.StartAgainAsync();
        await stop;
        Assert.That(await TestRows.CountAsync(front.Behind), Is.EqualTo((25ul, 25ul, 25ul)));
    }

    [Test]
    public async Task What_is_logged_of_a_failure_has_none_of_the_rows()
    {
        var log = new LogList();
        using var buffer = New(log: log);
        await front.Behind.ExecuteAsync("drop table events", null, CancellationToken.None);
        using var patience = new CancellationTokenSource();
        counters.CountAccepted();
        buffer.TryAdd(TestRows.Row(77), 1);
        var flush = buffer.FlushAsync(patience.Token);
        await TestRows.EventuallyAsync(() => log.Any("did not take a segment"), "a failure in the log");
        await patience.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => flush);

        Assert.That(log.ToString(), Does.Not.Contain("shop.example").And.Not.Contain("insert").IgnoreCase);
    }

    private EventBuffer New(int flushEvents = 10, TimeSpan? interval = null, TimeProvider? clock = null, ILogger<EventBuffer>? log = null) =>
        TestBuffer.New(
            front.Store,
            new IngestOptions { FlushInterval = interval ?? TimeSpan.FromMilliseconds(50), FlushEvents = flushEvents, MaxWaitingMegabytes = 16 },
            counters, clock, log);

    private void Add(EventBuffer buffer, int first, int count, int rowBytes = 0)
    {
        for (var number = first; number < first + count; number++)
        {
            var row = TestRows.Row(number, rowBytes);
            sent.AddRange(row);
            counters.CountAccepted();
            buffer.TryAdd(row, 1);
        }
    }
}
