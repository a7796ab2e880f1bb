using System.Data.Common;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Seyr.Billing;
using Seyr.Identity;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Host;

/// <summary>Puts the modules together into one Kestrel process.</summary>
internal static class Server
{
    /// <summary>How long what is under way may take when the server stops.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    public static WebApplication Build(SeyrOptions options, Stores stores, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Production,
            ContentRootPath = AppContext.BaseDirectory,
            // Else it would watch all files below.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        AddLogging(builder.Logging, options);
        builder.WebHost.UseUrls(options.Listen).ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A user agent of any bytes is no broken request; whatever else we read of headers is ASCII.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            Connections.Bound(kestrel.Limits);
        });
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = StopPatience);
        builder.Services
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton(stores.Data)
            .AddSingleton(stores.Relational)
            .AddSingleton(stores.Events)
            .AddWeb(options.Web, [typeof(SitesModule).Assembly, typeof(StatsModule).Assembly, .. options.Billing.IsOn ? [typeof(BillingModule).Assembly] : Array.Empty<Assembly>()])
            .AddIdentity(options.Identity, options.Mail, options.ServerAddress)
            .AddSites(options.Sites, options.Api)
            .AddIngest(options.Ingest)
            .AddStats();
        if (options.Billing.IsOn)
        {
            builder.Services.AddBilling(options.Billing, options.ServerAddress);
        }

        builder.Services.AddDataProtection().SetApplicationName("seyr").PersistKeysToFileSystem(new DirectoryInfo(stores.Data.Subdirectory("keys")));

        var app = builder.Build();
        Use(app, options);
        Map(app, options);
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, SeyrOptions options)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            console.UseUtcTimestamp = true;
        });
        logging.SetMinimumLevel(options.MinimumLevel);
        logging.AddFilter("Microsoft", static level => level >= LogLevel.Warning);
        // It says what begins and ends, at a level that isn't shown; being asked to, it makes an activity and a scope for each request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The keys lie in the data directory, as everything else does; the framework would warn of it at each start.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", static level => level >= LogLevel.Error);
    }

    private static void Use(WebApplication app, SeyrOptions options)
    {
        UseProxies(app, options);
        app.UseIngest();
        app.UseSecurityHeaders();
        app.UseLocale();
        app.UseExceptionHandler(static broken => broken.Run(static context =>
        {
            var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
            var isStore = error is DbException or TimeoutException or HttpRequestException;
            return Frame.RenderErrorAsync(context, isStore ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError);
        }));
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static void UseProxies(WebApplication app, SeyrOptions options)
    {
        if (options.ProxyNetworks().ToList() is not { Count: > 0 } networks)
        {
            return;
        }

        var proxies = new TrustedProxies(networks);
        app.Use(next => context =>
        {
            proxies.Apply(context);
            return next(context);
        });
    }

    private static void Map(WebApplication app, SeyrOptions options)
    {
        app.MapGet("/health/live", (RequestDelegate)(static context => context.Response.WriteAsync("live"))).AllowAnonymous();
        app.MapGet("/health/ready", (RequestDelegate)ReadyAsync).AllowAnonymous();
        if (options.MetricsToken.Length > 0)
        {
            var expected = Encoding.UTF8.GetBytes("Bearer " + options.MetricsToken);
            app.MapGet("/metrics", (RequestDelegate)(context => MetricsAsync(context, expected))).AllowAnonymous();
        }

        app.MapWeb(app.Services.GetRequiredService<Assets>());
        app.MapIdentity();
        app.MapSites();
        app.MapStats();
        if (options.Billing.IsOn)
        {
            app.MapBilling();
        }

        app.MapFallback("{**path}", (RequestDelegate)(static context => Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound))).AllowAnonymous();
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var relational = context.RequestServices.GetRequiredService<RelationalStore>().IsReadyAsync(context.RequestAborted);
        var events = context.RequestServices.GetRequiredService<EventStore>().IsReadyAsync(context.RequestAborted);
        var isReady = await relational & await events;
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync(isReady ? "ready" : "not ready", context.RequestAborted);
    }

    private static Task MetricsAsync(HttpContext context, byte[] expected)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), expected))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(IngestModule.Metrics(context.RequestServices) + ProcessMetrics.ToPrometheus(), context.RequestAborted);
    }
}
