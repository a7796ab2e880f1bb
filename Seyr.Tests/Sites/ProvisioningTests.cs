using Dapper;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

internal sealed class ProvisioningTests
{
    private static readonly SitesOptions Options = new(null);

    [Test]
    public async Task Of_many_who_set_up_at_once_one_becomes_the_owner([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        var provisioning = New(database);

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            provisioning.MakeFirstAsync($"owner{i}@a.test", "long enough", "A", $"a{i}.test", "Etc/UTC", CancellationToken.None)));

        Assert.That(made.Count(static id => id is not null), Is.EqualTo(1));
        Assert.That(await CountAsync(database, "users"), Is.EqualTo(1));
        Assert.That(await CountAsync(database, "sites"), Is.EqualTo(1));
        Assert.That(await CountAsync(database, "organisations"), Is.EqualTo(1));
    }

    [Test]
    public async Task Ensuring_twice_makes_once_and_asks_for_no_password_again([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        var provisioning = New(database);

        var first = await provisioning.EnsureAsync("a@a.test", () => "long enough", "A", "https://www.A.test/", "Asia/Dhaka", CancellationToken.None);
        var second = await provisioning.EnsureAsync("A@a.test", () => throw new InvalidOperationException(), "A", "a.test", "Etc/UTC", CancellationToken.None);
        var more = await provisioning.EnsureAsync("a@a.test", () => throw new InvalidOperationException(), "A", "more.test", "Etc/UTC", CancellationToken.None);

        Assert.That(second.Id, Is.EqualTo(first.Id));
        Assert.That(second.TimeZone, Is.EqualTo("Asia/Dhaka"), "what is there stays as it is");
        Assert.That(more.OrganisationId, Is.EqualTo(first.OrganisationId));
        Assert.That(await CountAsync(database, "users"), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_organisations_site_is_not_taken_over([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        var provisioning = New(database);
        await provisioning.EnsureAsync("a@a.test", () => "long enough", "A", "a.test", "Etc/UTC", CancellationToken.None);

        Assert.ThrowsAsync<StartException>(() => provisioning.EnsureAsync("b@b.test", () => "long enough", "B", "a.test", "Etc/UTC", CancellationToken.None));
        Assert.That(await CountAsync(database, "users"), Is.EqualTo(1), "all or nothing");
    }

    [Test]
    public async Task The_directory_forgets_that_a_domain_was_unknown_when_it_is_added([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        var directory = new SiteDirectory(database.Store, Options, TimeProvider.System);
        var provisioning = new Provisioning(database.Store, new Users(database.Store, new Throttle(TimeProvider.System), TimeProvider.System), directory, Options, TimeProvider.System);
        var order = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => directory.LookUpAsync("a.test", () => order.Add(i))));
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 20)), "those who wait go on in their order");
        Assert.That(directory.TryFind("a.test", out var site), Is.True);
        Assert.That(site, Is.Null);

        await provisioning.EnsureAsync("a@a.test", () => "long enough", "A", "a.test", "Etc/UTC", CancellationToken.None);
        Assert.That(directory.TryFind("a.test", out _), Is.False);
        await directory.LookUpAsync("a.test", static () => { });
        Assert.That(directory.TryFind("a.test", out site), Is.True);
        Assert.That(site!.Domain, Is.EqualTo("a.test"));
    }

    [TestCase("Example.COM", "example.com")]
    [TestCase(" https://www.example.com/path?x=1#y ", "example.com")]
    [TestCase("http://example.com:8080", "example.com")]
    [TestCase("sub.example.com.", "sub.example.com")]
    [TestCase("bücher.example", "xn--bcher-kva.example")]
    [TestCase("localhost", "localhost")]
    public void A_domain_is_known_by_its_plainest_form(string typed, string expected) => Assert.That(Domains.Normal(typed), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("https://")]
    [TestCase("exa mple.com")]
    [TestCase("-example.com")]
    [TestCase("a..b")]
    [TestCase("<script>alert(1)</script>")]
    public void What_is_no_host_name_is_no_domain(string typed) => Assert.That(Domains.Normal(typed), Is.Null);

    [Test]
    public void The_snippet_is_safe_html() =>
        Assert.That(
            Snippet.For(new Uri("https://stats.example.com/"), "example.com\"><script>"),
            Is.EqualTo("""<script defer src="https://stats.example.com/s.js" data-domain="example.com&quot;&gt;&lt;script&gt;"></script>"""));

    private static Provisioning New(TestDatabase database) => new(
        database.Store, new Users(database.Store, new Throttle(TimeProvider.System), TimeProvider.System), new SiteDirectory(database.Store, Options, TimeProvider.System), Options, TimeProvider.System);

    private static async Task<long> CountAsync(TestDatabase database, string table)
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }
}
