using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary><c>POST /api/v2/query</c>: any question, in JSON.</summary>
internal sealed class ApiQueryEndpoint(ApiAccess access, ApiAnswers answers, Expressions expressions)
{
    public const string Route = "/api/v2/query";

    /// <summary>A question's longest body.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>How deep its lists and objects may lie in each other.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public Task HandleAsync(HttpContext context) => access.GuardAsync(context, HttpMethods.Post, AnswerAsync);

    private async Task AnswerAsync(HttpContext context, ApiKey key)
    {
        if (await BodyAsync(context) is not { } body)
        {
            return;
        }

        using var document = Utf8.IsValid(body.Span) ? JsonText.Parse(body, Strict) : null;
        if (document is not { RootElement.ValueKind: JsonValueKind.Object })
        {
            await ApiAccess.RefuseAsync(context, StatusCodes.Status400BadRequest, "The body: a JSON object in UTF-8, without a name twice, nested no deeper than it needs to be.");
            return;
        }

        var root = document.RootElement;
        if (await access.SiteAsync(context, key, root.TryGetProperty("site_id", out var id) ? JsonText.Of(id) : null) is not { } site)
        {
            return;
        }

        var reader = new ApiQueryReader(site.Site.Id, site.Zone, site.Goals, site.Ranges);
        if (reader.Read(root) is not { } question)
        {
            await ApiAccess.RefuseAsync(context, StatusCodes.Status400BadRequest, reader.Problem);
            return;
        }

        if (await expressions.WrongAsync(reader.Expressions, context.RequestAborted) is { } wrong)
        {
            await ApiAccess.RefuseAsync(context, StatusCodes.Status400BadRequest, $"filters: “{wrong}” is no regular expression (RE2), or a too large one.");
            return;
        }

        var answer = await answers.AskAsync(question, context.RequestAborted);
        await (answer.Problem.Length > 0
            ? ApiAccess.RefuseAsync(context, StatusCodes.Status400BadRequest, answer.Problem)
            : ApiAccess.AnswerAsync(context, json => ApiAnswerWriter.Write(json, site.Site.Domain, root, question, answer)));
    }

    /// <returns>Null: it did not come whole, or is too long, and that is answered.</returns>
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        var body = new byte[MaxBodyBytes + 1];
        var length = 0;
        try
        {
            int read;
            while (length < body.Length && (read = await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted)) > 0)
            {
                length += read;
            }
        }
        catch (BadHttpRequestException e)
        {
            await ApiAccess.RefuseAsync(context, e.StatusCode, "The body did not arrive whole.");
            return null;
        }

        if (length <= MaxBodyBytes)
        {
            return body.AsMemory(0, length);
        }

        await ApiAccess.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body: at most {MaxBodyBytes} bytes.");
        return null;
    }
}
