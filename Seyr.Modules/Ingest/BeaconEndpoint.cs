using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>
/// <c>POST /i</c>. The answer is 202 with an empty body, whatever became of the beacon: it tells nobody which domains are
/// known, or what is filtered. It reads no cookie and sets none.
/// <c>POST /api/event</c> takes the same and answers as Plausible's events API does, for clients that were made for it: 202
/// <c>ok</c>, with <c>x-plausible-dropped</c> when a site didn't accept it; 400 with what is wrong.
/// </summary>
internal sealed partial class BeaconEndpoint(Ingestion ingestion, SiteDirectory sites, EventBuffer buffer, IngestCounters counters, ILogger<BeaconEndpoint> log)
{
    public const string Path = "/i";
    public const string EventsPath = "/api/event";

    private const string DroppedHeader = "x-plausible-dropped";

    /// <summary>How much more of a body that was refused is read, and thrown away.</summary>
    private const int LingersOver = 2 * 1024 * 1024;

    private static readonly TimeSpan LingersFor = TimeSpan.FromSeconds(1);

    private static readonly byte[] Ok = [.. "ok"u8];

    public async Task HandleAsync(HttpContext context)
    {
        var tells = context.Request.Path.Value == EventsPath;
        var response = context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentLength = 0;
        response.Headers.AccessControlAllowOrigin = "*";
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            AnswerOther(context);
            return;
        }

        counters.CountReceived();
        if (context.Request.ContentLength > Beacon.MaxBodyBytes)
        {
            Refuse(context, Refusal.TooLarge);
            response.StatusCode = tells ? StatusCodes.Status413PayloadTooLarge : response.StatusCode;
            await LingerAsync(context);
            return;
        }

        try
        {
            var taken = await ReadAsync(context);
            await buffer.SyncAsync();
            if (tells && !context.RequestAborted.IsCancellationRequested)
            {
                await TellAsync(response, taken);
            }

            if (taken is null)
            {
                await LingerAsync(context);
            }
        }
        catch (Exception e) when (e is BadHttpRequestException or IOException or OperationCanceledException or ConnectionAbortedException)
        {
            Refuse(context, Refusal.Broken);
            if (e is BadHttpRequestException && await LastAnswer.TrySendAsync(context))
            {
                return;
            }

            if (context.RequestAborted.IsCancellationRequested && e is not BadTrailerException)
            {
                // Nobody is there to be answered. Only from the exception does Kestrel learn that this connection has no next request.
                throw;
            }

            // A trailer that can't be read, or a sender who is gone and of whom the request hasn't been told yet: Kestrel would
            // try to read on, and log that it can't.
            context.Abort();
        }
    }

    private async Task<Taken?> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await ReadSomeAsync(reader);
            var body = result.Buffer;
            if (body.Length > Beacon.MaxBodyBytes)
            {
                reader.AdvanceTo(body.End);
                Refuse(context, Refusal.TooLarge);
                return null;
            }

            if (result.IsCompleted)
            {
                var taken = Take(context, body);
                while (taken.LookUp is { } unknown)
                {
                    taken = await LookUpAndTakeAsync(context, unknown, body);
                }

                reader.AdvanceTo(body.End);
                return taken;
            }

            reader.AdvanceTo(body.Start, body.End);
        }
    }

    private static async ValueTask<ReadResult> ReadSomeAsync(PipeReader reader)
    {
        try
        {
            // A connection's end ends the read by itself.
            return await reader.ReadAsync(CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            // So Kestrel says that a trailer of a chunked body has a NUL. Unhandled, it would be a 500 and an error in the log.
            throw new BadTrailerException(e);
        }
    }

    private Taken Take(HttpContext context, ReadOnlySequence<byte> body)
    {
        var headers = context.Request.Headers;
        var sender = new Sender(
            context.Connection.RemoteIpAddress ?? IPAddress.None, headers.UserAgent.ToString(), headers.AcceptLanguage.ToString(), SignalReader.Read(headers),
            ClientHintReader.Read(headers));
        if (body.IsSingleSegment)
        {
            return ingestion.Take(body.FirstSpan, sender);
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(whole);
            return ingestion.Take(whole.AsSpan(0, (int)body.Length), sender);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private async Task<Taken> LookUpAndTakeAsync(HttpContext context, string domain, ReadOnlySequence<byte> body)
    {
        try
        {
            var taken = default(Taken);
            await sites.LookUpAsync(domain, () => taken = Take(context, body));
            if (taken.LookUp != domain)
            {
                return taken;
            }

            // Forgotten again at once: so many others are asked for.
            counters.CountRefused(Refusal.UnknownDomain);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
        {
            LogNoAnswer(e.GetType().Name);
            counters.CountRefused(Refusal.NoAnswer);
        }

        return new Taken(Dropped: 1);
    }

    private static async Task TellAsync(HttpResponse response, Taken? taken)
    {
        if (taken is not { } answered)
        {
            response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (answered.Dropped > 0)
        {
            response.Headers[DroppedHeader] = answered.Dropped.ToString(CultureInfo.InvariantCulture);
        }

        var (status, type, text) = answered.Fault == BeaconFault.None
            ? (StatusCodes.Status202Accepted, "text/plain; charset=utf-8", Ok)
            : Wrong(FaultWords.Of(answered.Fault));
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = text.Length;
        await response.Body.WriteAsync(text);
    }

    private static (int Status, string Type, byte[] Text) Wrong((string Field, string What) fault) =>
        (StatusCodes.Status400BadRequest, "application/json", Encoding.UTF8.GetBytes($$"""{"errors":{"{{fault.Field}}":["{{fault.What}}"]} }"""));

    /// <summary>
    /// Answers, and lets who is still sending go on for a while: a connection that is closed with bytes unread takes the answer with it.
    /// </summary>
    private static async Task LingerAsync(HttpContext context)
    {
        if (!await LastAnswer.TrySendAsync(context))
        {
            context.Abort();
            return;
        }

        using var patience = new CancellationTokenSource(LingersFor);
        try
        {
            for (long passed = 0; passed <= LingersOver;)
            {
                var result = await context.Request.BodyReader.ReadAsync(patience.Token);
                passed += result.Buffer.Length;
                context.Request.BodyReader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ConnectionAbortedException)
        {
            // Nobody is there, or what follows is no body.
        }
    }

    /// <summary>A refused body isn't read to its end: the connection goes with it.</summary>
    private void Refuse(HttpContext context, Refusal reason)
    {
        counters.CountRefused(reason);
        if (!context.Response.HasStarted)
        {
            context.Response.Headers.Connection = "close";
        }
    }

    /// <summary>A browser's question before a request of another kind than ours, or no beacon at all.</summary>
    private static void AnswerOther(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.ContentLength = null;
            context.Response.Headers.AccessControlAllowMethods = "POST";
            context.Response.Headers.AccessControlAllowHeaders = "content-type";
            context.Response.Headers.AccessControlMaxAge = "86400";
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
        }
    }

    private sealed class BadTrailerException(Exception inner) : IOException("A trailer of the body can't be read.", inner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A beacon's site could not be looked up ({Error}).")]
    private partial void LogNoAnswer(string error);
}
