using System.Net;
using System.Text.Json;
using Seyr.Sites;
using Seyr.Stats;

namespace Seyr.Tests.Stats;

/// <summary>The documentation of the Stats API says what the reader takes, and nothing else.</summary>
internal sealed class ApiDocsTests
{
    private ApiWorld world = null!;

    [OneTimeSetUp]
    public async Task Start() => world = await ApiWorld.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await world.DisposeAsync();

    [Test]
    public async Task Everything_that_the_schema_names_is_taken()
    {
        using var schema = await JsonAsync(ApiDocs.SchemaRoute);
        var parts = schema.RootElement.GetProperty("$defs");
        var metrics = Names(parts.GetProperty("Metric"));
        var dimensions = Names(parts.GetProperty("Dimension").GetProperty("oneOf")[0]);
        var operators = Names(parts.GetProperty("Filter").GetProperty("oneOf")[0].GetProperty("prefixItems")[0]);
        Assert.That((metrics.Count, dimensions.Count, operators.Count), Is.EqualTo((ApiMetric.All.Count, ApiDimension.All.Count, ApiOperator.All.Count)));

        var needs = "\"dimensions\":[\"event:page\",\"event:goal\"],\"filters\":[[\"is\",\"visit:country\",[\"DE\"]]]";
        foreach (var metric in metrics)
        {
            await TakesAsync($$"""{"site_id":"ann.test","metrics":["{{metric}}"],"date_range":"year",{{needs}}}""");
        }

        foreach (var dimension in dimensions)
        {
            await TakesAsync($$"""{"site_id":"ann.test","metrics":["visitors"],"date_range":"year","dimensions":["{{dimension}}"],"order_by":[["{{dimension}}","asc"]]}""");
        }

        foreach (var name in operators)
        {
            await TakesAsync($$"""{"site_id":"ann.test","metrics":["visitors"],"date_range":"year","filters":[["{{name}}","event:page",["/"],{"case_sensitive":false}]]}""");
        }
    }

    [Test]
    public async Task Schema_names_every_field_that_is_read()
    {
        using var schema = await JsonAsync(ApiDocs.SchemaRoute);
        var root = schema.RootElement;
        Assert.That(root.GetProperty("properties").EnumerateObject().Select(static field => field.Name), Is.EquivalentTo(ApiQueryReader.Fields));
        Assert.That(root.GetProperty("properties").GetProperty("include").GetProperty("properties").EnumerateObject().Select(static field => field.Name), Is.EquivalentTo(ApiQueryReader.Includes));
        Assert.That(root.GetProperty("additionalProperties").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Every_example_is_answered()
    {
        foreach (var example in ApiExample.All)
        {
            var path = example.Path.Replace(ApiExample.Site, "ann.test", StringComparison.Ordinal);
            var (status, answer) = example.Body.Length == 0 ? await world.GetAsync(path) : await world.QueryAsync(example.Body.Replace(ApiExample.Site, "ann.test", StringComparison.Ordinal));
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), example.Title + answer);
        }
    }

    [Test]
    public async Task Document_has_every_address_and_refers_to_what_is_there()
    {
        using var document = await JsonAsync(ApiDocs.DocumentRoute);
        var root = document.RootElement;
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                var isManaging = ApiOperation.All.Any(operation => operation.Route.Replace(":long", "", StringComparison.Ordinal) == path.Name);
                var address = path.Name.Replace("{domain}", "ann.test", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method.Name.ToUpperInvariant()), address);
                using var answer = await world.AnswerAsync(request, "ann");
                Assert.That(answer.StatusCode, Is.EqualTo(isManaging ? HttpStatusCode.Forbidden : HttpStatusCode.BadRequest), path.Name);
            }
        }

        var schemas = root.GetProperty("components").GetProperty("schemas");
        foreach (var reference in System.Text.RegularExpressions.Regex.Matches(root.GetRawText(), "\"\\$ref\":\"([^\"]+)\"").Select(static match => match.Groups[1].Value))
        {
            Assert.That(schemas.TryGetProperty(reference.Replace("#/components/schemas/", "", StringComparison.Ordinal), out _), Is.True, reference);
        }
    }

    [Test]
    public async Task Page_names_all_metrics_dimensions_and_operators_to_anybody()
    {
        var (status, page) = await world.GetAsync(ApiDocs.Route, null);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), page);
        foreach (var name in ApiMetric.All.Select(static metric => metric.Name).Concat(ApiDimension.All.Select(static dimension => dimension.Name)).Concat(ApiOperator.All.Select(static known => known.Name)))
        {
            Assert.That(page, Does.Contain($"<code>{name}</code>"));
        }

        Assert.That(page, Does.Contain("curl &#x27;" + world.Http.BaseAddress).Or.Contain("curl &#39;" + world.Http.BaseAddress));
    }

    private async Task TakesAsync(string body)
    {
        var (status, answer) = await world.QueryAsync(body);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body + answer);
    }

    private async Task<JsonDocument> JsonAsync(string path)
    {
        var (status, answer) = await world.GetAsync(path, null);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        return JsonDocument.Parse(answer);
    }

    private static List<string> Names(JsonElement schema) => [.. schema.GetProperty("enum").EnumerateArray().Select(static name => name.GetString()!)];
}
