using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>The numbers, and the pages that show them.</summary>
public static class StatsModule
{
    private static readonly TimeSpan RolledDaysRemembered = TimeSpan.FromSeconds(2);

    /// <summary>Registers them.</summary>
    public static IServiceCollection AddStats(this IServiceCollection services) => services
        .AddSingleton(static services => new RolledDays(
            services.GetRequiredService<EventStore>(), services.GetRequiredService<TimeProvider>(), RollupKeeper.Settle, RolledDaysRemembered))
        .AddSingleton<Answers>()
        .AddSingleton<Presence>()
        .AddSingleton<Screens>()
        .AddSingleton<RollupKeeper>()
        .AddHostedService(static services => services.GetRequiredService<RollupKeeper>())
        .AddSingleton<Dashboard>();

    /// <summary>Maps a site's page.</summary>
    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        var dashboard = routes.ServiceProvider.GetRequiredService<Dashboard>();
        routes.MapGet(Dashboard.Route, (RequestDelegate)dashboard.ShowAsync);
        routes.MapGet(Dashboard.SharedRoute, (RequestDelegate)dashboard.ShowSharedAsync).AllowAnonymous();
        routes.MapGet(Dashboard.PublicRoute, (RequestDelegate)dashboard.ShowPublicAsync).AllowAnonymous();
        routes.MapGet(Dashboard.FirstEventRoute, (RequestDelegate)dashboard.FirstEventAsync);
    }
}
