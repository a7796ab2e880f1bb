using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>Who may ask the Stats API, and how it says no: <c>{"error": "…"}</c>, whatever happens.</summary>
internal sealed partial class ApiAccess(ApiKeys keys, ApiKeyLimits limits, SiteList sites, SiteGoals goals, TimeProvider clock, Presence presence, ILogger<ApiAccess> log)
{
    /// <summary>ClickHouse's codes for a question that took too long, or too much memory.</summary>
    private static readonly int[] LimitErrors = [159, 160, 241];

    /// <summary>Lets in whoever has a key for statistics, and hasn't asked too often.</summary>
    public async Task GuardAsync(HttpContext context, string method, Func<HttpContext, ApiKey, Task> answer)
    {
        if (context.Request.Method != method)
        {
            context.Response.Headers.Allow = method;
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"This is asked by {method}.");
            return;
        }

        try
        {
            if (await KeyAsync(context) is { } key)
            {
                await answer(context, key);
            }
        }
        catch (DbException e) when (LimitErrors.Contains(e.ErrorCode))
        {
            await RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The question took more time or memory than one may; ask for a shorter date_range or fewer dimensions.");
        }
        catch (Exception e) when (e is DbException or TimeoutException or HttpRequestException || (e is TaskCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            LogNoAnswer(e.GetType().Name, (e as DbException)?.ErrorCode ?? 0);
            context.Response.Headers.RetryAfter = "5";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "A store did not answer. Ask again.");
        }
    }

    /// <summary>A site of the key's organisation, with its clock and goals; null: there is none, and that is answered.</summary>
    public async Task<ApiSite?> SiteAsync(HttpContext context, ApiKey key, string? domain)
    {
        if (string.IsNullOrEmpty(domain))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "site_id: a site's domain.");
            return null;
        }

        if (await sites.FindForOrganisationAsync(key.OrganisationId, domain, context.RequestAborted) is not { } site)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "site_id: the key's organisation has no such site.");
            return null;
        }

        return await SiteAsync(site, context.RequestAborted);
    }

    /// <summary>A site with its clock and goals.</summary>
    public async Task<ApiSite> SiteAsync(Site site, CancellationToken cancel)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var begin = await presence.BeginAsync(site.Id, zone, cancel) ?? now.InZone(zone).Date;
        var all = await goals.OfAsync(site.Id, cancel);
        return new ApiSite(site, zone, now, [.. all.Select(Goal.Of)], new ApiRange(zone, now, begin));
    }

    /// <summary>Says no.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string error) => AnswerAsync(
        context,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteEndObject();
        },
        status);

    /// <summary>Answers in JSON.</summary>
    public static Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var answer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(answer))
        {
            write(json);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.WrittenCount;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(answer.WrittenMemory, context.RequestAborted).AsTask();
    }

    private async Task<ApiKey?> KeyAsync(HttpContext context)
    {
        if (await keys.FindAsync(context) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "An API key is needed: Authorization: Bearer seyr_…");
            return null;
        }

        if (!key.May(ApiScopes.StatsRead))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This key may not ask for statistics: it lacks stats:read.");
            return null;
        }

        if (!limits.TryTake(key.Id, out var wait))
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"This key has asked as often as it may this hour. It may again in {seconds} seconds.");
            return null;
        }

        return key;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A question to the Stats API was not answered ({Error}, {Code}).")]
    private partial void LogNoAnswer(string error, int code);
}

/// <summary>A site that is asked about.</summary>
/// <param name="Site">The site.</param>
/// <param name="Zone">Its clock.</param>
/// <param name="Now">The present.</param>
/// <param name="Goals">Its goals.</param>
/// <param name="Ranges">Reads ranges of its time.</param>
internal sealed record ApiSite(Site Site, DateTimeZone Zone, Instant Now, IReadOnlyList<Goal> Goals, ApiRange Ranges);
