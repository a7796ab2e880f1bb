using System.Collections.Concurrent;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>What becomes of an event under its organisation's quota.</summary>
internal enum Decision
{
    /// <summary>It counts.</summary>
    Accepted,

    /// <summary>It counts, past the limit.</summary>
    AcceptedOver,

    /// <summary>The limit is reached: it is to be dropped.</summary>
    Refused,
}

/// <summary>
/// What organisations have used by UTC day, in memory: the total that the relational store has, and what this process has accepted since. A
/// day that nobody has asked for begins at nothing. Kept are the last two months' days on which an organisation has used something,
/// and earlier ones of which events have come until the next day begins.
/// </summary>
internal sealed class Quota
{
    /// <summary>Days that are kept: a month, and the one before.</summary>
    private const int KeptDays = 60;

    private const long SecondsADay = 24 * 60 * 60;

    private readonly ConcurrentDictionary<long, DailyUse> uses = new();
    private volatile Day today = Day.Of(0);

    /// <summary>Days in memory, of all organisations.</summary>
    public int Count => uses.Sum(static use => use.Value.Count);

    /// <summary>Counts an event in, if its organisation may have it.</summary>
    /// <param name="site">The site, with what its organisation may use.</param>
    /// <param name="time">When the event happened, in seconds since 1970.</param>
    public Decision Take(Site site, uint time)
    {
        var (use, day, limit) = (UseOf(site.OrganisationId), DayAt(time), site.MonthlyEvents);
        if (limit > 0)
        {
            var cycle = site.CycleAt(day);
            return use.Take(day, cycle.First, cycle.Last, limit, site.QuotaBlocks);
        }

        use.Add(day, 1);
        return Decision.Accepted;
    }

    /// <summary>Gives an event back that was counted in and then dropped.</summary>
    public void Return(long organisationId, uint time) => UseOf(organisationId).Add(DayAt(time), -1);

    /// <summary>Counts events in that were accepted before this process began, and that the relational store doesn't know of yet.</summary>
    public void Recover(UsageCount count) => UseOf(count.OrganisationId).Add(count.Day, count.Events);

    /// <summary>Takes over the relational store's total.</summary>
    /// <param name="total">The total, with what other servers have added.</param>
    /// <param name="delta">How many of this process's own events are in it that weren't before.</param>
    public void Applied(UsageCount total, long delta) => UseOf(total.OrganisationId).Settle(total.Day, total.Events, delta);

    /// <summary>What an organisation has used of a day, or of the days until another.</summary>
    public long Used(long organisationId, int day, int? until = null) => uses.TryGetValue(organisationId, out var use) ? use.Used(day, until ?? day) : 0;

    private DailyUse UseOf(long organisationId) =>
        uses.TryGetValue(organisationId, out var use) ? use : uses.GetOrAdd(organisationId, static _ => new DailyUse());

    private int DayAt(uint time)
    {
        var known = today;
        return time >= known.From && time < known.Until ? known.Number : Turn(known, time);
    }

    /// <summary>
    /// The first event of the next day turns the page; threads that come together do it once. One of an earlier day,
    /// which came with a time of its own, doesn't turn it back.
    /// </summary>
    private int Turn(Day from, uint time)
    {
        var next = Day.Of(time);
        if (next.From > from.From && Interlocked.CompareExchange(ref today, next, from) == from)
        {
            var before = Usage.DayOf(Math.Max(next.From - (KeptDays * SecondsADay), 0));
            foreach (var (_, use) in uses)
            {
                use.Forget(before);
            }
        }

        return next.Number;
    }

    /// <summary>A day, and the seconds since 1970 at which it begins and ends.</summary>
    private sealed record Day(int Number, long From, long Until)
    {
        public static Day Of(long time)
        {
            var from = time - (time % SecondsADay);
            return new Day(Usage.DayOf(time), from, from + SecondsADay);
        }
    }
}
