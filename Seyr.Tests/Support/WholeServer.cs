using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seyr.Host;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Ingest;

namespace Seyr.Tests.Support;

/// <summary>
/// The program as its composition root puts it together, over real sockets, but in this process: with a clock that
/// stands still, and its insides within reach. Nothing is flushed but on demand.
/// </summary>
internal sealed class WholeServer : IAsyncDisposable
{
    public const string Domain = "ann.test";

    private readonly Stores stores;
    private readonly WebApplication app;

    private WholeServer(Stores stores, WebApplication app)
    {
        this.stores = stores;
        this.app = app;
        Address = Serve.Reachable(app.Urls.First());
    }

    public Uri Address { get; }

    public EventStore Events => stores.Events;

    public IServiceProvider Services => app.Services;

    /// <param name="options">Its configuration; what must be so for a test is set in it.</param>
    /// <param name="database">The engine's database: the same again for a restart.</param>
    /// <param name="clock">Tells the time, except to HTTP.</param>
    /// <param name="log">Gets what is logged.</param>
    public static async Task<WholeServer> StartAsync(SeyrOptions options, string database, TimeProvider clock, LogList log)
    {
        options.LogLevel = nameof(LogLevel.Trace);
        options.Ingest.FlushInterval = TimeSpan.FromMinutes(1);
        var data = DataDirectory.Open(options.DataDirectory);
        if (options.Storage.Relational.Length == 0)
        {
            await MigratedStores.AddSqliteAsync(data);
        }

        var stores = new Stores(data, RelationalStore.Open(options.Storage, data), TestEngine.OpenStore(EventStoreKind.Embedded, database));
        await Schemas.MigrateAsync(stores.Relational, stores.Events, CancellationToken.None);
        await Provision.New(stores.Relational, options).EnsureAsync("ann@ann.test", static () => "correct horse battery", "ann", Domain, "Etc/UTC", CancellationToken.None);
        var app = Server.Build(options, stores, clock);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await app.StartAsync();
        return new WholeServer(stores, app);
    }

    public Task FlushAsync() => Services.GetRequiredService<EventBuffer>().FlushAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await stores.DisposeAsync();
    }
}
