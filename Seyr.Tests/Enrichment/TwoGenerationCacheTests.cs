using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

public sealed class TwoGenerationCacheTests
{
    private const int GenerationSize = 4;

    [Test]
    public void What_was_added_is_found()
    {
        var cache = new TwoGenerationCache<int, string>(GenerationSize);
        cache.Add(1, "one");

        Assert.That(cache.TryGet(1, out var value), Is.True);
        Assert.That(value, Is.EqualTo("one"));
        Assert.That(cache.TryGet(2, out _), Is.False);
    }

    [Test]
    public void Entries_outlive_one_change_of_generation_but_not_two()
    {
        var cache = new TwoGenerationCache<int, int>(GenerationSize);
        Fill(cache, 0, GenerationSize);
        Fill(cache, 100, GenerationSize - 1);
        Assert.That(cache.Count, Is.EqualTo((2 * GenerationSize) - 1));

        Fill(cache, 200, 2);
        Assert.That(cache.TryGet(0, out _), Is.False);
        Assert.That(cache.TryGet(100, out _), Is.True);
    }

    [Test]
    public void Entry_that_is_asked_for_outlives_those_that_are_not()
    {
        var cache = new TwoGenerationCache<int, int>(GenerationSize);
        cache.Add(-1, -1);
        for (var round = 0; round < 20; round++)
        {
            Fill(cache, 100 * round, GenerationSize - 1);
            Assert.That(cache.TryGet(-1, out _), Is.True);
        }
    }

    [Test]
    public void Threads_together_exceed_a_generation_by_no_more_than_their_number()
    {
        const int Threads = 8;
        var cache = new TwoGenerationCache<int, int>(GenerationSize);
        var largest = 0;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = Threads }, number =>
        {
            cache.Add(number, number);
            cache.TryGet(number - GenerationSize, out _);
            if (number % 100 == 0)
            {
                InterlockedMax(ref largest, cache.Count);
            }
        });

        Assert.That(largest, Is.LessThanOrEqualTo(2 * (GenerationSize + Threads)));
    }

    private static void Fill(TwoGenerationCache<int, int> cache, int first, int count)
    {
        for (var key = first; key < first + count; key++)
        {
            cache.Add(key, key);
        }
    }

    private static void InterlockedMax(ref int largest, int value)
    {
        var seen = largest;
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref largest, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
