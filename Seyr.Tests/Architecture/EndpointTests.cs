using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Billing;
using Seyr.Host;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Architecture;

/// <summary>Every endpoint, walked by everybody there is, against the list in <c>endpoints.txt</c>.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class EndpointTests(RelationalKind kind)
{
    private const string List = "Seyr.Tests/Architecture/endpoints.txt";
    private const string Password = "correct horse battery";

    /// <summary>Whoever walks: with what role in the organisation, or as a guest of its site.</summary>
    private static readonly (string Name, Role InOrganisation, Role AsGuest)[] People =
    [
        ("stranger", Role.None, Role.None), ("guest", Role.None, Role.Viewer), ("guest-editor", Role.None, Role.Editor), ("viewer", Role.Viewer, Role.None),
        ("editor", Role.Editor, Role.None), ("admin", Role.Admin, Role.None), ("ann", Role.Owner, Role.None), ("bob", Role.None, Role.None),
        ("operator", Role.None, Role.None),
    ];

    /// <summary>Whoever isn't signed in: without anything, with a key that may all, and with a shared link that was opened by its password.</summary>
    private static readonly string[] Outsiders = ["nobody", "key", "link"];

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, Visitor> visitors = [];
    private string data = null!;
    private WholeServer server = null!;
    private long organisation;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-endpoints-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data, MetricsToken = "for-the-scraper" };
        options.Storage.Relational = kind == RelationalKind.Postgres ? await MigratedStores.NewPostgresAsync() : "";
        options.Ingest.SaltDirectory = "memory";
        // The mock has pages that no other provider needs, so all there can be is walked.
        options.Billing.Provider = "mock";
        options.Billing.Operators = "operator@operator.test";
        options.Billing.Plans.Add(new PlanOptions { Name = "free", Title = "Free" });
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        await Provision.New(Store, options).EnsureAsync("bob@bob.test", static () => Password, "bob", "bob.test", "Etc/UTC", CancellationToken.None);
        await using var connection = await Store.OpenAsync(CancellationToken.None);
        organisation = await connection.ExecuteScalarAsync<long>("select organisation_id from sites where domain = 'ann.test'");
        foreach (var (name, role, asGuest) in People)
        {
            await AddAsync(connection, name, role, asGuest);
            visitors[name] = new Visitor(server.Address);
            Assert.That((await visitors[name].SignInAsync($"{name}@{name}.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), name);
        }

        foreach (var name in Outsiders)
        {
            visitors[name] = new Visitor(server.Address);
        }

        // The walk asks for things by the organisation's number; a key of that number would be revoked by it.
        foreach (var key in new[] { "First", "All" })
        {
            visitors["key"].Key = await FoundAsync("/settings/keys", "(seyr_[^<]{43})<", ("name", key), ("stats:read", "yes"), ("events:write", "yes"), ("sites:manage", "yes"));
        }

        await connection.ExecuteAsync("delete from api_keys where id = @organisation", new { organisation });
        var link = await FoundAsync("/sites/ann.test/sharing", "(/share/[A-Za-z0-9_-]{43})", ("name", "Closed"), ("password", "open the sesame"));
        await visitors["link"].SubmitAsync(link + "/password", link + "/password", ("password", "open the sesame"));
        Assert.That((await visitors["link"].GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>What ann's form shows when it was filled in.</summary>
    private async Task<string> FoundAsync(string page, string pattern, params (string, string)[] fields) =>
        Regex.Match(await (await visitors["ann"].SubmitAsync(page, page, fields)).Content.ReadAsStringAsync(), pattern).Groups[1].Value;

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var visitor in visitors.Values)
        {
            visitor.Dispose();
        }

        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private RelationalStore Store => server.Services.GetRequiredService<RelationalStore>();

    [Test]
    public void Endpoints_are_those_on_the_list_and_need_somebody_signed_in_unless_it_says_otherwise()
    {
        var actual = Endpoints().Select(static endpoint => (Line: Line(endpoint), IsOpen: endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))
            .OrderBy(static row => row.Line, StringComparer.Ordinal).ToList();
        Assert.That(actual.Select(static row => row.Line), Is.EquivalentTo(Rows().Select(static row => $"{row.Method} {row.Route}")),
            $"{List} names them all:\n{string.Join('\n', actual.Select(static row => row.Line))}\n");
        foreach (var row in Rows())
        {
            Assert.That(actual.Single(each => each.Line == $"{row.Method} {row.Route}").IsOpen, Is.EqualTo(row.Who is "anyone" or "secret" or "bearer" or "gateway"), row.Route);
        }
    }

    [Test]
    public Task Everybody_gets_where_they_may_and_to_nobody_else_is_there_anything() => Assert.MultipleAsync(async () =>
    {
        foreach (var (name, visitor) in visitors)
        {
            // What a key may is told by the tests of what asks for one.
            foreach (var row in Rows().Where(row => row.Method != "ANY" && row.Route != "/sign-out" && (name, row.Who) != ("key", "bearer")))
            {
                var answer = await CallAsync(visitor, row);
                Assert.That(What(answer), Expected(row, name), $"{name}: {row.Method} {row.Route}");
            }
        }
    });

    [Test]
    public Task No_form_is_taken_without_its_token() => Assert.MultipleAsync(async () =>
    {
        foreach (var row in Rows().Where(static row => row.Method == "POST" && row.Who is not ("secret" or "bearer" or "gateway")))
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            using var answer = await visitors[row.Who == "operator" ? "operator" : "ann"].PostAsync(Address(row.Route));
            Assert.That((int)answer.StatusCode, row.Route == "/sign-in/code" ? Is.EqualTo(303) : Is.EqualTo(400), row.Route);
        }
    });

    private Dictionary<string, string>? tokens;

    /// <summary>A form with its token and nothing in it: who may is told what is missing, so nothing is changed.</summary>
    private async Task<HttpResponseMessage> CallAsync(Visitor visitor, Row row)
    {
        clock.Advance(TimeSpan.FromMinutes(1));
        if (row.Method is "PUT" or "DELETE")
        {
            return await visitor.RequestAsync(new HttpMethod(row.Method), Address(row.Route));
        }

        if (row.Method != "POST")
        {
            return await (row.Route.EndsWith(Live.Route, StringComparison.Ordinal) ? visitor.OpenAsync(Address(row.Route)) : visitor.GetAsync(Address(row.Route)));
        }

        tokens ??= [];
        var key = visitors.Single(pair => pair.Value == visitor).Key;
        if (!tokens.TryGetValue(key, out var token))
        {
            tokens[key] = token = Regex.Match(await visitor.GetTextAsync("/sign-in"), "name=\"__form\" value=\"([^\"]+)\"").Groups[1].Value;
        }

        return await visitor.PostAsync(Address(row.Route), ("__form", token));
    }

    private static string What(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Redirect when answer.Headers.Location!.OriginalString.StartsWith("/sign-in?to=", StringComparison.Ordinal) => "sign in",
        HttpStatusCode.NotFound => "nothing",
        HttpStatusCode.Unauthorized => "no bearer",
        HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.UnprocessableEntity or HttpStatusCode.SeeOther or HttpStatusCode.Redirect => "there",
        _ => $"status {(int)answer.StatusCode}",
    };

    private static NUnit.Framework.Constraints.IResolveConstraint Expected(Row row, string name) => Is.EqualTo(row.Who switch
    {
        "anyone" or "gateway" => "there",
        "secret" => "nothing",
        "bearer" => "no bearer",
        _ when Outsiders.Contains(name) => "sign in",
        "user" => "there",
        "mine" => "nothing",
        "operator" => name == "operator" && !row.Route.Contains("{transaction}", StringComparison.Ordinal) ? "there" : "nothing",
        "manager" => name is "ann" or "bob" or "admin" ? "there" : "nothing",
        _ => RoleOf(name, row.Route) >= Enum.Parse<Role>(row.Who, ignoreCase: true) ? "there" : "nothing",
    });

    private static Role RoleOf(string name, string route)
    {
        var person = People.Single(person => person.Name == name);
        return person.InOrganisation != Role.None || route.Contains("{id", StringComparison.Ordinal) ? person.InOrganisation : person.AsGuest;
    }

    private string Address(string route) => route
        .Replace("{domain}", "ann.test", StringComparison.Ordinal)
        .Replace("{sites}", "ann.test", StringComparison.Ordinal)
        .Replace("{id:long}", organisation.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{token}", "guess", StringComparison.Ordinal)
        .Replace("{transaction}", "guess", StringComparison.Ordinal)
        .Replace("{number}", "2026-000001", StringComparison.Ordinal)
        .Replace("{set}", "source", StringComparison.Ordinal)
        .Replace("{card}", "behaviour", StringComparison.Ordinal)
        .Replace("{tab}", "events", StringComparison.Ordinal)
        .Replace("{name}", "seyr.css", StringComparison.Ordinal);

    private IEnumerable<RouteEndpoint> Endpoints() => server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static string Line(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? string.Join(',', some) : "ANY";
        return $"{methods} {endpoint.RoutePattern.RawText}";
    }

    private static IEnumerable<Row> Rows() => Repository.Lines(List).Where(static line => !line.StartsWith('#')).Select(static line => line.Split(' ')).Select(static parts => new Row(parts[0], parts[1], parts[2]));

    private async Task AddAsync(System.Data.Common.DbConnection connection, string name, Role role, Role asGuest)
    {
        if (name is "ann" or "bob")
        {
            return;
        }

        long userId;
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            userId = await server.Services.GetRequiredService<Users>().AddAsync(transaction, $"{name}@{name}.test", await Users.HashPasswordAsync(Password, CancellationToken.None));
            await transaction.CommitAsync();
        }

        if (role != Role.None)
        {
            await connection.ExecuteAsync("insert into members (organisation_id, user_id, role) values (@organisation, @userId, @role)", new { organisation, userId, role = Roles.Name(role) });
        }

        if (asGuest != Role.None)
        {
            await connection.ExecuteAsync("insert into guests (site_id, user_id, role) select id, @userId, @role from sites where domain = 'ann.test'", new { userId, role = Roles.Name(asGuest) });
        }
    }

    private sealed record Row(string Method, string Route, string Who);
}
