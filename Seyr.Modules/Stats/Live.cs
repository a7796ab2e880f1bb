using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Seyr.Stats;

/// <summary>
/// Tells a page at once that there is something new (server-sent events): <c>here</c>, with who is here now in words, and <c>page</c>,
/// when the page of the last half hour is another.
/// </summary>
internal sealed class Live(Viewings viewings, Pulses pulses, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public const string Route = "/live";

    /// <summary>So many watch at once; others ask every half minute.</summary>
    private const int Most = 500;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>A line without meaning, so that nobody in between takes the silence for the end.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>Then whoever watches has to ask again, and show that they still may.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private int watching;

    public async Task ShowAsync(HttpContext context)
    {
        if (await viewings.SeeAsync(context) is not { } seen)
        {
            return;
        }

        // Who may see a part of the site only isn't told of the rest, and several sites are asked now and then; with this answer a browser asks no more.
        if (seen.Limit is not null || seen.IsTogether)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        try
        {
            if (Interlocked.Increment(ref watching) > Most)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await WatchAsync(context.Response, seen.Site.Id, end.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever watched has gone, or the server is about to.
        }
        finally
        {
            Interlocked.Decrement(ref watching);
        }
    }

    private async Task WatchAsync(HttpResponse response, long siteId, CancellationToken cancel)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        // nginx would hold it back.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.Body.FlushAsync(cancel);
        var (begin, told) = (clock.GetTimestamp(), clock.GetTimestamp());
        Pulse? last = null;
        while (clock.GetElapsedTime(begin) < Longest)
        {
            var pulse = await PulseAsync(siteId, cancel) ?? last;
            var text = pulse == last ? "" : Words(pulse!.Value, last);
            if (text.Length > 0 || clock.GetElapsedTime(told) >= Silence)
            {
                await response.WriteAsync(text.Length > 0 ? text : ":\n\n", cancel);
                await response.Body.FlushAsync(cancel);
                told = clock.GetTimestamp();
            }

            last = pulse;
            await Task.Delay(Pace, clock, cancel);
        }
    }

    private static string Words(Pulse pulse, Pulse? last) =>
        (pulse.Here == last?.Here ? "" : $"event: here\ndata: {TopBar.Words(pulse.Here)}\n\n")
        + (last is not { } before || (before.Events == pulse.Events && before.Visitors == pulse.Visitors) ? "" : "event: page\ndata: new\n\n");

    /// <summary>Null: the store doesn't answer at the moment.</summary>
    private async Task<Pulse?> PulseAsync(long siteId, CancellationToken cancel)
    {
        try
        {
            return await pulses.OfAsync(siteId, cancel);
        }
        catch (Exception e) when (e is DbException or TimeoutException or HttpRequestException)
        {
            return null;
        }
    }
}
