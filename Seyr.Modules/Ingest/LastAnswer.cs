using Microsoft.AspNetCore.Http;

namespace Seyr.Ingest;

/// <summary>The answer after which a connection is closed, since what it sent is not read to its end.</summary>
internal static class LastAnswer
{
    /// <summary>Sends it.</summary>
    /// <returns>
    /// Whether it has begun: then Kestrel knows that no request follows. False: the sender has gone meanwhile. Kestrel would read on,
    /// which after a read that failed it can't, and would log that.
    /// </returns>
    public static async Task<bool> TrySendAsync(HttpContext context)
    {
        await context.Response.CompleteAsync();
        return context.Response.HasStarted;
    }
}
