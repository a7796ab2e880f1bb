using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Seyr.Enrichment;
using Seyr.Identity;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>The whole way in, of real parts, with a clock that stands still; nothing is flushed but on demand.</summary>
internal sealed class WayIn : IAsyncDisposable
{
    /// <summary>A resolver's address: public, in a country, and no visitor's.</summary>
    public const string Address = "8.8.8.8";

    private const int MaxVisits = 10_000;

    /// <summary>The host of a list with one entry.</summary>
    public const string Spammer = "spam.example";

    private static readonly string SpamList = NewSpamList();

    private static readonly Lazy<DeviceParser> Devices = new(static () => new DeviceParser());
    private static readonly Lazy<CountryDatabase> Countries = new(static () => new CountryDatabase());
    private static readonly Lazy<SourceNames> Sources = new(static () => new SourceNames());

    /// <summary>A database of cities and one of networks, which know of a few addresses.</summary>
    public static readonly TestDatabases Databases = TestDatabases.New();

    private static readonly Lazy<Places> Places = new(static () => new Places(Countries.Value, Databases.Cities, Databases.Directory, TimeProvider.System));

    private static readonly Lazy<Datacentres> Datacentres =
        new(static () => new Datacentres(Databases.Networks, Databases.Numbers, Databases.Directory, TimeProvider.System));

    private static readonly Lazy<VisitFacts> Origins = new(static () => new VisitFacts(Places.Value, Sources.Value, new Channels(Sources.Value), new ReferrerSpam(SpamList, TimeProvider.System)));

    private readonly DailySalt salt;
    private readonly ILogger<BeaconEndpoint> endpointLog;
    private BeaconEndpoint endpoint;
    private readonly Provisioning provisioning;
    private readonly SiteDirectory directory;
    private long owner;
    private int sites;

    private WayIn(TestDatabase database, EventStore store, DateTimeOffset now, string? saltFile, LogList? log)
    {
        Database = database;
        Store = store;
        Clock = new FakeTimeProvider(now);
        Refusals = new Refusals(database.Store, Clock);
        salt = new DailySalt(Clock, saltFile);
        var options = new SitesOptions(null);
        directory = new SiteDirectory(database.Store, options, Clock);
        provisioning = new Provisioning(database.Store, new Users(database.Store, new Throttle(Clock), Clock), directory, options, Clock);
        Buffer = TestBuffer.New(store, new IngestOptions(), Counters, Clock, log, database: database, quota: Quota);
        Tally = new RefusalTally(Counters, Refusals, Clock, NullLogger<RefusalTally>.Instance);
        using var logs = LoggerFactory.Create(logging =>
        {
            if (log is not null)
            {
                logging.AddProvider(log);
            }
        });
        endpointLog = logs.CreateLogger<BeaconEndpoint>();
        (Ingestion, endpoint) = WithVisits(new Visits(MaxVisits));
    }

    /// <summary>A browser on a desktop, as its maker documents it.</summary>
    public static string Agent => UserAgents.Visitors[0].Text;

    public TestDatabase Database { get; }

    public EventStore Store { get; }

    public FakeTimeProvider Clock { get; }

    public IngestCounters Counters { get; } = new();

    public Quota Quota { get; } = new();

    public Refusals Refusals { get; }

    public RefusalTally Tally { get; }

    public EventBuffer Buffer { get; }

    public Ingestion Ingestion { get; private set; }

    public static async Task<WayIn> OpenAsync(EventStoreKind kind, DateTimeOffset now, string? saltFile = null, LogList? log = null)
    {
        var way = new WayIn(await TestDatabase.NewAsync(RelationalKind.Sqlite), await TestEngine.NewStoreAsync(kind), now, saltFile, log);
        way.owner = (await way.provisioning.MakeFirstAsync("owner@seyr.example", "a long enough passphrase", "Seyr", "first.example", "Etc/UTC", CancellationToken.None))!.Value;
        return way;
    }

    /// <summary>Adds a site; its domain.</summary>
    public async Task<string> AddSiteAsync()
    {
        var domain = string.Create(CultureInfo.InvariantCulture, $"site{++sites}.example");
        Assert.That(await provisioning.AddSiteAsync(owner, domain, "Etc/UTC", CancellationToken.None), Is.Null);
        return domain;
    }

    /// <summary>Sets which bots a site keeps out.</summary>
    public Task FilterAsync(string domain, BotFilter filter) => SetAsync(domain, "bot_filter", filter.ToString().ToLowerInvariant());

    /// <summary>Changes a site's setting.</summary>
    public async Task SetAsync(string domain, string column, object value)
    {
        await using var connection = await Database.Store.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = $"update sites set {column} = @value where domain = '{domain}'";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@value", value);
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync();
        directory.Forget(domain);
    }

    /// <summary>What was kept out of a site, as far as the store was told.</summary>
    public async Task<IReadOnlyList<RefusalCount>> RefusedAsync(string domain) => await Refusals.OfAsync(await IdAsync(domain), 1, CancellationToken.None);

    /// <summary>Sets what the sites' organisation may use.</summary>
    public async Task LimitAsync(long events, string mode)
    {
        var first = await provisioning.EnsureAsync("owner@seyr.example", static () => "", "Seyr", "first.example", "Etc/UTC", CancellationToken.None);
        await new OrganisationQuota(Database.Store).SetAsync(first.OrganisationId, events.ToString(CultureInfo.InvariantCulture), mode, CancellationToken.None);
    }

    /// <summary>Sends a beacon by HTTP's own types; the answer is always the same.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> body, string address = Address, string? agent = null, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Method = "POST";
        context.Request.Path = BeaconEndpoint.Path;
        context.Request.Headers.UserAgent = agent ?? Agent;
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        context.Request.Body = new MemoryStream(body.ToArray());
        context.Response.Body = new MemoryStream();
        await endpoint.HandleAsync(context);
        Assert.That((context.Response.StatusCode, context.Response.Body.Length), Is.EqualTo((StatusCodes.Status202Accepted, 0L)));
    }

    public Task SendAsync(string body, string address = Address, string? agent = null, params (string Name, string Value)[] headers) =>
        SendAsync(Encoding.UTF8.GetBytes(body), address, agent, headers);

    /// <summary>Tells events as a program with a key does; what is wrong with each, null: nothing.</summary>
    public async Task<string?[]> TellAsync(string json, long? organisationId = null)
    {
        var body = Encoding.UTF8.GetBytes(json);
        Assert.That(ToldEvents.Read(body, out var problem), Is.Not.Null, problem);
        var first = await provisioning.EnsureAsync("owner@seyr.example", static () => "", "Seyr", "first.example", "Etc/UTC", CancellationToken.None);
        var telling = new ToldIngestion(Ingestion, directory, Counters, Clock, NullLogger<ToldIngestion>.Instance);
        return await telling.TakeAsync(body, ToldEvents.Read(body, out _)!, organisationId ?? first.OrganisationId);
    }

    /// <summary>The rows of a site, by column, in the order of their time.</summary>
    public async Task<List<Dictionary<string, string>>> RowsAsync(string domain)
    {
        await Buffer.FlushAsync(CancellationToken.None);
        return await Store.QueryAsync(
            "select *, toUnixTimestamp(time) as at, toUnixTimestamp(visit_start) as start_at from events where site_id = {site:UInt32} order by time",
            [new("site", await IdAsync(domain))],
            static row => Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => Show(row.GetValue(i))),
            CancellationToken.None);
    }

    /// <summary>The days of a site: day, visitors, page views, events, visits, bounces, duration.</summary>
    public async Task<List<string>> DaysAsync(string domain)
    {
        await Buffer.FlushAsync(CancellationToken.None);
        return await Store.QueryAsync(
            """
            select concatWithSeparator(' ', day, any(seen.visitors), sum(pageviews), sum(events), any(begun.visits), any(begun.bounces), any(begun.duration))
            from events_daily
            left join (select toDate(time) as day, uniqExact(visitor_id) as visitors from events where site_id = {site:UInt32} group by day) as seen using day
            left join
            (
                select toDate(visit_start) as day, sum(e.visits) as visits, sum(e.bounces) as bounces, sum(e.duration) as duration
                from events as e where site_id = {site:UInt32} group by day
            ) as begun using day
            where site_id = {site:UInt32} group by day order by day
            """,
            [new("site", await IdAsync(domain))], static row => row.GetString(0), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        salt.Dispose();
        Buffer.Dispose();
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Forgets all visits and takes them up again from what is stored, as a new process does.</summary>
    public async Task RestartAsync()
    {
        await Buffer.FlushAsync(CancellationToken.None);
        var visits = new Visits(MaxVisits);
        await new VisitRecovery(Store, visits, new IngestOptions(), Clock, NullLogger<VisitRecovery>.Instance).FromStoreAsync(CancellationToken.None);
        (Ingestion, endpoint) = WithVisits(visits);
    }

    private (Ingestion Ingestion, BeaconEndpoint Endpoint) WithVisits(Visits visits)
    {
        var ingestion = new Ingestion(directory, visits, new DatedVisits(), salt, Devices.Value, Places.Value, Datacentres.Value, Origins.Value, Quota, Buffer, Counters, Tally, Clock);
        return (ingestion, new BeaconEndpoint(ingestion, directory, Buffer, Counters, endpointLog));
    }

    private async Task<uint> IdAsync(string domain)
    {
        await using var connection = await Database.Store.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select id from sites where domain = '{domain}'";
        return Convert.ToUInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static string NewSpamList()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"spam-{Guid.NewGuid():N}.txt");
        File.WriteAllText(path, Spammer + "\n");
        return path;
    }

    private static string Show(object value) => value is IDictionary<string, string> map
        ? string.Join("; ", map.Select(static pair => $"{pair.Key}={pair.Value}"))
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
