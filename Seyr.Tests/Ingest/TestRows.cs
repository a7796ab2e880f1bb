using System.Globalization;
using Seyr.Enrichment;
using Seyr.Ingest;
using Seyr.Storage;

namespace Seyr.Tests.Ingest;

/// <summary>Rows that can be told apart, and what a store has of them.</summary>
internal static class TestRows
{
    /// <summary>A page view of visitor <paramref name="number"/>, and of as many bytes at least as are wanted.</summary>
    public static byte[] Row(int number, int size = 0)
    {
        var props = new RowWriter(new byte[size + 8_192]);
        var count = 0;
        while (props.Written.Length < size)
        {
            props.Text(count++.ToString(CultureInfo.InvariantCulture));
            props.Text(new string('v', RowWriter.MaxTextBytes));
        }

        var row = new RowWriter(new byte[size + 16_384]);
        var step = new VisitStep((ulong)number, 1_773_144_000, 1, 1, 0);
        var facts = EventRow.WriteFacts(new byte[100], "/"u8, [], "", "", "", default, new Place("", "", ""), [], "", new Device("", "", "", "", "", BotKind.None));
        EventRow.Write(ref row, new VisitKey(1, (ulong)number), 1_773_144_000, "pageview"u8, step, 0, EventRow.NoScroll, default, "shop.example"u8, "/"u8, count, props.Written, facts);
        return row.Written.ToArray();
    }

    /// <summary>How many rows there are, how many different ones, and how many the rollup knows of.</summary>
    public static async Task<(ulong Rows, ulong Different, ulong RolledUp)> CountAsync(EventStore store) =>
        (await store.QueryAsync(
            "select count(), uniqExact(visitor_id), (select toUInt64(sum(events)) from events_daily) from events",
            [], static row => ((ulong)row.GetValue(0), (ulong)row.GetValue(1), Convert.ToUInt64(row.GetValue(2), CultureInfo.InvariantCulture)), CancellationToken.None)).Single();

    /// <summary>Waits until something is so; fails when it does not become so.</summary>
    public static async Task EventuallyAsync(Func<bool> isSo, string what)
    {
        for (var patience = 0; !isSo(); patience++)
        {
            Assert.That(patience, Is.LessThan(2_000), what);
            await Task.Delay(10);
        }
    }
}
