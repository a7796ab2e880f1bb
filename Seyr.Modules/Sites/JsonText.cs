using System.Text.Json;

namespace Seyr.Sites;

/// <summary>Texts of JSON that comes from anybody.</summary>
public static class JsonText
{
    /// <summary>Reads a document whose names and texts are whole; null: it is none.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> json, JsonDocumentOptions options)
    {
        try
        {
            var document = JsonDocument.Parse(json, options);
            Touch(document.RootElement);
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A value's text; null: it is none.</summary>
    public static string? Of(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>The name of a property that an object has besides those that it may have; null: there is none.</summary>
    public static string? Unknown(JsonElement element, params ReadOnlySpan<string> known)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                return property.Name;
            }
        }

        return null;
    }

    /// <summary>Reads all texts once: half of a pair of surrogates is an invalid operation, and should be one here and not later.</summary>
    private static void Touch(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                Touch(property.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray())
            {
                Touch(one);
            }
        }
        else
        {
            Of(element);
        }
    }
}
