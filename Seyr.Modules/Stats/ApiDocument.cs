using System.Text.Json.Nodes;

namespace Seyr.Stats;

/// <summary>The Stats API as an OpenAPI document, made of the tables by which questions are read.</summary>
internal static class ApiDocument
{
    private const string At = "#/components/schemas/";

    /// <summary>The document.</summary>
    public static JsonObject Make()
    {
        var schemas = ApiSchema.Parts(At);
        schemas["Error"] = new JsonObject
        {
            ["type"] = "object", ["properties"] = new JsonObject { ["error"] = new JsonObject { ["type"] = "string" } }, ["required"] = ApiSchema.Texts(["error"]),
        };
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Seyr Stats API", ["version"] = "2", ["description"] = "Every number that Seyr shows, for programs." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["paths"] = Paths(),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key with stats:read." } },
            },
        };
    }

    private static JsonObject Paths()
    {
        var period = Field("period", "30d when it is left out. " + ApiRange.Expected);
        var date = Field("date", "The date that a day, month or year holds; two of them with a comma for period=custom.");
        var filters = Field("filters", "visit:source==Google|Bing;event:page!=/blog/*");
        var metrics = Field("metrics", "With commas: " + string.Join(", ", ApiV1Reader.Metrics.Select(static metric => metric.Name)) + ".");
        JsonObject[] common = [period, date, filters, metrics];
        return new JsonObject
        {
            [ApiQueryEndpoint.Route] = new JsonObject
            {
                ["post"] = Operation("query", "Any question.", [], new JsonObject
                {
                    ["required"] = true,
                    ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = ApiSchema.Ref(At, "Query"), ["examples"] = Examples() } },
                }),
            },
            [ApiV1Endpoints.Start + "realtime/visitors"] = Get("currentVisitors", "How many were there in the last five minutes, as a bare number."),
            [ApiV1Endpoints.Start + "aggregate"] = Get("aggregate", "The numbers of a range.", [.. common, Field("compare", "previous_period")]),
            [ApiV1Endpoints.Start + "timeseries"] = Get("timeseries", "The numbers of a range over time.", [.. common, Field("interval", "minute, hour, day, week or month.")]),
            [ApiV1Endpoints.Start + "breakdown"] = Get(
                "breakdown", "The numbers of a range by the values of a dimension.",
                [.. common, Field("property", "The dimension.", isRequired: true), Field("limit", $"1 to {ApiV1Reader.MaxLimit}."), Field("page", "From 1 on.")]),
        };
    }

    private static JsonObject Get(string id, string summary, params IEnumerable<JsonObject> fields) =>
        new()
        {
            ["get"] = Operation(id, summary, [Field("site_id", "The site's domain.", isRequired: true), .. fields.Select(static field => (JsonObject)field.DeepClone())], null),
        };

    private static JsonObject Operation(string id, string summary, IEnumerable<JsonObject> fields, JsonObject? body)
    {
        var operation = new JsonObject { ["operationId"] = id, ["summary"] = summary };
        if (body is not null)
        {
            operation["requestBody"] = body;
        }
        else
        {
            operation["parameters"] = new JsonArray([.. fields]);
        }

        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "The answer.", ["content"] = Json(new JsonObject()) },
            ["400"] = Error("What is wrong, and where."),
            ["401"] = Error("No key, or no such site of the key's organisation."),
            ["403"] = Error("The key lacks stats:read."),
            ["429"] = Error("Asked too often; Retry-After says when to come back."),
            ["503"] = Error("A store did not answer, or the question took more than one may."),
        };
        return operation;
    }

    private static JsonObject Examples()
    {
        var examples = new JsonObject();
        foreach (var example in ApiExample.All.Where(static example => example.Body.Length > 0))
        {
            examples[example.Title] = new JsonObject { ["value"] = JsonNode.Parse(example.Body) };
        }

        return examples;
    }

    private static JsonObject Error(string why) => new() { ["description"] = why, ["content"] = Json(ApiSchema.Ref(At, "Error")) };

    private static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Field(string name, string meaning, bool isRequired = false) => new()
    {
        ["name"] = name, ["in"] = "query", ["required"] = isRequired, ["description"] = meaning, ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
