using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>
/// <c>POST /i</c>. The answer is 202 with an empty body, whatever became of the beacon: it tells nobody which domains are
/// known, or what is filtered. It reads no cookie and sets none.
/// </summary>
internal sealed partial class BeaconEndpoint(Ingestion ingestion, SiteDirectory sites, EventBuffer buffer, IngestCounters counters, ILogger<BeaconEndpoint> log)
{
    public const string Path = "/i";

    public async Task HandleAsync(HttpContext context)
    {
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
            return;
        }

        try
        {
            await ReadAsync(context);
            await buffer.SyncAsync();
        }
        catch (Exception e) when (e is BadHttpRequestException or IOException or OperationCanceledException or ConnectionAbortedException)
        {
            Refuse(context, Refusal.Broken);
            if (e is BadTrailerException)
            {
                // Kestrel would try to read on, and log as an error of ours that it can't.
                context.Abort();
            }
            else if (context.RequestAborted.IsCancellationRequested)
            {
                // Nobody is there to be answered. Only from the exception does Kestrel learn that this connection has no next request.
                throw;
            }
        }
    }

    private async Task ReadAsync(HttpContext context)
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
                return;
            }

            if (result.IsCompleted)
            {
                var unknown = Take(context, body);
                if (unknown is not null)
                {
                    await LookUpAndTakeAsync(context, unknown, body);
                }

                reader.AdvanceTo(body.End);
                return;
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

    private string? Take(HttpContext context, ReadOnlySequence<byte> body)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var userAgent = context.Request.Headers.UserAgent.ToString();
        var signals = SignalReader.Read(context.Request.Headers);
        if (body.IsSingleSegment)
        {
            return ingestion.Take(body.FirstSpan, address, userAgent, signals);
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(whole);
            return ingestion.Take(whole.AsSpan(0, (int)body.Length), address, userAgent, signals);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private async Task LookUpAndTakeAsync(HttpContext context, string domain, ReadOnlySequence<byte> body)
    {
        try
        {
            await sites.LookUpAsync(domain, () =>
            {
                if (Take(context, body) is not null)
                {
                    counters.CountRefused(Refusal.UnknownDomain);
                }
            });
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
        {
            LogNoAnswer(e.GetType().Name);
            counters.CountRefused(Refusal.NoAnswer);
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
