using System.Globalization;
using System.Net;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Seyr.Host;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>A server at noon of a known day, with two organisations, and a week of one site's visits that anybody can count.</summary>
internal sealed class ApiWorld : IAsyncDisposable
{
    public const string Other = "bob.test";

    /// <summary>A Wednesday.</summary>
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 25, 12, 0);

    private readonly string directory = Directory.CreateTempSubdirectory("seyr-api-").FullName;
    private WholeServer server = null!;

    public HttpClient Http { get; private set; } = null!;

    public LogList Log { get; } = new();

    /// <summary>Keys by who has them: ann, bob, and ann's that may only send events.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    public EventStore Events => server.Events;

    public IServiceProvider Services => server.Services;

    public static async Task<ApiWorld> StartAsync(int requestsPerHour = 0)
    {
        var world = new ApiWorld();
        var options = new SeyrOptions { DataDirectory = Path.Combine(world.directory, "data"), Listen = "http://127.0.0.1:0" };
        options.Api.StatsRequestsPerHour = requestsPerHour;
        options.Ingest.SaltDirectory = SaltFile.MemoryOnly;
        world.server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), new FakeTimeProvider(Now.ToDateTimeOffset()), world.Log);
        world.Http = new HttpClient { BaseAddress = world.server.Address };
        await Provision.New(world.Services.GetRequiredService<RelationalStore>(), options)
            .EnsureAsync("bob@bob.test", static () => "correct horse battery", "bob", Other, "Etc/UTC", CancellationToken.None);
        await world.FillAsync();
        return world;
    }

    /// <summary>Asks the second version.</summary>
    public async Task<(HttpStatusCode Status, string Body)> QueryAsync(string body, string? key = "ann")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await SendAsync(request, key);
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, string? key = "ann")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, key);
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, string? key)
    {
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Keys.GetValueOrDefault(key, key));
        }

        return await Http.SendAsync(request);
    }

    public async Task<long> SiteIdAsync(string domain)
    {
        await using var connection = await Services.GetRequiredService<RelationalStore>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("select id from sites where domain = @domain", new { domain });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request, string? key)
    {
        using var answer = await AnswerAsync(request, key);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task FillAsync()
    {
        var ring = Services.GetRequiredService<KeyRing>();
        await using (var connection = await Services.GetRequiredService<RelationalStore>().OpenAsync(CancellationToken.None))
        {
            foreach (var name in new[] { "ann", "bob" })
            {
                var member = await connection.QuerySingleAsync<(long User, long Organisation)>(
                    "select user_id, organisation_id from members join users on users.id = user_id where email = @email", new { email = $"{name}@{name}.test" });
                Keys[name] = (await ring.MakeAsync(member.User, member.Organisation, "stats", ApiScopes.StatsRead, null, CancellationToken.None))!;
                Keys[name + " sends"] = (await ring.MakeAsync(member.User, member.Organisation, "events", ApiScopes.EventsWrite, null, CancellationToken.None))!;
            }
        }

        var site = await SiteIdAsync(WholeServer.Domain);
        var goals = Services.GetRequiredService<SiteGoals>();
        await goals.AddAsync(new SiteGoal { SiteId = site, Name = "Visit /blog/*", Kind = "page", Target = "/blog/*" }, CancellationToken.None);
        await goals.AddAsync(new SiteGoal { SiteId = site, Name = "Purchase", Kind = "event", Target = "Purchase" }, CancellationToken.None);
        await goals.AddAsync(new SiteGoal { SiteId = site, Name = "Signed up", Kind = "event", Target = "Signup" }, CancellationToken.None);
        await Events.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)site, Visits()), "week", CancellationToken.None);
        await Events.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)await SiteIdAsync(Other), [Visit(99, "2026-11-20 10:00", "Elsewhere", "FR", "secret/")]), "other", CancellationToken.None);
    }

    /// <summary>
    /// Four visits: two from Google (one signs up and buys for 29.95 EUR, one reads the blog and buys for 10 USD), one without
    /// a source that bounces, one from a newsletter a week before.
    /// </summary>
    private static List<TestVisit> Visits() =>
    [
        Visit(1, "2026-11-20 10:00", "Google", "DE", "/", "/pricing", "Signup", "Purchase EUR 29.95"),
        Visit(2, "2026-11-20 11:00", "", "", "/"),
        Visit(3, "2026-11-21 23:58", "Google", "US", "/blog/one", "engagement", "Purchase USD 10"),
        Visit(4, "2026-11-13 10:00", "newsletter", "DE", "/pricing"),
    ];

    /// <param name="number">The visitor's and the visit's.</param>
    /// <param name="start">When it began, UTC; an event a minute.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="country">From which country.</param>
    /// <param name="steps">Paths of page views, names of events.</param>
    private static TestVisit Visit(ulong number, string start, string source, string country, params string[] steps)
    {
        var time = Instant.FromDateTimeUtc(DateTime.SpecifyKind(DateTime.ParseExact(start, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), DateTimeKind.Utc));
        var facts = TestTraffic.Facts.ToDictionary(static fact => fact, static _ => "");
        (facts["source"], facts["country"], facts["channel"]) = (source, country, source.Length == 0 ? "Direct" : source == "Google" ? "Organic Search" : "Email");
        var visit = new TestVisit(number, time, facts);
        var path = steps[0];
        foreach (var step in steps)
        {
            var parts = step.Split(' ');
            var isPage = step.Contains('/', StringComparison.Ordinal);
            path = isPage ? step : path;
            visit.Events.Add(new TestEvent(visit, time, isPage ? "pageview" : parts[0], number, path, "ann.test")
            {
                Engagement = step == "engagement" ? 5_000 : 0,
                Scroll = step == "engagement" ? 80 : null,
                Currency = parts.Length > 1 ? parts[1] : "",
                Revenue = parts.Length > 1 ? decimal.Parse(parts[2], CultureInfo.InvariantCulture) : 0,
                Props = step == "Signup" ? new Dictionary<string, string> { ["plan"] = "pro" } : new Dictionary<string, string>(),
            });
            time += Duration.FromSeconds(step == "/blog/one" ? 30 : 60);
        }

        return visit;
    }
}
