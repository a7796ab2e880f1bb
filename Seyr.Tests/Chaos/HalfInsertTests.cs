using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Chaos;

/// <summary>What a kill in the middle of an insert leaves: the events are there, the rollup isn't.</summary>
[NonParallelizable]
internal sealed class HalfInsertTests
{
    [Test]
    public async Task Insert_that_reached_the_events_but_not_the_rollup_is_completed_when_it_is_tried_again([Values] EventStoreKind kind)
    {
        await using var store = await TestEngine.NewStoreAsync(kind);
        await store.ExecuteAsync("drop view events_daily_by_event", null, CancellationToken.None);

        var rows = new[] { 1, 2, 3 }.SelectMany(TestRows.Row).ToArray();
        await store.InsertAsync("events", EventRow.Columns, rows, "half", CancellationToken.None);
        Assert.That((await StoredEvents.ReadAsync(AskProgram.Of(store))).Days, Is.Empty);

        // All statements may be run again.
        await store.ExecuteAsync("truncate table schema_migrations", null, CancellationToken.None);
        await new EventMigrations(store).ApplyAsync(CancellationToken.None);

        for (var again = 0; again < 2; again++)
        {
            await store.InsertAsync("events", EventRow.Columns, rows, "half", CancellationToken.None);
        }

        await AssertIsThereOnceAsync(AskProgram.Of(store));
    }

    [Test]
    public async Task Insert_of_the_process_that_made_the_schema_adds_nothing_when_another_tries_it_again()
    {
        var data = Directory.CreateTempSubdirectory("seyr-half-").FullName;
        for (var process = 0; process < 2; process++)
        {
            await AskProgram.InsertAsync(data, "half");
        }

        await AssertIsThereOnceAsync(AskProgram.Of(data));
        Directory.Delete(data, recursive: true);
    }

    /// <summary>
    /// The engine writes a part's token into its log, and only then renames the part to its name (seen with strace). A
    /// kill between the two leaves a token without rows, and the second try is taken for a double. What is removed here
    /// is what isn't there after such a kill.
    /// </summary>
    [Test]
    public async Task Insert_whose_token_was_noted_but_whose_rows_were_not_is_completed_when_it_is_tried_again([Values("events", "events_daily")] string killedAt)
    {
        var data = Directory.CreateTempSubdirectory("seyr-half-").FullName;
        await AskProgram.InsertAsync(data, "half");
        foreach (var table in Directory.GetDirectories(Path.Combine(data, "events", "store"), "deduplication_logs", SearchOption.AllDirectories).Select(static log => Path.GetDirectoryName(log)!))
        {
            var parts = Directory.GetDirectories(table, "*_*_*_*").Order(StringComparer.Ordinal).ToList();
            var isEvents = parts.Exists(static part => File.ReadAllText(Path.Combine(part, "columns.txt")).Contains("`path`", StringComparison.Ordinal));
            if (killedAt == "events")
            {
                parts.ForEach(static part => Directory.Delete(part, recursive: true));
                if (!isEvents)
                {
                    // It hadn't come to the rollup.
                    Directory.Delete(Path.Combine(table, "deduplication_logs"), recursive: true);
                }
            }
            else if (!isEvents)
            {
                Directory.Delete(parts[^1], recursive: true);
            }
        }

        await AskProgram.InsertAsync(data, "half");
        await AssertIsThereOnceAsync(AskProgram.Of(data));
        Directory.Delete(data, recursive: true);
    }

    private static async Task AssertIsThereOnceAsync(AskEvents ask)
    {
        var stored = await StoredEvents.ReadAsync(ask);
        Assert.That(stored.Rows, Has.Count.EqualTo(3));
        Assert.That(new Verdict(0, [], stored).Days().Wrong, Is.Empty);
    }
}
