using System.Text.Json;
using NodaTime.Text;
using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>Reads the time that a question to the Stats API is about.</summary>
/// <param name="zone">The site's clock.</param>
/// <param name="now">The present.</param>
/// <param name="begin">The date of the site's first event.</param>
internal sealed class ApiRange(DateTimeZone zone, Instant now, LocalDate begin)
{
    /// <summary>The names that need no number.</summary>
    public static readonly IReadOnlyList<string> Names = ["day", "24h", "month", "year", "all"];

    /// <summary>What a range may be, in words.</summary>
    public static readonly string Expected =
        $"{string.Join(", ", Names)}, a number of days up to {Period.MaxDays}d or of months up to {Period.MaxMonths}mo, two dates, or two times with their offset from UTC, "
        + $"not further apart than {Period.MaxDays} days, of the years {FirstYear} to {LastYear}.";

    private const int FirstYear = 2000;
    private const int LastYear = 2099;

    /// <returns>Null: it is none.</returns>
    public Period? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(element) is { } key ? Named(key, null) : null,
        JsonValueKind.Array when element.GetArrayLength() == 2 && JsonText.Of(element[0]) is { } first && JsonText.Of(element[1]) is { } last => Between(first, last),
        _ => null,
    };

    /// <summary>The period of a name.</summary>
    public Period? Named(string key, LocalDate? date) =>
        key != "30m" && (date is null || IsKnown(date.Value)) ? Bounded(Period.Named(key, date, now, zone, begin)) : null;

    /// <summary>From one date or time to another, both included.</summary>
    public Period? Between(string first, string last)
    {
        if (Period.DateOf(first) is { } firstDate && Period.DateOf(last) is { } lastDate)
        {
            return firstDate <= lastDate && IsKnown(firstDate) && IsKnown(lastDate) ? Bounded(Period.Between(firstDate, lastDate, zone)) : null;
        }

        if (OffsetDateTimePattern.Rfc3339.Parse(first) is not { Success: true } from || OffsetDateTimePattern.Rfc3339.Parse(last) is not { Success: true } to
            || !IsKnown(from.Value.Date) || !IsKnown(to.Value.Date))
        {
            return null;
        }

        // The store knows whole seconds, and the last one is included.
        var range = new Range(Second(from.Value), Second(to.Value) + Duration.FromSeconds(1));
        return range.From < range.To ? Bounded(new Period("custom", range.From.InZone(zone).Date, to.Value.InZone(zone).Date, range)) : null;
    }

    /// <summary>As long, and just before; or a year before.</summary>
    public Range Before(Period period, Comparison comparison, bool matchesWeekday)
    {
        var isWhole = period.IsRolling
            || (period.Range.From == zone.AtStartOfDay(period.First).ToInstant() && period.Range.To == zone.AtStartOfDay(period.Last.PlusDays(1)).ToInstant());
        if (isWhole || comparison != Comparison.PreviousPeriod)
        {
            return period.Before(comparison, matchesWeekday, now, zone);
        }

        var length = period.Range.To - period.Range.From;
        var shift = matchesWeekday ? Duration.FromDays(7 * Math.Ceiling(length.TotalDays / 7)) : length;
        return new Range(period.Range.From - shift, period.Range.To - shift);
    }

    private static Period? Bounded(Period? period) =>
        period is not null && period.Range.To - period.Range.From <= Duration.FromDays(Period.MaxDays + 1) ? period : null;

    private static bool IsKnown(LocalDate date) => date.Year is >= FirstYear and <= LastYear;

    private static Instant Second(OffsetDateTime time) => Instant.FromUnixTimeSeconds(time.ToInstant().ToUnixTimeSeconds());
}
