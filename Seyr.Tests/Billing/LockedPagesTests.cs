using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Billing;
using Seyr.Host;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>What is seen of an organisation whose dashboards are locked, by its people and by whoever has a link.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class LockedPagesTests(RelationalKind kind)
{
    private const string Password = "correct horse battery";
    private const string Why = "had more events than its plan is for";
    private const string ForMembers = "Its owner knows, and can open it again with a larger plan.";
    private const string ForOthers = "The numbers of this site can&#x27;t be seen at the moment. Its owner knows.";

    private static readonly string[] Parts = ["", "/now", "/live", "/map", "/details/behaviour/events", "/details/behaviour/events.csv"];

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private string data = null!;
    private WholeServer server = null!;
    private Visitor owner = null!;
    private string plain = null!;
    private string framed = null!;
    private string closed = null!;

    private RelationalStore Store => server.Services.GetRequiredService<RelationalStore>();

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-locked-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.Storage.Relational = kind == RelationalKind.Postgres ? await MigratedStores.NewPostgresAsync() : "";
        options.Ingest.SaltDirectory = "memory";
        options.Billing.Provider = "mock";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        owner = await SignInAsync("ann");
        (plain, framed, closed) = (await LinkAsync(("name", "Plain")), await LinkAsync(("name", "Framed"), ("hosts", "client.test")), await LinkAsync(("name", "Closed"), ("password", "open the sesame")));
        await using var connection = await Store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("insert into sites (organisation_id, domain, time_zone, created_at) select organisation_id, 'second.test', time_zone, created_at from sites where domain = 'ann.test'");
        foreach (var (name, role) in new[] { ("admin", Role.Admin), ("viewer", Role.Viewer), ("guest", Role.None) })
        {
            await AddAsync(connection, name, role);
        }

        await LockAsync(connection);
    }

    /// <summary>Beyond the limit in the last two months, and told of it more than a week ago.</summary>
    private async Task LockAsync(System.Data.Common.DbConnection connection)
    {
        await new OrganisationQuota(Store).SetAsync(1, "1000", OrganisationQuota.Soft, CancellationToken.None);
        var locks = server.Services.GetRequiredService<OrganisationLocks>();
        foreach (var month in new[] { new DateOnly(2026, 10, 1), new DateOnly(2026, 9, 1) })
        {
            var cycle = Cycle.Of(null, month);
            await server.Services.GetRequiredService<Usage>().RaiseAsync([new UsageCount(1, cycle.First, 1_500)], CancellationToken.None);
            await locks.NoteAsync(1, cycle, clock.GetUtcNow(), CancellationToken.None);
        }

        await connection.ExecuteAsync("update organisations set over_since = @since", new { since = clock.GetUtcNow().AddDays(-8).ToUnixTimeMilliseconds() });
        await server.Services.GetRequiredService<Restrictions>().TurnAsync(CancellationToken.None);
        Assert.That((await locks.OfAsync(1, CancellationToken.None)).LockedAt, Is.Not.Null);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        owner.Dispose();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [TestCase("admin")]
    [TestCase("viewer")]
    [TestCase("guest")]
    public async Task Who_is_not_the_owner_reads_why_and_has_no_way_to_pay(string name)
    {
        using var member = await SignInAsync(name);
        var html = await LockedAsync(member, "/sites/ann.test", Parts);
        Assert.That(html, Does.Contain(Why).And.Contain(ForMembers).And.Contain("ann.test").And.Contain("href=\"/sites\"").And.Not.Contain("/billing"));
        Assert.That((await member.GetAsync("/organisations/1/billing")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await member.GetTextAsync("/sites"), Does.Contain("Locked: more events than the plan is for."));
    }

    [Test]
    public async Task Several_sites_as_one_say_the_same_as_each_of_them()
    {
        using var viewer = await SignInAsync("viewer");
        Assert.That(await LockedAsync(viewer, "/together/ann.test+second.test", Parts), Does.Contain(Why).And.Contain(ForMembers).And.Not.Contain("/billing"));
        Assert.That(await LockedAsync(owner, "/together/ann.test+second.test", Parts), Does.Contain(Why).And.Contain("href=\"/organisations/1/billing\""));
    }

    [Test]
    public async Task A_link_that_is_opened_says_that_nothing_can_be_seen_and_no_word_of_plans()
    {
        using var visitor = new Visitor(server.Address);
        foreach (var link in new[] { plain, framed })
        {
            Assert.That(await LockedAsync(visitor, link, Parts), Does.Contain(ForOthers).And.Not.Contain(Why).And.Not.Contain("larger plan").And.Not.Contain("ann.test").And.Not.Contain("href=\"/sites\""));
        }

        using var inFrame = await visitor.GetAsync(framed);
        Assert.That(inFrame.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("frame-ancestors client.test"), "where it is embedded, that is read there");
        Assert.That(inFrame.Headers.GetValues("X-Robots-Tag"), Is.EqualTo(new[] { "noindex" }));
    }

    [Test]
    public async Task A_link_with_a_password_asks_for_it_first()
    {
        using var visitor = new Visitor(server.Address);
        Assert.That((await visitor.GetAsync(closed)).Headers.Location!.OriginalString, Is.EqualTo(closed + "/password"));
        using var opened = await visitor.SubmitAsync(closed + "/password", closed + "/password", ("password", "open the sesame"));
        Assert.That(opened.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await LockedAsync(visitor, closed, Parts), Does.Contain(ForOthers));
    }

    [Test]
    public async Task Its_owner_may_look_through_a_link_and_reads_there_what_others_do()
    {
        Assert.That(await LockedAsync(owner, plain, [""]), Does.Contain(ForOthers).And.Not.Contain("/billing"));
        Assert.That(await LockedAsync(owner, "/sites/ann.test", [""]), Does.Contain(Why).And.Contain("href=\"/organisations/1/billing\""));
    }

    /// <summary>All parts are refused; what the first of them shows.</summary>
    private static async Task<string> LockedAsync(Visitor visitor, string path, string[] parts)
    {
        foreach (var part in parts)
        {
            using var answer = await visitor.GetAsync(path + part);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), path + part);
        }

        var html = await visitor.GetTextAsync(path);
        Assert.That(html, Does.Contain("<h1>This dashboard is locked</h1>"));
        return html;
    }

    private async Task<string> LinkAsync(params (string, string)[] fields)
    {
        using var made = await owner.SubmitAsync("/sites/ann.test/sharing", "/sites/ann.test/sharing", fields);
        return Regex.Match(await made.Content.ReadAsStringAsync(), "(/share/[A-Za-z0-9_-]{43})").Groups[1].Value;
    }

    private async Task<Visitor> SignInAsync(string name)
    {
        clock.Advance(TimeSpan.FromMinutes(10));
        var visitor = new Visitor(server.Address);
        Assert.That((await visitor.SignInAsync($"{name}@{name}.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        return visitor;
    }

    private async Task AddAsync(System.Data.Common.DbConnection connection, string name, Role role)
    {
        long userId;
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            userId = await server.Services.GetRequiredService<Users>().AddAsync(transaction, $"{name}@{name}.test", await Users.HashPasswordAsync(Password, CancellationToken.None));
            await transaction.CommitAsync();
        }

        await connection.ExecuteAsync(
            role == Role.None ? "insert into guests (site_id, user_id, role) select id, @userId, @role from sites where domain = 'ann.test'"
            : "insert into members (organisation_id, user_id, role) values (1, @userId, @role)",
            new { userId, role = Roles.Name(role == Role.None ? Role.Viewer : role) });
    }
}
