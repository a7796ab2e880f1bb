using System.Globalization;
using System.Text.Json;

namespace Seyr.Sites;

/// <summary>The fields of what a program sends. Reads them, and notes the first that isn't what it must be.</summary>
internal sealed class ApiFields(JsonElement root, IReadOnlyList<string> known)
{
    private const int MaxTextLength = 10_000;

    /// <summary>What is wrong, with the field's name before it; null: nothing so far.</summary>
    public string? Problem { get; private set; } =
        root.EnumerateObject().FirstOrDefault(property => !known.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown
            ? $"{(unknown.Name.Length > 50 ? unknown.Name[..50] : unknown.Name)}: there is no such field. There are {string.Join(", ", known)}." : null;

    public bool Has(string name) => root.TryGetProperty(name, out _);

    public string Text(string name, string otherwise = "") => Read(name, otherwise, "a text", static value =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= MaxTextLength } text ? text : null);

    public bool Flag(string name, bool otherwise) => Read(name, otherwise ? "true" : "false", "true or false", static value =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : null) == "true";

    public int Number(string name) => int.Parse(Read(name, "0", "a whole number", static value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null), CultureInfo.InvariantCulture);

    /// <summary>A list of texts, a line each.</summary>
    public string Lines(string name, string otherwise = "") => Read(name, otherwise, "a list of texts, none with a line break", static value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static one => JsonText.Of(one)?.AsSpan().ContainsAny('\r', '\n') == false)
            ? string.Join('\n', value.EnumerateArray().Select(static one => one.GetString())) : null);

    public IReadOnlyList<long> Numbers(string name)
    {
        var numbers = new List<long>();
        Read(name, "", "a list of whole numbers", value =>
        {
            foreach (var one in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [])
            {
                if (one.ValueKind != JsonValueKind.Number || !one.TryGetInt64(out var number))
                {
                    return null;
                }

                numbers.Add(number);
            }

            return value.ValueKind == JsonValueKind.Array ? "" : null;
        });
        return numbers;
    }

    /// <summary>Notes what is wrong with a field; the first one counts.</summary>
    public void Refuse(string name, string problem) => Problem ??= $"{name}: {problem}";

    /// <summary>Checks a text.</summary>
    public void Check(string name, Func<string, string?> problem)
    {
        if (problem(Text(name)) is { } why)
        {
            Refuse(name, why);
        }
    }

    private string Read(string name, string otherwise, string expected, Func<JsonElement, string?> read)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        if (read(value) is { } right)
        {
            return right;
        }

        Refuse(name, $"must be {expected}.");
        return otherwise;
    }
}
