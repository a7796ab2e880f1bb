using Microsoft.AspNetCore.Http;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary><c>POST /api/v2/query</c>: any question, in JSON.</summary>
internal sealed class ApiQueryEndpoint(ApiAccess access, ApiAnswers answers, Expressions expressions)
{
    public const string Route = "/api/v2/query";

    public Task HandleAsync(HttpContext context) => access.GuardAsync(context, HttpMethods.Post, AnswerAsync);

    private async Task AnswerAsync(HttpContext context, ApiKey key)
    {
        using var document = await ApiBody.ReadAsync(context);
        if (document is null)
        {
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
            await ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, reader.Problem);
            return;
        }

        if (await expressions.WrongAsync(reader.Expressions, context.RequestAborted) is { } wrong)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, $"filters: “{wrong}” is no regular expression (RE2), or a too large one.");
            return;
        }

        var answer = await answers.AskAsync(question, context.RequestAborted);
        await (answer.Problem.Length > 0
            ? ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, answer.Problem)
            : ApiGuard.AnswerAsync(context, json => ApiAnswerWriter.Write(json, site.Site.Domain, root, question, answer)));
    }
}
