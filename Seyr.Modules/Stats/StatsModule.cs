using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seyr.Sites;
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
        .AddSingleton<IPreviews, Previews>()
        .AddSingleton(static services => new Glances(services.GetRequiredService<EventStore>(), RollupKeeper.Settle))
        .AddSingleton<Overview>()
        .AddSingleton<ChosenSites>()
        .AddSingleton<Presence>()
        .AddSingleton<Beginnings>()
        .AddSingleton<Screens>()
        .AddSingleton<RollupKeeper>()
        .AddHostedService(static services => services.GetRequiredService<RollupKeeper>())
        .AddSingleton<Viewings>()
        .AddSingleton<Dashboard>()
        .AddSingleton<Revenues>()
        .AddSingleton<Expressions>()
        .AddSingleton<ApiAnswers>()
        .AddSingleton<ApiAccess>()
        .AddSingleton<ApiQueryEndpoint>()
        .AddSingleton<ApiV1Endpoints>()
        .AddSingleton<ApiDocs>()
        .AddSingleton<CsvExport>()
        .AddSingleton<RawExport>()
        .AddSingleton<Funnels>()
        .AddSingleton<SegmentPages>()
        .AddSingleton<FunnelPages>()
        .AddSingleton<Details>()
        .AddSingleton<DetailsFile>()
        .AddSingleton<RefusedView>()
        .AddSingleton<Pulses>()
        .AddSingleton<Live>()
        .AddSingleton<WorldMap>();

    /// <summary>Maps the page of all sites, and each site's pages.</summary>
    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Overview.Route, (RequestDelegate)routes.ServiceProvider.GetRequiredService<Overview>().ShowAsync);
        routes.MapGet(ChosenSites.Route, (RequestDelegate)routes.ServiceProvider.GetRequiredService<ChosenSites>().OpenAsync);
        var dashboard = routes.ServiceProvider.GetRequiredService<Dashboard>();
        var details = routes.ServiceProvider.GetRequiredService<Details>();
        var file = routes.ServiceProvider.GetRequiredService<DetailsFile>();
        var map = routes.ServiceProvider.GetRequiredService<WorldMap>();
        var live = routes.ServiceProvider.GetRequiredService<Live>();
        foreach (var (start, isOpen) in Viewings.Ways)
        {
            Map(start + Dashboard.Route, dashboard.ShowAsync);
            Map(start + Dashboard.NowRoute, dashboard.NowAsync);
            Map(start + Live.Route, live.ShowAsync);
            Map(start + Details.Route, details.ShowAsync);
            Map(start + DetailsFile.Route, file.SendAsync);
            Map(start + WorldMap.Route, map.ShowAsync);

            void Map(string route, RequestDelegate handle)
            {
                var mapped = routes.MapGet(route, handle);
                if (isOpen)
                {
                    mapped.AllowAnonymous();
                }
            }
        }

        routes.MapGet(RefusedView.Route, (RequestDelegate)routes.ServiceProvider.GetRequiredService<RefusedView>().ShowAsync);
        routes.MapGet(Dashboard.FirstEventRoute, (RequestDelegate)dashboard.FirstEventAsync);
        var raw = routes.ServiceProvider.GetRequiredService<RawExport>();
        routes.MapGet(RawExport.LinesRoute, (RequestDelegate)raw.LinesAsync);
        routes.MapGet(RawExport.ParquetRoute, (RequestDelegate)raw.ParquetAsync);
        routes.MapGet(CsvExport.Route, (RequestDelegate)routes.ServiceProvider.GetRequiredService<CsvExport>().HandleAsync);
        var segments = routes.ServiceProvider.GetRequiredService<SegmentPages>();
        routes.MapGet(SegmentPages.Route, (RequestDelegate)segments.ListAsync);
        routes.MapPost(SegmentPages.Route, (RequestDelegate)segments.AddAsync);
        routes.MapGet(SegmentPages.OneRoute, (RequestDelegate)segments.ShowAsync);
        routes.MapPost(SegmentPages.OneRoute, (RequestDelegate)segments.SaveAsync);
        routes.MapPost(SegmentPages.RemoveRoute, (RequestDelegate)segments.RemoveAsync);
        routes.MapPost(SegmentPages.RestoreRoute, (RequestDelegate)segments.RestoreAsync);
        var funnels = routes.ServiceProvider.GetRequiredService<FunnelPages>();
        routes.MapGet(FunnelPages.Route, (RequestDelegate)funnels.ListAsync);
        routes.MapPost(FunnelPages.Route, (RequestDelegate)funnels.AddAsync);
        routes.MapGet(FunnelPages.OneRoute, (RequestDelegate)funnels.ShowAsync);
        routes.MapPost(FunnelPages.OneRoute, (RequestDelegate)funnels.SaveAsync);
        routes.MapPost(FunnelPages.RemoveRoute, (RequestDelegate)funnels.RemoveAsync);
        routes.MapPost(FunnelPages.RestoreRoute, (RequestDelegate)funnels.RestoreAsync);
        MapApi(routes);
    }

    private static void MapApi(IEndpointRouteBuilder routes)
    {
        routes.Map(ApiQueryEndpoint.Route, routes.ServiceProvider.GetRequiredService<ApiQueryEndpoint>().HandleAsync).AllowAnonymous();
        var v1 = routes.ServiceProvider.GetRequiredService<ApiV1Endpoints>();
        routes.Map(ApiV1Endpoints.Start + "realtime/visitors", v1.CurrentVisitorsAsync).AllowAnonymous();
        routes.Map(ApiV1Endpoints.Start + "aggregate", v1.AggregateAsync).AllowAnonymous();
        routes.Map(ApiV1Endpoints.Start + "timeseries", v1.TimeseriesAsync).AllowAnonymous();
        routes.Map(ApiV1Endpoints.Start + "breakdown", v1.BreakdownAsync).AllowAnonymous();
        var docs = routes.ServiceProvider.GetRequiredService<ApiDocs>();
        routes.MapGet(ApiDocs.Route, (RequestDelegate)docs.ShowAsync).AllowAnonymous();
        routes.MapGet(ApiDocs.DocumentRoute, (RequestDelegate)docs.DocumentAsync).AllowAnonymous();
        routes.MapGet(ApiDocs.SchemaRoute, (RequestDelegate)docs.SchemaAsync).AllowAnonymous();
    }
}
