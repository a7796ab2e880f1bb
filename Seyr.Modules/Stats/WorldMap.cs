using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>The map of the world, coloured by where visitors were.</summary>
internal sealed class WorldMap(Viewings viewings, Answers answers)
{
    public const string Route = "/map";

    private static readonly Lazy<(string Code, string Path)[]> Shapes = new(Load);

    public async Task ShowAsync(HttpContext context)
    {
        if (await viewings.FindAsync(context) is { } viewing)
        {
            await Frame.RenderAsync(context, Pages.Map.Create(await DrawAsync(viewing, context.RequestAborted)));
        }
    }

    public async Task<MapView> DrawAsync(Viewing viewing, CancellationToken cancel)
    {
        var query = viewing.Query() with { Metrics = [Metric.Visitors, Metric.Events], Dimensions = [DimensionKind.Country], OmitsUnset = true, Limit = Query.MaxRows };
        return MapView.Make(viewing, await answers.AskAsync(query, cancel), Shapes.Value);
    }

    private static (string Code, string Path)[] Load()
    {
        using var stream = typeof(WorldMap).Assembly.GetManifestResourceStream("world.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateObject().Select(static country => (country.Name, country.Value.GetString()!))];
    }
}
