using System.Runtime.InteropServices;

namespace Seyr.Sites;

/// <summary>How often each key may ask, counted in memory by hours that begin with a key's first request; each server counts for itself.</summary>
public sealed class ApiKeyLimits(ApiOptions options, TimeProvider clock)
{
    /// <summary>Keys that are counted; past it those whose hour is over are forgotten, and if none is, all.</summary>
    internal const int MaxKeys = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<long, (long Begin, int Used)> windows = [];

    /// <summary>Counts a request for statistics in, if the key may have it.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="retryAfter">When it may not: how long until it may again.</param>
    public bool TryTake(long keyId, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (options.StatsRequestsPerHour == 0)
        {
            return true;
        }

        lock (gate)
        {
            if (windows.Count >= MaxKeys && !windows.ContainsKey(keyId))
            {
                MakeRoom();
            }

            var now = clock.GetTimestamp();
            ref var window = ref CollectionsMarshal.GetValueRefOrAddDefault(windows, keyId, out var isKnown);
            if (!isKnown || clock.GetElapsedTime(window.Begin, now) >= Window)
            {
                window = (now, 0);
            }

            if (window.Used >= options.StatsRequestsPerHour)
            {
                retryAfter = Window - clock.GetElapsedTime(window.Begin, now);
                return false;
            }

            window.Used++;
            return true;
        }
    }

    private void MakeRoom()
    {
        var now = clock.GetTimestamp();
        foreach (var (keyId, window) in windows)
        {
            if (clock.GetElapsedTime(window.Begin, now) >= Window)
            {
                windows.Remove(keyId);
            }
        }

        if (windows.Count >= MaxKeys)
        {
            windows.Clear();
        }
    }
}
