using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Seyr.Billing;

/// <summary>Reads a form that a provider posts: bounded, and each field once, since of two of a name nobody knows which was signed.</summary>
internal static class PostedForm
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxFields = 100;

    /// <returns>Null: it is no such form.</returns>
    public static async Task<IReadOnlyDictionary<string, string>?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        if (context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions { ValueCountLimit = MaxFields, BufferBodyLengthLimit = MaxBodyBytes }));
            var posted = await context.Request.ReadFormAsync(context.RequestAborted);
            return posted.All(static field => field.Value.Count == 1)
                ? posted.ToDictionary(static field => field.Key, static field => field.Value.ToString(), StringComparer.Ordinal) : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
