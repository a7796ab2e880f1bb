using System.Text.Json.Nodes;

namespace Seyr.Stats;

/// <summary>
/// What a question to <c>/api/v2/query</c> may be, as JSON Schema: made of the tables by which questions are read, so that the two
/// can't part.
/// </summary>
internal static class ApiSchema
{
    /// <summary>The schema of a question, by itself.</summary>
    public static JsonObject Document()
    {
        var parts = Parts("#/$defs/");
        var question = (JsonObject)parts["Query"]!.DeepClone();
        parts.Remove("Query");
        question["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        question["title"] = "A question to the Stats API";
        question["$defs"] = parts;
        return question;
    }

    /// <summary>The schemas of a question and of what it is made of, by their names.</summary>
    /// <param name="at">What stands before a name where one refers to another.</param>
    public static JsonObject Parts(string at) => new()
    {
        ["Query"] = Question(at),
        ["DateRange"] = OneOf(
            new JsonObject { ["type"] = "string", ["pattern"] = $"^({string.Join('|', ApiRange.Names)}|[0-9]+d|[0-9]+mo)$", ["description"] = ApiRange.Expected },
            new JsonObject { ["type"] = "array", ["items"] = Text(), ["minItems"] = 2, ["maxItems"] = 2 }),
        ["Metric"] = new JsonObject { ["type"] = "string", ["enum"] = Texts(ApiMetric.All.Select(static metric => metric.Name)) },
        ["Dimension"] = OneOf(
            new JsonObject { ["type"] = "string", ["enum"] = Texts(ApiDimension.All.Select(static dimension => dimension.Name)) },
            new JsonObject
            {
                ["type"] = "string", ["pattern"] = $"^{ApiDimension.PropertyStart}.+", ["maxLength"] = ApiDimension.PropertyStart.Length + ApiDimension.MaxPropertyLength,
            }),
        ["Filter"] = OneOf(
            Tuple(3, new JsonObject { ["enum"] = Texts(ApiOperator.All.Select(static known => known.Name)) }, Ref(at, "Dimension"), Values(), Modifiers()),
            Tuple(2, new JsonObject { ["enum"] = Texts(["and", "or"]) }, new JsonObject { ["type"] = "array", ["items"] = Ref(at, "Filter"), ["minItems"] = 1 }),
            Tuple(2, new JsonObject { ["enum"] = Texts(["not", "has_done", "has_not_done"]) }, Ref(at, "Filter"))),
    };

    /// <summary>Several texts as a list.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(static text => (JsonNode)text)];

    /// <summary>A reference to another schema.</summary>
    public static JsonObject Ref(string at, string name) => new() { ["$ref"] = at + name };

    private static JsonObject Question(string at) => Closed(
        new JsonObject
        {
            ["site_id"] = new JsonObject { ["type"] = "string", ["description"] = "The site's domain." },
            ["metrics"] = new JsonObject { ["type"] = "array", ["items"] = Ref(at, "Metric"), ["minItems"] = 1, ["uniqueItems"] = true },
            ["date_range"] = Ref(at, "DateRange"),
            ["dimensions"] = new JsonObject { ["type"] = "array", ["items"] = Ref(at, "Dimension"), ["maxItems"] = Query.MaxDimensions, ["uniqueItems"] = true },
            ["filters"] = new JsonObject { ["type"] = "array", ["items"] = Ref(at, "Filter") },
            ["order_by"] = new JsonObject
            {
                ["type"] = "array", ["items"] = Tuple(2, OneOf(Ref(at, "Metric"), Ref(at, "Dimension")), new JsonObject { ["enum"] = Texts(["asc", "desc"]) }),
            },
            ["include"] = Closed(new JsonObject
            {
                ["imports"] = Flag(), ["time_labels"] = Flag(), ["total_rows"] = Flag(),
                ["comparisons"] = Closed(
                    new JsonObject
                    {
                        ["mode"] = new JsonObject { ["enum"] = Texts(ApiQueryReader.Comparisons) }, ["match_day_of_week"] = Flag(), ["date_range"] = Ref(at, "DateRange"),
                    },
                    "mode"),
            }),
            ["pagination"] = Closed(new JsonObject { ["limit"] = Number(1, Query.MaxRows), ["offset"] = Number(0, int.MaxValue) }),
        },
        "site_id", "metrics", "date_range");

    private static JsonObject Values() => new() { ["type"] = "array", ["items"] = Text(), ["minItems"] = 1, ["maxItems"] = Query.MaxFilterValues };

    private static JsonObject Modifiers() => Closed(new JsonObject { ["case_sensitive"] = Flag() });

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Flag() => new() { ["type"] = "boolean" };

    private static JsonObject Number(int least, int most) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };

    private static JsonObject Closed(JsonObject properties, params IEnumerable<string> required)
    {
        var closed = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (required.Any())
        {
            closed["required"] = Texts(required);
        }

        return closed;
    }

    private static JsonObject Tuple(int least, params JsonNode[] items) =>
        new() { ["type"] = "array", ["prefixItems"] = new JsonArray(items), ["items"] = false, ["minItems"] = least };

    private static JsonObject OneOf(params JsonNode[] schemas) => new() { ["oneOf"] = new JsonArray(schemas) };
}
