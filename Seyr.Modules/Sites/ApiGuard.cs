using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Lets programs in that have the right key and haven't asked too often, and says no as <c>{"error": "…"}</c>, whatever happens.</summary>
public sealed partial class ApiGuard(ApiKeys keys, ApiKeyLimits limits, ILogger<ApiGuard> log)
{
    /// <summary>Answers who has a key for this, and nobody else.</summary>
    public async Task GuardAsync(HttpContext context, ApiScopes scope, Func<HttpContext, ApiKey, Task> answer)
    {
        try
        {
            if (await KeyAsync(context, scope) is { } key)
            {
                await answer(context, key);
            }
        }
        catch (Exception e) when (NoAnswer.Is(e, context.RequestAborted))
        {
            LogNoAnswer(e.GetType().Name, (e as DbException)?.ErrorCode ?? 0);
            context.Response.Headers.RetryAfter = "5";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "A store did not answer. Ask again.");
        }
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

    private async Task<ApiKey?> KeyAsync(HttpContext context, ApiScopes scope)
    {
        if (await keys.FindAsync(context) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "An API key is needed: Authorization: Bearer seyr_…");
            return null;
        }

        if (!key.May(scope))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, $"This key may not do this: it lacks {string.Join(", ", ApiKey.NamesOf(scope))}.");
            return null;
        }

        if (!limits.TryTake(key.Id, out var wait))
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"This key has asked as often as it may this hour. It may again in {seconds} seconds.");
            return null;
        }

        return key;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request to the API was not answered ({Error}, {Code}).")]
    private partial void LogNoAnswer(string error, int code);
}
