using System.Runtime.InteropServices;

namespace Seyr.Ingest;

/// <summary>How many lists of events are taken at a time: each holds its body in memory.</summary>
internal sealed class BatchTurns
{
    /// <summary>Of all keys.</summary>
    public const int Most = 8;

    /// <summary>Of one key, so that none keeps the others out.</summary>
    public const int MostOfKey = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<long, int> byKey = [];
    private int all;

    /// <returns>False: too many are under way. Else call <see cref="Leave"/> in the end.</returns>
    public bool TryEnter(long keyId)
    {
        lock (gate)
        {
            if (all == Most || byKey.GetValueOrDefault(keyId) == MostOfKey)
            {
                return false;
            }

            all++;
            CollectionsMarshal.GetValueRefOrAddDefault(byKey, keyId, out _)++;
            return true;
        }
    }

    public void Leave(long keyId)
    {
        lock (gate)
        {
            all--;
            if (--CollectionsMarshal.GetValueRefOrAddDefault(byKey, keyId, out _) == 0)
            {
                byKey.Remove(keyId);
            }
        }
    }
}
