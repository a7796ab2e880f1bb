using System.Globalization;

namespace Seyr.Tests.Chaos;

/// <summary>Asks an event store a question of one text column.</summary>
internal delegate Task<List<string>> AskEvents(string sql);

/// <summary>A row of <c>events</c>, as far as these tests look at it.</summary>
internal sealed record StoredEvent(
    uint Site, string Path, string Name, ulong Visitor, ulong Visit, uint Time, uint Start, int Visits, int Bounces, long Duration, string EntryPage);

/// <summary>A row of <c>events_daily</c>, merged; days since 1970.</summary>
internal sealed record StoredDay(uint Site, uint Day, long Events, long Pageviews);

/// <summary>What the event store has in the end.</summary>
internal sealed record StoredEvents(List<StoredEvent> Rows, List<StoredDay> Days)
{
    private const string RowsSql = """
        select concat(toString(site_id), '\t', path, '\t', name, '\t', toString(visitor_id), '\t', toString(visit_id), '\t', toString(toUnixTimestamp(time)),
            '\t', toString(toUnixTimestamp(visit_start)), '\t', toString(visits), '\t', toString(bounces), '\t', toString(duration), '\t', entry_page) as line
        from events
        """;

    private const string DaysSql = """
        select concat(toString(site_id), '\t', toString(toUInt32(toUInt16(day))), '\t', toString(sum(events)), '\t', toString(sum(pageviews))) as line
        from events_daily group by site_id, day
        """;

    public static async Task<StoredEvents> ReadAsync(AskEvents ask) =>
        new([.. (await ask(OneLine(RowsSql))).Select(Row)], [.. (await ask(OneLine(DaysSql))).Select(Day)]);

    private static string OneLine(string sql) => sql.ReplaceLineEndings(" ");

    private static StoredEvent Row(string line)
    {
        var text = line.Split('\t');
        return new StoredEvent(
            Parse<uint>(text[0]), text[1], text[2], Parse<ulong>(text[3]), Parse<ulong>(text[4]), Parse<uint>(text[5]), Parse<uint>(text[6]),
            Parse<int>(text[7]), Parse<int>(text[8]), Parse<long>(text[9]), text[10]);
    }

    private static StoredDay Day(string line)
    {
        var text = line.Split('\t');
        return new StoredDay(Parse<uint>(text[0]), Parse<uint>(text[1]), Parse<long>(text[2]), Parse<long>(text[3]));
    }

    private static T Parse<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
}
