using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>A request of a program that may manage an organisation, in the name of whoever made its key.</summary>
/// <param name="Context">The request.</param>
/// <param name="Key">Its key.</param>
/// <param name="Organisation">The key's organisation.</param>
/// <param name="Body">What was sent; null where nothing is to be.</param>
internal sealed record ApiCall(HttpContext Context, ApiKey Key, Organisation Organisation, ApiFields Body)
{
    public long UserId => Key.CreatedBy;

    public CancellationToken Cancel => Context.RequestAborted;

    public string Domain => Context.Request.RouteValues["domain"] as string ?? "";

    public long Id => RouteId.Of(Context);

    /// <summary>Answers with an object.</summary>
    public Task AnswerAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) => ApiGuard.AnswerAsync(
        Context,
        json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        },
        status);

    /// <summary>Answers with a list of objects under a name.</summary>
    public Task AnswerAsync<T>(string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => AnswerAsync(json => WriteList(json, name, items, write));

    public static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Says that it is done, or that there is no such thing.</summary>
    public Task DoneAsync(bool isDone, string missing)
    {
        if (!isDone)
        {
            return ApiGuard.RefuseAsync(Context, StatusCodes.Status404NotFound, missing);
        }

        Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Says what is wrong with what was sent.</summary>
    public Task RefuseAsync() => ApiGuard.RefuseAsync(Context, StatusCodes.Status422UnprocessableEntity, Body.Problem!);
}
