using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Seyr.Enrichment;

/// <summary>
/// A bounded cache for many threads. New entries go into the young generation; when that is full, it becomes the old one,
/// and what was in the old one and not asked for since is forgotten. A hit in the old one moves to the young.
/// </summary>
/// <param name="generationSize">Entries of a generation; threads that add at the same moment may exceed it by one each.</param>
internal sealed class TwoGenerationCache<TKey, TValue>(int generationSize)
    where TKey : notnull
{
    private volatile Generation young = new(new([]));

    public int Count
    {
        get
        {
            var generation = young;
            return generation.Entries.Count + generation.Older.Count;
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var generation = young;
        if (generation.Entries.TryGetValue(key, out value))
        {
            return true;
        }

        if (!generation.Older.TryGetValue(key, out value))
        {
            return false;
        }

        Add(key, value);
        return true;
    }

    public void Add(TKey key, TValue value)
    {
        var generation = young;
        if (Volatile.Read(ref generation.Size) >= generationSize)
        {
            // Many threads may come here at once: the first one's generation is the one that all go on with.
            Interlocked.CompareExchange(ref young, new Generation(generation.Entries), generation);
            generation = young;
        }

        if (generation.Entries.TryAdd(key, value))
        {
            Interlocked.Increment(ref generation.Size);
        }
    }

    private sealed class Generation(ConcurrentDictionary<TKey, TValue> older)
    {
        public int Size;

        public ConcurrentDictionary<TKey, TValue> Entries { get; } = new();

        public ConcurrentDictionary<TKey, TValue> Older => older;
    }
}
