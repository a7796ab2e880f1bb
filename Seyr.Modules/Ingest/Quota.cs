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
/// What organisations have used of their UTC months, in memory: the total that the relational store has, and what this
/// process has accepted since. A month that nobody has asked for begins at nothing. Kept are this month and the one before, and until the
/// next month begins those earlier ones of which events have come,
/// an entry an organisation that has used something, so that organisations are the bound.
/// </summary>
internal sealed class Quota
{
    private readonly ConcurrentDictionary<Key, Use> uses = new();
    private volatile Month month = Month.Of(0);

    /// <summary>Entries in memory.</summary>
    public int Count => uses.Count;

    /// <summary>Counts an event in, if its organisation may have it.</summary>
    /// <param name="site">The site, with what its organisation may use.</param>
    /// <param name="time">When the event happened, in seconds since 1970.</param>
    public Decision Take(Site site, uint time)
    {
        var use = UseOf(site.OrganisationId, MonthAt(time));
        var limit = site.MonthlyEvents;
        if (limit > 0 && site.QuotaBlocks)
        {
            return use.TryTake(limit) ? Decision.Accepted : Decision.Refused;
        }

        return use.Add(1) > limit && limit > 0 ? Decision.AcceptedOver : Decision.Accepted;
    }

    /// <summary>Gives an event back that was counted in and then dropped.</summary>
    public void Return(long organisationId, uint time) => UseOf(organisationId, MonthAt(time)).Add(-1);

    /// <summary>Counts events in that were accepted before this process began, and that the relational store doesn't know of yet.</summary>
    public void Recover(UsageCount count) => UseOf(count.OrganisationId, count.Month).Add(count.Events);

    /// <summary>Takes over the relational store's total.</summary>
    /// <param name="total">The total, with what other servers have added.</param>
    /// <param name="delta">How many of this process's own events are in it that weren't before.</param>
    public void Applied(UsageCount total, long delta) => UseOf(total.OrganisationId, total.Month).Settle(total.Events, delta);

    /// <summary>What an organisation has used of a month.</summary>
    public long Used(long organisationId, int monthNumber) => uses.TryGetValue(new Key(organisationId, monthNumber), out var use) ? use.Used : 0;

    private Use UseOf(long organisationId, int monthNumber)
    {
        var key = new Key(organisationId, monthNumber);
        return uses.TryGetValue(key, out var use) ? use : uses.GetOrAdd(key, static _ => new Use());
    }

    private int MonthAt(uint time)
    {
        var known = month;
        return time >= known.From && time < known.Until ? known.Number : Turn(known, time);
    }

    /// <summary>
    /// The first event of the next month turns the page; threads that come together do it once. One of an earlier month,
    /// which came with a time of its own, doesn't turn it back.
    /// </summary>
    private int Turn(Month from, uint time)
    {
        var next = Month.Of(time);
        if (next.From > from.From && Interlocked.CompareExchange(ref month, next, from) == from)
        {
            var before = Month.Of(next.From - 1).Number;
            foreach (var (key, _) in uses.Where(use => use.Key.Month < before))
            {
                uses.TryRemove(key, out _);
            }
        }

        return next.Number;
    }

    private readonly record struct Key(long OrganisationId, int Month);

    /// <summary>A month, and the seconds since 1970 at which it begins and ends.</summary>
    private sealed record Month(int Number, long From, long Until)
    {
        public static Month Of(long time)
        {
            var date = DateTimeOffset.FromUnixTimeSeconds(time);
            var first = new DateTimeOffset(date.Year, date.Month, 1, 0, 0, 0, TimeSpan.Zero);
            return new Month(Usage.MonthOf(time), first.ToUnixTimeSeconds(), first.AddMonths(1).ToUnixTimeSeconds());
        }
    }

    private sealed class Use
    {
        private readonly Lock settling = new();
        private long used;
        private long stored;

        public long Used => Interlocked.Read(ref used);

        public long Add(long events) => Interlocked.Add(ref used, events);

        /// <summary>Adds one unless that would go past the limit; of many who ask at once exactly as many as there is room for get it.</summary>
        public bool TryTake(long limit)
        {
            var seen = Interlocked.Read(ref used);
            while (seen < limit)
            {
                var was = Interlocked.CompareExchange(ref used, seen + 1, seen);
                if (was == seen)
                {
                    return true;
                }

                seen = was;
            }

            return false;
        }

        /// <summary>
        /// What others added comes on top; what was ours is in the total now. It can't be less than the total: that also
        /// mends an entry that was forgotten with the events it had.
        /// </summary>
        public void Settle(long total, long delta)
        {
            lock (settling)
            {
                var change = total - stored - delta;
                stored = total;
                var seen = Interlocked.Read(ref used);
                for (; ; )
                {
                    var was = Interlocked.CompareExchange(ref used, Math.Max(seen + change, total), seen);
                    if (was == seen)
                    {
                        return;
                    }

                    seen = was;
                }
            }
        }
    }
}
