using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Web;

/// <summary>A posted form: what was typed, and what is wrong with it, by field, so that a page can be shown again with both.</summary>
public sealed class Form
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxFields = 100;

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> errors = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool IsRight => errors.Count == 0;

    /// <summary>What was typed into a field, without the spaces around it; empty when it is absent.</summary>
    public string this[string field] => values.GetValueOrDefault(field, "").Trim();

    /// <summary>What was typed, as it is: for passwords.</summary>
    public string Raw(string field) => values.GetValueOrDefault(field, "");

    /// <summary>Fills a field that nobody has typed into yet.</summary>
    public Form With(string field, string value)
    {
        values[field] = value;
        return this;
    }

    /// <summary>Notes what is wrong with a field; the first finding stands.</summary>
    public void Refuse(string field, string why) => errors.TryAdd(field, why);

    /// <summary>Notes what is wrong with what was typed into a field, if anything is.</summary>
    public void Check(string field, Func<string, string?> problem)
    {
        if (problem(this[field]) is { } why)
        {
            Refuse(field, why);
        }
    }

    /// <summary>What is wrong with a field; null: nothing.</summary>
    public string? Error(string field) => errors.GetValueOrDefault(field);

    /// <summary>Reads a posted form and checks that it came from one of our pages.</summary>
    /// <returns>The form; null when it was refused, and the answer is written.</returns>
    public static async Task<Form?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        try
        {
            if (!context.Request.HasFormContentType)
            {
                await Frame.RenderErrorAsync(context, StatusCodes.Status400BadRequest);
                return null;
            }

            var options = new FormOptions { ValueCountLimit = MaxFields, BufferBodyLengthLimit = MaxBodyBytes, MultipartBodyLengthLimit = MaxBodyBytes };
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, options));
            var posted = await context.Request.ReadFormAsync(context.RequestAborted);
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
            var form = new Form();
            foreach (var field in posted)
            {
                form.values[field.Key] = field.Value.ToString();
            }

            return form;
        }
        catch (Exception e) when (e is AntiforgeryValidationException or InvalidDataException or BadHttpRequestException)
        {
            var status = e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
            await Frame.RenderErrorAsync(context, status);
            return null;
        }
    }
}
