namespace Seyr.Ingest;

/// <summary>
/// The visits under way, in memory, of one owner: 30 minutes without an event end a visit. What an event changes in its
/// visit is said in numbers that add up, so that no later event has to look back.
/// </summary>
internal sealed class Visits(int maxVisits)
{
    /// <summary>A visit ends after this time without an event: the field's convention.</summary>
    public const uint InactivitySeconds = 30 * 60;

    private readonly Lock gate = new();
    private Dictionary<VisitKey, Visit> young = [];
    private Dictionary<VisitKey, Visit> old = [];
    private uint youngSince;

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return young.Count + old.Count;
            }
        }
    }

    /// <summary>Adds an event to the visit that it belongs to.</summary>
    /// <param name="key">The visitor.</param>
    /// <param name="yesterday">The same visitor under the day before's salt, shortly after midnight.</param>
    /// <param name="now">Seconds since 1970, UTC.</param>
    /// <param name="step">What the event is in its visit.</param>
    /// <returns>False: there is no visit under way; call <see cref="Begin"/>.</returns>
    public bool TryContinue(VisitKey key, VisitKey? yesterday, uint now, out VisitStep step)
    {
        lock (gate)
        {
            Age(now);
            if (Find(key) is { } visit || (yesterday is { } before && (visit = Find(before)) is not null))
            {
                if (now <= visit.Last + InactivitySeconds)
                {
                    step = Continue(visit, now);
                    young[key] = visit;
                    return true;
                }
            }

            step = default;
            return false;
        }
    }

    /// <summary>Begins a visit, unless another event of the visitor has begun it in the meantime.</summary>
    public VisitStep Begin(VisitKey key, uint now, byte[] facts)
    {
        lock (gate)
        {
            if (Find(key) is { } running && now <= running.Last + InactivitySeconds)
            {
                return Continue(running, now);
            }

            var visit = new Visit { Id = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), Start = now, Last = now, IsBounce = true, Facts = facts };
            young[key] = visit;
            return new VisitStep(visit.Id, now, 1, 1, 0, facts);
        }
    }

    private static VisitStep Continue(Visit visit, uint now)
    {
        // Two events of a visitor may reach this in the other order than the clock was read.
        var passed = now > visit.Last ? now - visit.Last : 0;
        var bounces = (sbyte)(visit.IsBounce ? -1 : 0);
        visit.IsBounce = false;
        visit.Last += passed;
        return new VisitStep(visit.Id, visit.Start, 0, bounces, passed, visit.Facts);
    }

    private Visit? Find(VisitKey key) => young.TryGetValue(key, out var visit) || old.TryGetValue(key, out visit) ? visit : null;

    /// <summary>
    /// Forgets by generations: what has not been seen for a whole one is gone. One lasts as long as a visit may pause,
    /// or until half of the bound is reached.
    /// </summary>
    private void Age(uint now)
    {
        if (now < youngSince + InactivitySeconds && young.Count < maxVisits / 2)
        {
            return;
        }

        (old, young) = (young, old);
        young.Clear();
        young.TrimExcess(Math.Min(old.Count, maxVisits / 2));
        youngSince = now;
    }

    private sealed class Visit
    {
        public required ulong Id { get; init; }

        public required uint Start { get; init; }

        public required byte[] Facts { get; init; }

        public uint Last { get; set; }

        public bool IsBounce { get; set; }
    }
}

/// <summary>A visitor of a site, for one day.</summary>
internal readonly record struct VisitKey(uint SiteId, ulong VisitorId);

/// <summary>What an event is in its visit.</summary>
/// <param name="VisitId">The visit.</param>
/// <param name="Start">When it began, in seconds since 1970, UTC.</param>
/// <param name="Visits">1 for the first event.</param>
/// <param name="Bounces">1 for the first event, −1 for the one that makes it no bounce.</param>
/// <param name="Duration">Seconds since the visit's event before.</param>
/// <param name="Facts">The columns that are the same on every row of the visit, in row format.</param>
internal readonly record struct VisitStep(ulong VisitId, uint Start, sbyte Visits, sbyte Bounces, uint Duration, byte[] Facts);
