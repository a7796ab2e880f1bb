using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Which days of a site the rollups can answer for, and what each of them has altogether.</summary>
/// <param name="store">The events.</param>
/// <param name="clock">Tells how old an answer is.</param>
/// <param name="settle">
/// How long after an event's arrival was noted the event itself may still not be seen. A day that was rolled up sooner
/// than this after the last arrival is asked from the events.
/// </param>
/// <param name="remembers">
/// How long an answer is taken for true: the questions of one page ask the same. What comes late to a closed day is seen so much later.
/// </param>
internal sealed class RolledDays(EventStore store, TimeProvider clock, Duration settle, TimeSpan remembers)
{
    /// <summary>Sites remembered; past it all are asked for anew.</summary>
    private const int MaxSites = 10_000;

    private static readonly string Statement = Sql.Read("RolledDays")
        .Replace("/*measures*/", string.Join(", ", Measures.Columns.Select(static column => $"toInt64(totals.{column})")), StringComparison.Ordinal)
        .Replace("/*sums*/", string.Join(", ", Measures.Columns.Select(static column => $"sum(rollups.{column}) as {column}")), StringComparison.Ordinal);

    private static readonly string Months = Sql.Read("RolledMonths");
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly ConcurrentDictionary<(long SiteId, string Zone), Known> known = new();

    /// <summary>The days that lie inside the range as a whole, oldest first.</summary>
    public async Task<IReadOnlyList<RolledDay>> InAsync(long siteId, DateTimeZone zone, Range range, CancellationToken cancel)
    {
        var (days, _) = await OfAsync(siteId, zone, cancel);
        return [.. days.Where(day => StartOf(day.Number, zone) >= range.From && StartOf(day.Number + 1, zone) <= range.To)];
    }

    /// <summary>The months that lie inside the range as a whole, oldest first.</summary>
    public async Task<IReadOnlyList<RolledMonth>> MonthsInAsync(long siteId, DateTimeZone zone, Range range, CancellationToken cancel)
    {
        var (_, months) = await OfAsync(siteId, zone, cancel);
        return [.. months.Where(month => StartOf(month.First, zone) >= range.From && StartOf(month.Last + 1, zone) <= range.To)];
    }

    /// <summary>The number of a date: days since 1970.</summary>
    public static long NumberOf(LocalDate date) => NodaTime.Period.DaysBetween(Epoch, date);

    /// <summary>The date of a number.</summary>
    public static LocalDate DateOf(long number) => Epoch.PlusDays((int)number);

    /// <summary>When the day of a number begins.</summary>
    public static Instant StartOf(long number, DateTimeZone zone) => zone.AtStartOfDay(DateOf(number)).ToInstant();

    /// <summary>Names of rows as a statement takes them.</summary>
    public static string Text(IEnumerable<long> names) => string.Join(',', names.Select(static name => name.ToString(CultureInfo.InvariantCulture)));

    private async Task<(List<RolledDay> Days, List<RolledMonth> Months)> OfAsync(long siteId, DateTimeZone zone, CancellationToken cancel)
    {
        var key = (siteId, zone.Id);
        if (known.TryGetValue(key, out var last) && clock.GetElapsedTime(last.At) < remembers && !last.Days.IsFaulted && !last.Days.IsCanceled)
        {
            return await last.Days.WaitAsync(cancel);
        }

        if (known.Count >= MaxSites)
        {
            known.Clear();
        }

        // Not by the caller's token: others wait for the same answer.
        var days = AskAsync(siteId, zone);
        known[key] = new Known(clock.GetTimestamp(), days);
        return await days.WaitAsync(cancel);
    }

    private async Task<(List<RolledDay> Days, List<RolledMonth> Months)> AskAsync(long siteId, DateTimeZone zone)
    {
        KeyValuePair<string, object>[] parameters = [Sql.Site(siteId), Sql.Zone(zone.Id), new("settle", (long)settle.TotalMilliseconds)];
        // The months first: what is rolled up between the two questions is a day too many then, and no month.
        var months = await store.QueryAsync(Months, parameters, static row => new RolledMonth(row.GetInt64(0), row.GetInt64(1)), CancellationToken.None);
        var days = await store.QueryAsync(
            Statement, parameters, static row => new RolledDay(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), Measures.Read(row, 3)), CancellationToken.None);
        return (days, months);
    }

    private sealed record Known(long At, Task<(List<RolledDay>, List<RolledMonth>)> Days);
}

/// <summary>A day that was rolled up.</summary>
/// <param name="Number">Its date, in days since 1970.</param>
/// <param name="Rolled">The name of its rows.</param>
/// <param name="Carried">How many of its visitors were there before its midnight too, under the same id.</param>
/// <param name="Total">All that it has, undivided.</param>
internal sealed record RolledDay(long Number, long Rolled, long Carried, Measures Total);

/// <summary>A month that was rolled up.</summary>
/// <param name="First">Its first date, in days since 1970.</param>
/// <param name="Rolled">The name of its rows.</param>
internal sealed record RolledMonth(long First, long Rolled)
{
    /// <summary>Its last date.</summary>
    public long Last => RolledDays.NumberOf(RolledDays.DateOf(First).With(DateAdjusters.EndOfMonth));
}
