using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>
/// Takes a program's list of events: those with a time of their own first, by that time, then the others in their order. What
/// became of each is told, since whoever sends them has a key.
/// </summary>
internal sealed partial class ToldIngestion(Ingestion ingestion, SiteDirectory sites, IngestCounters counters, TimeProvider clock, ILogger<ToldIngestion> log)
{
    /// <summary>Clocks differ; what is further ahead is a mistake.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Older events aren't taken: five years and a leap day. It also bounds the months of a segment's rows: an insert into more
    /// than 100 of the store's partitions would be refused.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays((5 * 365) + 1);

    /// <returns>For each event, in the order of the list, what is wrong with it; null: it was accepted, and its row is in the buffer.</returns>
    public async Task<string?[]> TakeAsync(ReadOnlyMemory<byte> body, ToldEvents list, long organisationId)
    {
        var outcome = new string?[list.Events.Count];
        var told = new ToldEvent[list.Events.Count];
        for (var i = 0; i < told.Length; i++)
        {
            var (start, length) = list.Events[i];
            counters.CountReceived();
            told[i] = length switch
            {
                0 => new ToldEvent(null, default, "request: is no JSON object"),
                > Beacon.MaxBodyBytes => new ToldEvent(null, default, $"request: at most {Beacon.MaxBodyBytes} bytes"),
                _ => InTime(ToldEvent.Read(body.Span.Slice(start, length))),
            };
        }

        foreach (var i in Enumerable.Range(0, told.Length).OrderBy(i => told[i].Time ?? long.MaxValue))
        {
            if (told[i].Problem is { } problem)
            {
                counters.CountRefused(Refusal.BadBody);
                outcome[i] = problem;
                continue;
            }

            var (start, length) = list.Events[i];
            outcome[i] = await TakeAsync(body.Slice(start, length), list.Domain, organisationId, told[i]);
        }

        return outcome;
    }

    private async ValueTask<string?> TakeAsync(ReadOnlyMemory<byte> body, byte[] domain, long organisationId, ToldEvent told)
    {
        var taken = Take(body, domain, organisationId, told);
        if (taken.LookUp is { } unknown)
        {
            try
            {
                await sites.LookUpAsync(unknown, () => taken = Take(body, domain, organisationId, told));
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                LogNoAnswer(e.GetType().Name);
                counters.CountRefused(Refusal.NoAnswer);
                return Word(Refusal.NoAnswer);
            }
        }

        if (taken.LookUp is not null)
        {
            // Forgotten again at once: so many others are asked for.
            counters.CountRefused(Refusal.UnknownDomain);
            return Word(Refusal.UnknownDomain);
        }

        return taken.Fault != BeaconFault.None ? Words(FaultWords.Of(taken.Fault))
            : taken.Refusal is { } refusal ? Word(refusal)
            : taken.IsKept ? null
            : "no_room";
    }

    private Told Take(ReadOnlyMemory<byte> body, byte[] domain, long organisationId, ToldEvent told) =>
        ingestion.TakeTold(body.Span, domain, organisationId, told.Sender, (uint?)told.Time);

    /// <summary>A little ahead is now.</summary>
    private ToldEvent InTime(ToldEvent told)
    {
        var now = clock.GetUtcNow();
        return told.Time is not { } time ? told
            : time > (now + MaxAhead).ToUnixTimeSeconds() ? told with { Problem = "timestamp: is in the future" }
            : time < (now - MaxAge).ToUnixTimeSeconds() ? told with { Problem = "timestamp: is older than five years" }
            : told with { Time = Math.Min(time, now.ToUnixTimeSeconds()) };
    }

    private static string Words((string Field, string What) fault) => $"{fault.Field}: {fault.What}";

    /// <summary>A refusal's name as the answer has it: <c>ai_crawler</c>.</summary>
    private static string Word(Refusal refusal) => JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event's site could not be looked up ({Error}).")]
    private partial void LogNoAnswer(string error);
}
