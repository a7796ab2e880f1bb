namespace Seyr.Ingest;

/// <summary>
/// The visits of events that came with a time of their own: of any day, in any order. An event belongs to the nearest visit
/// of its visitor that it is within half an hour of, before or after. The last ones are remembered up to a bound; what is
/// forgotten would begin anew. A visit's duration is the time between its first event and its last, in whatever order they came.
/// </summary>
internal sealed class DatedVisits(int maxVisits = DatedVisits.MaxVisits, long maxBytes = DatedVisits.MaxBytes) : IVisits
{
    /// <summary>Visits remembered, about 300 bytes each.</summary>
    public const int MaxVisits = 50_000;

    /// <summary>What their facts may take.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>Visits of one visitor and day that are remembered: the latest to begin.</summary>
    private const int MaxVisitsOfVisitor = 16;

    private readonly Lock gate = new();
    private Dictionary<VisitKey, List<DatedVisit>> young = [];
    private Dictionary<VisitKey, List<DatedVisit>> old = [];
    private int youngVisits;
    private long youngBytes;

    /// <inheritdoc/>
    public bool TryContinue(VisitKey key, VisitKey? yesterday, uint now, EventKind kind, out VisitStep step, ref Span<byte> facts)
    {
        lock (gate)
        {
            var visit = Nearest(key, now);
            if (visit is null && yesterday is { } before && (visit = Nearest(before, now)) is not null)
            {
                Remember(key, visit);
            }

            step = visit?.Add(now, kind) ?? default;
            visit?.Facts.CopyTo(facts);
            facts = visit is null ? facts : facts[..visit.Facts.Length];
            return visit is not null;
        }
    }

    /// <inheritdoc/>
    public VisitStep Begin(VisitKey key, uint now, EventKind kind, scoped ReadOnlySpan<byte> begun, ref Span<byte> facts)
    {
        lock (gate)
        {
            if (TryContinue(key, null, now, kind, out var step, ref facts))
            {
                return step;
            }

            var visit = new DatedVisit((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), now, begun.ToArray());
            Remember(key, visit);
            begun.CopyTo(facts);
            facts = facts[..begun.Length];
            return new VisitStep(visit.Id, now, 1, 1, 0);
        }
    }

    private DatedVisit? Nearest(VisitKey key, uint time)
    {
        DatedVisit? nearest = null;
        foreach (var visit in Of(key) ?? [])
        {
            if (visit.Holds(time) && (nearest is null || visit.DistanceTo(time) < nearest.DistanceTo(time)))
            {
                nearest = visit;
            }
        }

        return nearest;
    }

    /// <summary>The visits of a visitor; those of the generation before become young again.</summary>
    private List<DatedVisit>? Of(VisitKey key)
    {
        if (!young.TryGetValue(key, out var visits) && old.Remove(key, out visits))
        {
            young[key] = visits;
            youngVisits += visits.Count;
            youngBytes += visits.Sum(static known => known.Facts.Length);
        }

        return visits;
    }

    /// <summary>By generations: when the young one has half of what may be remembered, the one before goes.</summary>
    private void Remember(VisitKey key, DatedVisit visit)
    {
        if (youngVisits >= maxVisits / 2 || youngBytes >= maxBytes / 2)
        {
            (old, young) = (young, []);
            (youngVisits, youngBytes) = (0, 0);
        }

        var visits = Of(key) ?? (young[key] = []);
        if (visits.Count == MaxVisitsOfVisitor)
        {
            youngVisits--;
            youngBytes -= visits[0].Facts.Length;
            visits.RemoveAt(0);
        }

        visits.Add(visit);
        youngVisits++;
        youngBytes += visit.Facts.Length;
    }

    private sealed class DatedVisit(ulong id, uint start, byte[] facts)
    {
        private readonly uint begin = start;
        private uint first = start;
        private uint last = start;

        /// <summary>The first and the last event that count in the duration.</summary>
        private uint countedFirst = start;
        private uint countedLast = start;
        private bool isBounce = true;

        public ulong Id => id;

        public byte[] Facts => facts;

        public uint DistanceTo(uint time) => time < first ? first - time : time > last ? time - last : 0;

        public bool Holds(uint time) =>
            DistanceTo(time) <= Visits.InactivitySeconds && Math.Max(last, time) - Math.Min(first, time) <= Visits.MaxVisitSeconds;

        public VisitStep Add(uint time, EventKind kind)
        {
            first = Math.Min(first, time);
            last = Math.Max(last, time);
            var duration = 0u;
            if (kind != EventKind.Engagement)
            {
                duration = time > countedLast ? time - countedLast : time < countedFirst ? countedFirst - time : 0;
                countedFirst = Math.Min(countedFirst, time);
                countedLast = Math.Max(countedLast, time);
            }

            var endsBounce = kind == EventKind.Interactive && isBounce;
            isBounce &= !endsBounce;
            return new VisitStep(id, begin, 0, (sbyte)(endsBounce ? -1 : 0), duration);
        }
    }
}
