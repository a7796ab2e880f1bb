using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Sites;

/// <summary>Organisations, members, sites: who may see what.</summary>
public static class SitesModule
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddSites(this IServiceCollection services, SitesOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SiteDirectory>()
        .AddSingleton<SiteList>()
        .AddSingleton<Usage>()
        .AddSingleton<Provisioning>()
        .AddSingleton<FirstRun>()
        .AddSingleton<SignUp>()
        .AddSingleton<SitePages>()
        .AddSingleton<Refusals>()
        .AddSingleton<SettingsPages>();

    /// <summary>Maps the set-up page, the list of sites, and each site's snippet and settings.</summary>
    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        var firstRun = routes.ServiceProvider.GetRequiredService<FirstRun>();
        routes.MapGet("/", (RequestDelegate)firstRun.StartAsync).AllowAnonymous();
        routes.MapGet(FirstRun.Route, (RequestDelegate)firstRun.ShowAsync).AllowAnonymous();
        routes.MapPost(FirstRun.Route, (RequestDelegate)firstRun.SubmitAsync).AllowAnonymous();

        var signUp = routes.ServiceProvider.GetRequiredService<SignUp>();
        routes.MapGet(SignUp.Path, (RequestDelegate)signUp.AskAsync).AllowAnonymous();
        routes.MapPost(SignUp.Path, (RequestDelegate)signUp.SubmitAsync).AllowAnonymous();
        routes.MapGet(SignUp.Route, (RequestDelegate)signUp.ShowAsync).AllowAnonymous();
        routes.MapPost(SignUp.Route, (RequestDelegate)signUp.MakeAsync).AllowAnonymous();

        var pages = routes.ServiceProvider.GetRequiredService<SitePages>();
        routes.MapGet("/sites", (RequestDelegate)pages.ListAsync);
        routes.MapGet(SitePages.New, (RequestDelegate)pages.ShowNewAsync);
        routes.MapPost(SitePages.New, (RequestDelegate)pages.AddAsync);
        routes.MapGet(SitePages.InstallRoute, (RequestDelegate)pages.InstallAsync);

        var settings = routes.ServiceProvider.GetRequiredService<SettingsPages>();
        routes.MapGet(SettingsPages.Route, (RequestDelegate)settings.ShowAsync);
        routes.MapPost(SettingsPages.Route, (RequestDelegate)settings.SaveAsync);
    }
}
