using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>The numbers, and the pages that show them.</summary>
public static class StatsModule
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddStats(this IServiceCollection services) => services
        .AddSingleton(static services => new RolledDays(services.GetRequiredService<EventStore>(), RollupKeeper.Settle))
        .AddSingleton<Answers>()
        .AddSingleton<Presence>()
        .AddSingleton<Screens>()
        .AddSingleton<RollupKeeper>()
        .AddHostedService(static services => services.GetRequiredService<RollupKeeper>())
        .AddSingleton<Viewings>()
        .AddSingleton<Dashboard>()
        .AddSingleton<Details>()
        .AddSingleton<WorldMap>();

    /// <summary>Maps a site's pages.</summary>
    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        var dashboard = routes.ServiceProvider.GetRequiredService<Dashboard>();
        routes.MapGet(Dashboard.Route, (RequestDelegate)dashboard.ShowAsync);
        routes.MapGet(Dashboard.FirstEventRoute, (RequestDelegate)dashboard.FirstEventAsync);
        routes.MapGet(Dashboard.NowRoute, (RequestDelegate)dashboard.NowAsync);
        routes.MapGet(Details.Route, (RequestDelegate)routes.ServiceProvider.GetRequiredService<Details>().ShowAsync);
        routes.MapGet(WorldMap.Route, (RequestDelegate)routes.ServiceProvider.GetRequiredService<WorldMap>().ShowAsync);
    }
}
