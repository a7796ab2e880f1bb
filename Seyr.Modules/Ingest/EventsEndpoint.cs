using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>
/// <c>POST /api/v1/events</c>: up to 1,000 events of an organisation's sites, with their own time, address and user agent, by
/// whoever has a key with <c>events:write</c>. 202 with what became of them; by then the accepted ones are in the buffer's file, as a beacon's are.
/// </summary>
internal sealed partial class EventsEndpoint(
    ApiKeys keys, ToldIngestion ingestion, EventBuffer buffer, BatchTurns turns, IngestCounters counters, ILogger<EventsEndpoint> log)
{
    public const string Path = "/api/v1/events";

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Events are sent by POST.");
            return;
        }

        try
        {
            if (await AllowedAsync(context) is { } key)
            {
                await TakeTurnAsync(context, key);
            }
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            LogNoAnswer(e.GetType().Name);
            context.Response.Headers.RetryAfter = "5";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The key could not be looked up. Send the events again.");
        }
    }

    private async Task<ApiKey?> AllowedAsync(HttpContext context)
    {
        if (await keys.FindAsync(context) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "An API key is needed: Authorization: Bearer seyr_…");
            return null;
        }

        if (!key.May(ApiScopes.EventsWrite))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This key may not send events: it lacks events:write.");
            return null;
        }

        return key;
    }

    private async Task TakeTurnAsync(HttpContext context, ApiKey key)
    {
        if (context.Request.ContentLength > ToldEvents.MaxBodyBytes)
        {
            await RefuseWholeAsync(context, Refusal.TooLarge);
            return;
        }

        if (!turns.TryEnter(key.Id))
        {
            context.Response.Headers.RetryAfter = "1";
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"At most {BatchTurns.MostOfKey} requests of a key at a time.");
            return;
        }

        try
        {
            if (await ReadAsync(context) is { } body)
            {
                await TakeAsync(context, key, body);
            }
        }
        finally
        {
            turns.Leave(key.Id);
        }
    }

    /// <returns>Null: it did not come whole, or is too large, and that is answered.</returns>
    private async Task<Body?> ReadAsync(HttpContext context)
    {
        try
        {
            if (await Body.ReadAsync(context) is { } body)
            {
                return body;
            }

            await RefuseWholeAsync(context, Refusal.TooLarge);
        }
        catch (Exception e) when (e is BadHttpRequestException or IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            if (context.RequestAborted.IsCancellationRequested && e is not InvalidOperationException)
            {
                // Only from the exception does Kestrel learn that this connection has no next request.
                CountWhole(Refusal.Broken);
                throw;
            }

            if (e is BadHttpRequestException { StatusCode: var status })
            {
                await RefuseWholeAsync(context, status == StatusCodes.Status413PayloadTooLarge ? Refusal.TooLarge : Refusal.Broken);
                if (!await LastAnswer.TrySendAsync(context))
                {
                    throw;
                }
            }
            else
            {
                // A trailer with a NUL (Kestrel calls that an invalid operation), or a sender who is gone and of whom the request hasn't
                // been told yet: Kestrel would try to read on, and log that it can't.
                CountWhole(Refusal.Broken);
                context.Abort();
            }
        }

        return null;
    }

    private async Task TakeAsync(HttpContext context, ApiKey key, Body body)
    {
        using var held = body;
        if (ToldEvents.Read(body.Bytes.Span, out var problem) is not { } list)
        {
            CountWhole(Refusal.BadBody);
            await RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        var outcome = await ingestion.TakeAsync(body.Bytes, list, key.OrganisationId);
        await buffer.SyncAsync();
        var answer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(answer))
        {
            var dropped = outcome.Count(static problem => problem is not null);
            json.WriteStartObject();
            json.WriteNumber("accepted", outcome.Length - dropped);
            json.WriteNumber("dropped", dropped);
            json.WriteStartArray("errors");
            for (var i = 0; i < outcome.Length; i++)
            {
                if (outcome[i] is { } error)
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", i);
                    json.WriteString("error", error);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await AnswerAsync(context, StatusCodes.Status202Accepted, answer.WrittenMemory);
    }

    /// <summary>A body of which nothing was taken counts as one beacon.</summary>
    private void CountWhole(Refusal reason)
    {
        counters.CountReceived();
        counters.CountRefused(reason);
    }

    private Task RefuseWholeAsync(HttpContext context, Refusal reason)
    {
        CountWhole(reason);
        return reason == Refusal.TooLarge
            ? RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"At most {ToldEvents.MaxBodyBytes} bytes.")
            : RefuseAsync(context, StatusCodes.Status400BadRequest, "The body did not arrive whole.");
    }

    /// <summary>A refused body isn't read to its end: the connection goes with it.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.Headers.Connection = "close";
        var answer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteEndObject();
        }

        return AnswerAsync(context, status, answer.WrittenMemory);
    }

    private static Task AnswerAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.Body.WriteAsync(json).AsTask();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An API key could not be looked up ({Error}).")]
    private partial void LogNoAnswer(string error);
}
