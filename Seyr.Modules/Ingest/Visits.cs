using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seyr.Ingest;

/// <summary>
/// The visits under way, in memory, of one owner: 30 minutes without an event end a visit. What an event changes in its
/// visit is said in numbers that add up, so that no later event has to look back.
/// </summary>
internal sealed class Visits(int maxVisits) : IVisits
{
    /// <summary>A visit ends after this time without an event: the field's convention.</summary>
    public const uint InactivitySeconds = 30 * 60;

    /// <summary>No visit is longer: what goes on and on, such as a page that reloads itself, begins another.</summary>
    public const uint MaxVisitSeconds = 24 * 60 * 60;

    private readonly Lock gate = new();
    private VisitGeneration young = new();
    private VisitGeneration old = new();
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

    /// <inheritdoc/>
    public bool TryContinue(VisitKey key, VisitKey? yesterday, uint now, EventKind kind, out VisitStep step, ref Span<byte> facts)
    {
        lock (gate)
        {
            Age(now);
            return TryContinue(key, key, now, kind, out step, ref facts) || (yesterday is { } before && TryContinue(before, key, now, kind, out step, ref facts));
        }
    }

    /// <inheritdoc/>
    public VisitStep Begin(VisitKey key, uint now, EventKind kind, scoped ReadOnlySpan<byte> begun, ref Span<byte> facts)
    {
        lock (gate)
        {
            if (TryContinue(key, key, now, kind, out var step, ref facts))
            {
                return step;
            }

            var visit = new Visit { Id = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), Start = now, Last = now, Counted = now, IsBounce = true };
            young.Set(key, visit, begun);
            begun.CopyTo(facts);
            facts = facts[..begun.Length];
            return new VisitStep(visit.Id, now, 1, 1, 0);
        }
    }

    /// <summary>
    /// Takes up a visit again from an event of it that an earlier process saw. The same event again changes nothing,
    /// if all are told in the order in which they came.
    /// </summary>
    /// <param name="key">The visitor.</param>
    /// <param name="time">When the event was.</param>
    /// <param name="counted">When the last event was that counts in its duration, as far as this one tells.</param>
    /// <param name="step">What it is in its visit.</param>
    /// <param name="facts">The visit's facts.</param>
    public void Restore(VisitKey key, uint time, uint counted, in VisitStep step, ReadOnlySpan<byte> facts)
    {
        lock (gate)
        {
            Age(time);
            ref var known = ref young.Find(key);
            var isKnown = !Unsafe.IsNullRef(ref known) && known.Id == step.VisitId;
            var visit = new Visit
            {
                Id = step.VisitId,
                Start = step.Start,
                Last = isKnown ? Math.Max(known.Last, time) : time,
                Counted = isKnown ? Math.Max(known.Counted, counted) : counted,
                IsBounce = isKnown ? known.IsBounce && step.Bounces >= 0 : step.Bounces > 0,
            };
            if (isKnown)
            {
                visit.Facts = known.Facts;
                known = visit;
            }
            else
            {
                young.Set(key, visit, facts);
            }
        }
    }

    /// <summary>Continues the visit that is known under one key, and remembers it under another.</summary>
    private bool TryContinue(VisitKey found, VisitKey key, uint now, EventKind kind, out VisitStep step, ref Span<byte> facts)
    {
        var generation = young;
        ref var visit = ref young.Find(found);
        if (Unsafe.IsNullRef(ref visit))
        {
            generation = old;
            visit = ref old.Find(found);
        }

        if (Unsafe.IsNullRef(ref visit) || now > visit.Last + InactivitySeconds || now > visit.Start + MaxVisitSeconds)
        {
            step = default;
            return false;
        }

        // Two events of a visitor may reach this in the other order than the clock was read.
        var passed = kind != EventKind.Engagement && now > visit.Counted ? now - visit.Counted : 0;
        var endsBounce = kind == EventKind.Interactive && visit.IsBounce;
        step = new VisitStep(visit.Id, visit.Start, 0, (sbyte)(endsBounce ? -1 : 0), passed);
        visit.IsBounce &= !endsBounce;
        visit.Counted += passed;
        visit.Last = Math.Max(visit.Last, now);
        var kept = generation.FactsOf(visit);
        kept.CopyTo(facts);
        facts = facts[..kept.Length];
        if (generation == old || found != key)
        {
            young.Set(key, visit, facts);
        }

        return true;
    }

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
        young.Clear(old.Count);
        youngSince = now;
    }
}

/// <summary>
/// Visits that were seen in the same half hour. Without an object a visit: hundreds of thousands of them would keep the
/// garbage collector busy, and every request waiting for it.
/// </summary>
internal sealed class VisitGeneration
{
    private const int FirstChunkBytes = 4 * 1024;
    private const int LargestChunkBytes = 256 * 1024;

    private readonly Dictionary<VisitKey, Visit> visits = [];
    private readonly List<byte[]> chunks = [];
    private int chunk;
    private int position;

    public int Count => visits.Count;

    /// <summary>The visit in its place, or a null reference.</summary>
    public ref Visit Find(VisitKey key) => ref CollectionsMarshal.GetValueRefOrNullRef(visits, key);

    public ReadOnlySpan<byte> FactsOf(in Visit visit) => chunks[visit.Facts.Chunk].AsSpan(visit.Facts.Start, visit.Facts.Length);

    public void Set(VisitKey key, Visit visit, ReadOnlySpan<byte> facts)
    {
        while (chunk < chunks.Count && position + facts.Length > chunks[chunk].Length)
        {
            chunk++;
            position = 0;
        }

        if (chunk == chunks.Count)
        {
            var size = chunk == 0 ? FirstChunkBytes : Math.Min(LargestChunkBytes, 2 * chunks[^1].Length);
            chunks.Add(new byte[Math.Max(size, facts.Length)]);
        }

        facts.CopyTo(chunks[chunk].AsSpan(position));
        visit.Facts = (chunk, position, facts.Length);
        position += facts.Length;
        visits[key] = visit;
    }

    /// <summary>Forgets all, and keeps the memory that will be needed again.</summary>
    public void Clear(int expected)
    {
        visits.Clear();
        if (visits.Capacity > 4 * Math.Max(expected, 1_000))
        {
            visits.TrimExcess(2 * expected);
            chunks.RemoveRange(chunks.Count / 2, chunks.Count - (chunks.Count / 2));
        }

        (chunk, position) = (0, 0);
    }
}

/// <summary>What an event can change in its visit.</summary>
internal enum EventKind
{
    /// <summary>A page view, or an event that somebody did: the second one makes the visit no bounce.</summary>
    Interactive,

    /// <summary>An event that came about by itself.</summary>
    NonInteractive,

    /// <summary>How long a page was seen: it keeps the visit alive, begins none, and lengthens none.</summary>
    Engagement,
}

/// <summary>A visit under way.</summary>
internal struct Visit
{
    public ulong Id;
    public uint Start;
    public uint Last;

    /// <summary>The last event that counts in the visit's duration.</summary>
    public uint Counted;

    public bool IsBounce;

    /// <summary>Where its generation keeps its facts.</summary>
    public (int Chunk, int Start, int Length) Facts;
}

/// <summary>A visitor of a site, for one day.</summary>
internal readonly record struct VisitKey(uint SiteId, ulong VisitorId);

/// <summary>What an event is in its visit.</summary>
/// <param name="VisitId">The visit.</param>
/// <param name="Start">When it began, in seconds since 1970, UTC.</param>
/// <param name="Visits">1 for the first event.</param>
/// <param name="Bounces">1 for the first event, −1 for the one that makes it no bounce.</param>
/// <param name="Duration">Seconds since the visit's event before.</param>
internal readonly record struct VisitStep(ulong VisitId, uint Start, sbyte Visits, sbyte Bounces, uint Duration);
