using System.Globalization;
using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Which days of a site the rollups can answer for.</summary>
/// <param name="store">The events.</param>
/// <param name="settle">
/// How long after an event's arrival was noted the event itself may still not be seen. A day that was rolled up sooner
/// than this after the last arrival is asked from the events.
/// </param>
internal sealed class RolledDays(EventStore store, Duration settle)
{
    private static readonly string Statement = Sql.Read("RolledDays");
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>The days that lie inside the range as a whole, oldest first.</summary>
    public async Task<IReadOnlyList<RolledDay>> InAsync(long siteId, DateTimeZone zone, Range range, CancellationToken cancel)
    {
        var rows = await store.QueryAsync(
            Statement,
            [Sql.Site(siteId), Sql.Zone(zone.Id), Sql.Time("from", range.From), Sql.Time("to", range.To), new("settle", (long)settle.TotalMilliseconds)],
            static row => new RolledDay(row.GetInt64(0), row.GetInt64(1)),
            cancel);
        return [.. rows.Where(day => zone.AtStartOfDay(DateOf(day.Number)).ToInstant() >= range.From && zone.AtStartOfDay(DateOf(day.Number + 1)).ToInstant() <= range.To)];
    }

    /// <summary>The number of a date: days since 1970.</summary>
    public static long NumberOf(LocalDate date) => NodaTime.Period.DaysBetween(Epoch, date);

    /// <summary>The date of a number.</summary>
    public static LocalDate DateOf(long number) => Epoch.PlusDays((int)number);

    /// <summary>The days as a statement takes them.</summary>
    public static string Text(IEnumerable<RolledDay> days) =>
        string.Join(',', days.Select(static day => string.Create(CultureInfo.InvariantCulture, $"{day.Number}:{day.Rolled}")));
}

/// <summary>A day that was rolled up.</summary>
/// <param name="Number">Its date, in days since 1970.</param>
/// <param name="Rolled">When, in milliseconds since 1970: the name of its rows.</param>
internal sealed record RolledDay(long Number, long Rolled);
