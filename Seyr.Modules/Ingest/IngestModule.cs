using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seyr.Enrichment;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>The way in: the tracker, the beacon, and all that happens to an event until the event store has it.</summary>
public static partial class IngestModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddIngest(this IServiceCollection services, IngestOptions options) => services
        .AddSingleton(options)
        .AddSingleton<IngestCounters>()
        .AddSingleton<DeviceParser>()
        .AddSingleton<CountryDatabase>()
        .AddSingleton<SourceNames>()
        .AddSingleton<Channels>()
        .AddSingleton(static provider => new ReferrerSpam(OptionsOf(provider).ReferrerSpamList, ClockOf(provider), Complaint(provider)))
        .AddSingleton(static provider => new Places(
            provider.GetRequiredService<CountryDatabase>(), OptionsOf(provider).CityDatabase, DirectoryOf(provider), ClockOf(provider), Complaint(provider)))
        .AddSingleton(static provider => new Datacentres(
            OptionsOf(provider).AsnDatabase, OptionsOf(provider).DatacentreAsnList, DirectoryOf(provider), ClockOf(provider), Complaint(provider)))
        .AddSingleton<VisitFacts>()
        .AddSingleton(static provider => new Visits(OptionsOf(provider).MaxVisits))
        .AddSingleton(static _ => new DatedVisits())
        .AddSingleton(static provider => new DailySalt(
            ClockOf(provider), SaltFile.Choose(OptionsOf(provider), provider.GetRequiredService<DataDirectory>())))
        .AddSingleton(static provider => new Spool(provider.GetRequiredService<DataDirectory>()))
        .AddSingleton<VisitRecovery>()
        .AddSingleton<Quota>()
        .AddSingleton<QuotaKeeper>()
        .AddHostedService(static provider => provider.GetRequiredService<QuotaKeeper>())
        .AddSingleton<EventBuffer>()
        .AddHostedService(static provider => provider.GetRequiredService<EventBuffer>())
        .AddSingleton<RefusalTally>()
        .AddHostedService(static provider => provider.GetRequiredService<RefusalTally>())
        .AddSingleton<Ingestion>()
        .AddSingleton<BeaconEndpoint>()
        .AddSingleton<ToldIngestion>()
        .AddSingleton<BatchTurns>()
        .AddSingleton<EventsEndpoint>()
        .AddSingleton<TrackerScript>();

    /// <summary>
    /// Answers <c>/i</c>, <c>/api/event</c>, <c>/api/v1/events</c> and <c>/s.js</c> with its other builds ahead of everything else:
    /// a beacon meets no routing, no session, no cookie.
    /// </summary>
    public static IApplicationBuilder UseIngest(this IApplicationBuilder app)
    {
        var isMeantToLast = app.ApplicationServices.GetRequiredService<IngestOptions>().SaltDirectory != SaltFile.MemoryOnly;
        if (isMeantToLast && !app.ApplicationServices.GetRequiredService<DailySalt>().IsKept)
        {
            LogSaltNotKept(app.ApplicationServices.GetRequiredService<ILogger<DailySalt>>());
        }

        var beacon = app.ApplicationServices.GetRequiredService<BeaconEndpoint>();
        var events = app.ApplicationServices.GetRequiredService<EventsEndpoint>();
        var tracker = app.ApplicationServices.GetRequiredService<TrackerScript>();
        return app.Use(next => context =>
        {
            var path = context.Request.Path.Value;
            return path is BeaconEndpoint.Path or BeaconEndpoint.EventsPath ? beacon.HandleAsync(context)
                : path is EventsEndpoint.Path ? events.HandleAsync(context)
                : tracker.Find(path) is { } script ? TrackerScript.HandleAsync(context, script)
                : next(context);
        });
    }

    /// <summary>The counters of the way in, in Prometheus' text format.</summary>
    public static string Metrics(IServiceProvider services) => services.GetRequiredService<IngestCounters>().ToPrometheus();

    /// <summary>Adds to the usage what the event store has beyond it: events that did not come through the beacon.</summary>
    public static Task CountStoredAsync(RelationalStore relational, EventStore events, CancellationToken cancel) =>
        new QuotaKeeper(new Quota(), new Usage(relational, TimeProvider.System), events, TimeProvider.System, NullLogger<QuotaKeeper>.Instance).CheckAsync(cancel);

    private static IngestOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IngestOptions>();

    private static string DirectoryOf(IServiceProvider provider) => provider.GetRequiredService<DataDirectory>().Path;

    private static TimeProvider ClockOf(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    /// <summary>Says in the log that a file of the operator's can't be used.</summary>
    private static Action<string, string> Complaint(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILogger<IngestOptions>>();
        return (path, why) => LogUnusable(log, path, why);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} can't be used ({Why}): what was read of it before holds on. It is tried again once it changes.")]
    private static partial void LogUnusable(ILogger log, string path, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no tmpfs for the day's salt (Ingest:SaltDirectory): after a restart, today's visitors count anew.")]
    private static partial void LogSaltNotKept(ILogger log);
}
