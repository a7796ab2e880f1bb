using System.Runtime.InteropServices;

namespace Seyr.Ingest;

/// <summary>
/// What an organisation has used, by UTC day, and what the days of its present month come to. One at a time: of many who ask at once
/// exactly as many get in as there is room for.
/// </summary>
internal sealed class DailyUse
{
    private readonly Lock turn = new();
    private readonly Dictionary<int, Day> days = [];
    private int first;
    private int last;
    private long sum;

    /// <summary>Days in memory.</summary>
    public int Count
    {
        get
        {
            lock (turn)
            {
                return days.Count;
            }
        }
    }

    /// <summary>Counts one in, unless the limit blocks and the days from the first to the last have as many.</summary>
    public Decision Take(int day, int from, int to, long limit, bool blocks)
    {
        lock (turn)
        {
            if (Sum(from, to) >= limit && blocks)
            {
                return Decision.Refused;
            }

            Change(day, 1);
            return sum > limit ? Decision.AcceptedOver : Decision.Accepted;
        }
    }

    /// <summary>Adds to a day.</summary>
    public void Add(int day, long events)
    {
        lock (turn)
        {
            Change(day, events);
        }
    }

    /// <summary>What some days come to.</summary>
    public long Used(int from, int to)
    {
        lock (turn)
        {
            return days.Where(each => each.Key >= from && each.Key <= to).Sum(static each => each.Value.Used);
        }
    }

    /// <summary>
    /// What others added comes on top; what was ours is in the total now. It can't be less than the total: that also
    /// mends a day that was forgotten with the events it had.
    /// </summary>
    public void Settle(int day, long total, long delta)
    {
        lock (turn)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(days, day, out _);
            var (used, change) = (known.Used, total - known.Stored - delta);
            known.Stored = total;
            Change(day, Math.Max(used + change, total) - used);
        }
    }

    /// <summary>Forgets the days before one.</summary>
    public void Forget(int before)
    {
        lock (turn)
        {
            foreach (var day in days.Keys.Where(day => day < before).ToList())
            {
                days.Remove(day);
            }

            (first, last, sum) = (0, 0, 0);
        }
    }

    private void Change(int day, long events)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(days, day, out _).Used += events;
        sum += day >= first && day <= last ? events : 0;
    }

    private long Sum(int from, int to)
    {
        if (first != from || last != to)
        {
            (first, last, sum) = (from, to, 0);
            foreach (var (day, known) in days)
            {
                sum += day >= from && day <= to ? known.Used : 0;
            }
        }

        return sum;
    }

    private struct Day
    {
        public long Used;
        public long Stored;
    }
}
