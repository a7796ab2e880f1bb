using System.Text.Json.Nodes;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>The API as an OpenAPI document, made of the tables by which questions are read and of what can be managed.</summary>
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
            ["info"] = new JsonObject { ["title"] = "Seyr API", ["version"] = "2", ["description"] = "Every number that Seyr shows, and all that its pages can do, for programs." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["paths"] = Paths(),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key with stats:read; to manage, with sites:manage." },
                },
            },
        };
    }

    /// <summary>What a key with sites:manage can do.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode?>> ManagePaths()
    {
        foreach (var route in ApiOperation.All.GroupBy(static operation => operation.Route.Replace(":long", "", StringComparison.Ordinal)))
        {
            var path = new JsonObject();
            foreach (var operation in route)
            {
                var method = operation.Method.ToLowerInvariant();
                var words = route.Key.Split('/', '{', '}').Where(static part => part is not ("" or "api" or "v1"));
                var id = method + string.Concat(words.Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
                var described = new JsonObject { ["operationId"] = id, ["summary"] = operation.Summary };
                if (operation.Fields.Count > 0)
                {
                    var fields = new JsonObject([.. operation.Fields.Select(static field => KeyValuePair.Create(field, (JsonNode?)new JsonObject()))]);
                    described["requestBody"] = new JsonObject
                    {
                        ["required"] = true, ["content"] = Json(new JsonObject { ["type"] = "object", ["properties"] = fields, ["additionalProperties"] = false }),
                    };
                }

                described["parameters"] = new JsonArray([.. Named(route.Key).Select(static name => (JsonNode)InPath(name))]);
                described["responses"] = new JsonObject
                {
                    ["2XX"] = new JsonObject { ["description"] = "It is done." },
                    ["4XX"] = Error("What is wrong: no key, one that may not, no such thing of the key's organisation, or a field that can't be so."),
                };
                path[method] = described;
            }

            yield return KeyValuePair.Create(route.Key, (JsonNode?)path);
        }
    }

    private static IEnumerable<string> Named(string route) => route.Split('{').Skip(1).Select(static part => part[..part.IndexOf('}', StringComparison.Ordinal)]);

    private static JsonObject InPath(string name) => new()
    {
        ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = name == "id" ? "integer" : "string" },
    };

    private static JsonObject Paths()
    {
        var period = Field("period", "30d when it is left out. " + ApiRange.Expected);
        var date = Field("date", "The date that a day, month or year holds; two of them with a comma for period=custom.");
        var filters = Field("filters", "visit:source==Google|Bing;event:page!=/blog/*");
        var metrics = Field("metrics", "With commas: " + string.Join(", ", ApiV1Reader.Metrics.Select(static metric => metric.Name)) + ".");
        JsonObject[] common = [period, date, filters, metrics];
        return new JsonObject(ManagePaths())
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
