using Seyr.Tests.Support;

namespace Seyr.Tests.Storage;

/// <summary>What only the embedded engine's inserts can promise: a socket's buffers are its own.</summary>
[NonParallelizable]
public sealed class InsertTests
{
    [Test]
    public async Task Insert_makes_no_copy_of_its_rows()
    {
        await using var store = await TestEngine.NewStoreAsync(EventStoreKind.Embedded);
        var rows = EventStoreTests.Rows(site: 9, count: 30_000);
        await store.InsertAsync("events", EventStoreTests.Columns, rows, "copy-1", CancellationToken.None);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await store.InsertAsync("events", EventStoreTests.Columns, rows, "copy-2", CancellationToken.None);
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(rows.Length / 4));
    }
}
