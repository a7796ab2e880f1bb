using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class EventBufferTests(EventStoreKind kind)
{
    private EventStore store = null!;
    private IngestCounters counters = null!;

    [SetUp]
    public async Task Open()
    {
        store = await TestEngine.NewStoreAsync(kind);
        counters = new IngestCounters();
    }

    [TearDown]
    public async Task Close() => await store.DisposeAsync();

    [Test]
    public async Task Batch_goes_to_the_store_at_its_age()
    {
        using var buffer = New(TimeSpan.FromMilliseconds(50), flushEvents: 1_000);
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 3);
        await TestRows.EventuallyAsync(() => counters.Stored == 3, "three rows stored");
        Add(buffer, 3, 2);
        await TestRows.EventuallyAsync(() => counters.Stored == 5, "five rows stored");
        await buffer.StopAsync(CancellationToken.None);

        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((5ul, 5ul, 5ul)));
    }

    [Test]
    public async Task Batch_goes_to_the_store_at_its_size_and_waits_until_then()
    {
        using var buffer = New(TimeSpan.FromMinutes(1), flushEvents: 10);
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 9);
        await Task.Delay(200);
        Assert.That(counters.Stored, Is.Zero);

        Add(buffer, 9, 1);
        await TestRows.EventuallyAsync(() => counters.Stored == 10, "ten rows stored");
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((10ul, 10ul, 10ul)));
        await buffer.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Flush_that_comes_while_the_buffer_is_disposed_finds_nothing_to_seal_and_the_rows_wait()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var spool = TestBuffer.NewSpool();
            var mine = new IngestCounters();
            var buffer = TestBuffer.New(store, new IngestOptions { FlushInterval = TimeSpan.FromMilliseconds(1) }, mine, spool: spool);
            await buffer.StartAsync(CancellationToken.None);
            buffer.TryAdd(TestRows.Row(attempt), 1);
            mine.CountAccepted();
            buffer.Dispose();
            await Task.Delay(3);
            Assert.That(
                () => Directory.GetFiles(spool, "*", SearchOption.AllDirectories).Length + mine.Stored, Is.EqualTo(1).After(5_000, 5),
                "the row is stored, or waits in its file");
        }
    }

    [Test]
    public async Task Stop_flushes_the_rest()
    {
        using var buffer = New(TimeSpan.FromMinutes(1), flushEvents: 100);
        await buffer.StartAsync(CancellationToken.None);
        Add(buffer, 0, 250);
        await buffer.StopAsync(CancellationToken.None);

        Assert.That((counters.Accepted, counters.Stored, counters.AllDropped, counters.Waiting), Is.EqualTo((250L, 250L, 0L, 0L)));
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((250ul, 250ul, 250ul)));
    }

    [Test]
    public async Task Flush_of_nothing_stores_nothing()
    {
        using var buffer = New(TimeSpan.FromMinutes(1), flushEvents: 100);
        await buffer.FlushAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((0ul, 0ul, 0ul)));
    }

    [Test]
    public async Task Row_of_any_size_is_taken([Values(65_000, 70_000, 150_000)] int size)
    {
        using var buffer = New(TimeSpan.FromMinutes(1), flushEvents: 100);
        foreach (var number in Enumerable.Range(0, 5))
        {
            counters.CountAccepted();
            buffer.TryAdd(TestRows.Row(number, number == 3 ? 10 : size), 1);
        }

        await buffer.FlushAsync(CancellationToken.None);
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo((5ul, 5ul, 5ul)));
    }

    [Test]
    public async Task Threads_that_add_and_flush_at_once_lose_nothing_and_double_nothing()
    {
        const int Rows = 1_000;
        using var buffer = New(TimeSpan.FromMilliseconds(50), flushEvents: 20);
        await buffer.StartAsync(CancellationToken.None);
        var adding = Task.WhenAll(Enumerable.Range(0, 4).Select(part => Task.Run(() => Add(buffer, part * Rows / 4, Rows / 4))));
        while (!adding.IsCompleted)
        {
            await Task.WhenAll(buffer.FlushAsync(CancellationToken.None), buffer.FlushAsync(CancellationToken.None));
        }

        await adding;
        await buffer.StopAsync(CancellationToken.None);
        Assert.That((counters.Stored, counters.Waiting), Is.EqualTo(((long)Rows, 0L)));
        Assert.That(await TestRows.CountAsync(store), Is.EqualTo(((ulong)Rows, (ulong)Rows, (ulong)Rows)));
    }

    private EventBuffer New(TimeSpan interval, int flushEvents) =>
        TestBuffer.New(store, new IngestOptions { FlushInterval = interval, FlushEvents = flushEvents }, counters);

    private void Add(EventBuffer buffer, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            counters.CountAccepted();
            buffer.TryAdd(TestRows.Row(number), 1);
        }
    }
}
