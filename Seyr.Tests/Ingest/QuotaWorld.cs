using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Seyr.Identity;
using Seyr.Enrichment;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>Two real stores, sites in them, and as many servers on them as are wanted; each dies without a word.</summary>
internal sealed class QuotaWorld : IAsyncDisposable
{
    public const int March = 20260331;
    public const int April = 20260401;

    private readonly LogList log = new();
    private readonly ILoggerFactory logs;
    private readonly TestDatabase database;
    private readonly EventStore events;

    private QuotaWorld(TestDatabase database, EventStore events)
    {
        this.database = database;
        this.events = events;
        logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        Usage = new Usage(database.Store, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 31, 23, 59, 0, TimeSpan.Zero));

    public uint Now => (uint)Clock.GetUtcNow().ToUnixTimeSeconds();

    public Usage Usage { get; }

    public string Log => log.ToString();

    public static async Task<QuotaWorld> NewAsync(RelationalKind relational, EventStoreKind kind) =>
        new(await TestDatabase.NewAsync(relational), await TestEngine.NewStoreAsync(kind));

    /// <summary>A server after its start: its quota in memory, and what keeps it.</summary>
    public async Task<(Quota Quota, QuotaKeeper Keeper)> StartAsync(TimeSpan othersSettleWithin = default)
    {
        var quota = new Quota();
        var keeper = new QuotaKeeper(quota, new Usage(database.Store, Clock), events, Clock, logs.CreateLogger<QuotaKeeper>()) { OthersSettleWithin = othersSettleWithin };
        await keeper.StartAsync(default);
        return (quota, keeper);
    }

    public async Task<Site> AddSiteAsync(string owner, string domain, string limit = "0", string mode = OrganisationQuota.Block)
    {
        var options = new SitesOptions(null);
        var provisioning = new Provisioning(database.Store, new Users(database.Store, new Throttle(Clock), Clock), new SiteDirectory(database.Store, options, Clock), options, Clock);
        Task<Site> EnsureAsync() => provisioning.EnsureAsync($"{owner}@{owner}.test", static () => "long enough", owner, domain, "Etc/UTC", default);
        await new OrganisationQuota(database.Store).SetAsync((await EnsureAsync()).OrganisationId, limit, mode, default);
        return await EnsureAsync();
    }

    /// <summary>Brings events to the event store, under a segment's name.</summary>
    public Task InsertAsync(string segment, params (Site Site, uint Time, int Count)[] rows)
    {
        using var stream = new MemoryStream();
        var memory = new byte[EventRow.MaxBytes];
        foreach (var (site, time, count) in rows)
        {
            for (var i = 0; i < count; i++)
            {
                var row = new RowWriter(memory);
                var facts = EventRow.WriteFacts(new byte[100], "/"u8, [], "", "", "", default, new Place("", "", ""), [], "", new Device("", "", "", "", "", BotKind.None));
                EventRow.Write(ref row, new VisitKey((uint)site.Id, (ulong)i), time, "pageview"u8, new VisitStep((ulong)i, time, 1, 1, 0), 0, EventRow.NoScroll, default, "a.test"u8, "/"u8, 0, [], facts);
                stream.Write(row.Written);
            }
        }

        return events.InsertAsync("events", EventRow.Columns, stream.ToArray(), segment, default);
    }

    public async ValueTask DisposeAsync()
    {
        logs.Dispose();
        await events.DisposeAsync();
        await database.DisposeAsync();
    }
}
