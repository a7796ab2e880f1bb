using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>The documentation of the Stats API: a page to read, and two documents for programs. Anybody may read them.</summary>
internal sealed class ApiDocs(SitesOptions options)
{
    public const string Route = "/docs/api";
    public const string DocumentRoute = "/api/docs/openapi.json";
    public const string SchemaRoute = "/api/docs/query/schema.json";

    private readonly byte[] document = Bytes(ApiDocument.Make());
    private readonly byte[] schema = Bytes(ApiSchema.Document());

    public Task ShowAsync(HttpContext context)
    {
        var server = options.PublicUrl ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}/");
        return Frame.RenderAsync(context, Pages.StatsApi.Create(new ApiDocsPage(
            Frame.For(context, "API"),
            [.. ApiMetric.All.Select(static metric => new NamedThing(metric.Name, metric.Meaning))],
            [
                .. ApiDimension.All.Select(static dimension => new NamedThing(dimension.Name, dimension.Meaning)),
                new NamedThing(ApiDimension.PropertyStart + "…", "A custom property, by its name."),
            ],
            [.. ApiOperator.All.Select(static known => known.Name)],
            ApiRange.Expected,
            [.. ApiExample.All.Select(example => new NamedThing(example.Title, example.Command(server)))])));
    }

    public Task DocumentAsync(HttpContext context) => AnswerAsync(context, document);

    public Task SchemaAsync(HttpContext context) => AnswerAsync(context, schema);

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static Task AnswerAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-cache";
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }
}

/// <summary>What the documentation of the Stats API shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Dimensions">The dimensions.</param>
/// <param name="Operators">How filters compare.</param>
/// <param name="Ranges">What a range may be, in words.</param>
/// <param name="Examples">Commands.</param>
public sealed record ApiDocsPage(
    Frame Frame, IReadOnlyList<NamedThing> Metrics, IReadOnlyList<NamedThing> Dimensions, IReadOnlyList<string> Operators, string Ranges, IReadOnlyList<NamedThing> Examples)
{
    internal static readonly int MaxRows = Query.MaxRows;
    internal static readonly int MaxBodyKilobytes = ApiBody.MaxBytes / 1024;
    internal static readonly int MaxFilterSize = Query.MaxFilterSize;
    internal static readonly int MaxValues = Query.MaxFilterValues;
    internal static readonly int MaxSearched = ApiFilterReader.MaxSearched;
}

/// <summary>Something with a name, and what is said of it.</summary>
public sealed record NamedThing(string Name, string Text);
