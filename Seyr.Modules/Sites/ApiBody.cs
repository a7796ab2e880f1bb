using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Seyr.Sites;

/// <summary>What a program sends: a JSON object in UTF-8, of bounded length and depth, without a name twice.</summary>
public static class ApiBody
{
    /// <summary>The longest.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>How deep its lists and objects may lie in each other.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads it.</summary>
    /// <returns>Null: it is none, and that is answered.</returns>
    public static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        var body = new byte[MaxBytes + 1];
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
            await ApiGuard.RefuseAsync(context, e.StatusCode, "The body did not arrive whole.");
            return null;
        }

        if (length > MaxBytes)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body: at most {MaxBytes} bytes.");
            return null;
        }

        var document = Utf8.IsValid(body.AsSpan(0, length)) ? JsonText.Parse(body.AsMemory(0, length), Strict) : null;
        if (document is { RootElement.ValueKind: JsonValueKind.Object })
        {
            return document;
        }

        document?.Dispose();
        await ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, "The body: a JSON object in UTF-8, without a name twice, nested no deeper than it needs to be.");
        return null;
    }
}
