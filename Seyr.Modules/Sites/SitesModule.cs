using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Sites;

/// <summary>Organisations, members, sites: who may see what.</summary>
public static class SitesModule
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddSites(this IServiceCollection services, SitesOptions options, ApiOptions api) => services
        .AddSingleton(options)
        .AddSingleton(api)
        .AddSingleton<ApiKeys>()
        .AddSingleton<ApiKeyLimits>()
        .AddSingleton<KeyRing>()
        .AddSingleton<KeyPages>()
        .AddSingleton<SiteDirectory>()
        .AddSingleton<SiteList>()
        .AddSingleton<Usage>()
        .AddSingleton<Provisioning>()
        .AddSingleton<FirstRun>()
        .AddSingleton<SitePages>()
        .AddSingleton<Refusals>()
        .AddSingleton<SiteGoals>()
        .AddSingleton<GoalPages>()
        .AddSingleton<SettingsPages>();

    /// <summary>Maps the set-up page, the list of sites, the API keys, and each site's snippet, settings and goals.</summary>
    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        var firstRun = routes.ServiceProvider.GetRequiredService<FirstRun>();
        routes.MapGet("/", (RequestDelegate)firstRun.StartAsync).AllowAnonymous();
        routes.MapGet(FirstRun.Route, (RequestDelegate)firstRun.ShowAsync).AllowAnonymous();
        routes.MapPost(FirstRun.Route, (RequestDelegate)firstRun.SubmitAsync).AllowAnonymous();

        var pages = routes.ServiceProvider.GetRequiredService<SitePages>();
        routes.MapGet("/sites", (RequestDelegate)pages.ListAsync);
        routes.MapGet(SitePages.New, (RequestDelegate)pages.ShowNewAsync);
        routes.MapPost(SitePages.New, (RequestDelegate)pages.AddAsync);
        routes.MapGet(SitePages.InstallRoute, (RequestDelegate)pages.InstallAsync);

        var keys = routes.ServiceProvider.GetRequiredService<KeyPages>();
        routes.MapGet(KeyPages.Route, (RequestDelegate)keys.ShowAsync);
        routes.MapPost(KeyPages.Route, (RequestDelegate)keys.MakeAsync);
        routes.MapPost(KeyPages.RevokeRoute, (RequestDelegate)keys.RevokeAsync);

        var settings = routes.ServiceProvider.GetRequiredService<SettingsPages>();
        routes.MapGet(SettingsPages.Route, (RequestDelegate)settings.ShowAsync);
        routes.MapPost(SettingsPages.Route, (RequestDelegate)settings.SaveAsync);

        var goals = routes.ServiceProvider.GetRequiredService<GoalPages>();
        routes.MapGet(GoalPages.Route, (RequestDelegate)goals.ShowAsync);
        routes.MapPost(GoalPages.Route, (RequestDelegate)goals.AddAsync);
        routes.MapPost(GoalPages.RemoveRoute, (RequestDelegate)goals.RemoveAsync);
    }
}
