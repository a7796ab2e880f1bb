using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// That an organisation doesn't want to go on after what it has paid for. Until then it keeps its plan; then that ends on the day, without the days
/// of grace, and nobody is reminded to pay. It may be taken back until the end, and paying again is as good.
/// </summary>
internal sealed class Cancellation(RelationalStore store, TimeProvider clock)
{
    /// <summary>Cancels, or takes that back.</summary>
    /// <returns>False: there is nothing that is paid, or it stands so already.</returns>
    public async Task<bool> SetAsync(long organisationId, bool isCancelled, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            """
            update subscriptions set cancelled_at = @at where organisation_id = @organisationId and until_at > @now and (cancelled_at is null) = @isCancelled
                and until_at = (select max(until_at) from subscriptions as each_term where each_term.organisation_id = @organisationId)
            """,
            new { organisationId, isCancelled, now, at = isCancelled ? now : (long?)null }) > 0;
    }
}
