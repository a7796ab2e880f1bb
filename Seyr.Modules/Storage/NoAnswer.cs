using System.Data.Common;

namespace Seyr.Storage;

/// <summary>What a store's question ends with when the store doesn't answer it.</summary>
public static class NoAnswer
{
    /// <summary>Whether it is that, and not that nobody waits for the answer any more.</summary>
    public static bool Is(Exception error, CancellationToken cancel) =>
        error is DbException or TimeoutException or HttpRequestException || (error is TaskCanceledException && !cancel.IsCancellationRequested);
}
