using NodaTime;

namespace Seyr.Stats;

/// <summary>When a site's numbers begin, and who is there now, for who may see all of them or a part.</summary>
internal sealed class Beginnings(Answers answers, Presence presence)
{
    /// <summary>The date of the first event; null: there is none.</summary>
    /// <param name="siteId">The site.</param>
    /// <param name="zone">Its clock.</param>
    /// <param name="limit">Which part; null: all.</param>
    /// <param name="now">The present.</param>
    /// <param name="isNeeded">Whether it is shown: of a part, it takes a look at all events.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<LocalDate?> OfAsync(long siteId, DateTimeZone zone, Filter? limit, Instant now, bool isNeeded, CancellationToken cancel)
    {
        if (limit is not null && !isNeeded)
        {
            return null;
        }

        var begin = await presence.BeginAsync(siteId, zone, cancel);
        if (limit is null || begin is null)
        {
            return begin;
        }

        var range = new Range(zone.AtStartOfDay(begin.Value).ToInstant(), now + Duration.FromSeconds(1));
        var days = await answers.AskAsync(new Query(siteId, zone, range, [Metric.Visitors]) { Filter = limit, Interval = Interval.Day, Limit = 1 }, cancel);
        return days.Rows.Count == 0 ? null : RolledDays.DateOf(days.Rows[0].Bucket);
    }

    /// <summary>Who was there in the last minutes.</summary>
    public async Task<long> CurrentVisitorsAsync(long siteId, Filter? limit, Instant now, CancellationToken cancel)
    {
        if (limit is null)
        {
            return await presence.CurrentVisitorsAsync(siteId, now, cancel);
        }

        var range = new Range(now - Presence.HereFor, now + Duration.FromSeconds(1));
        var answer = await answers.AskAsync(new Query(siteId, DateTimeZone.Utc, range, [Metric.Visitors]) { Filter = limit }, cancel);
        return answer.Rows.Count == 0 ? 0 : answer.Rows[0].Measures.Visitors;
    }
}
