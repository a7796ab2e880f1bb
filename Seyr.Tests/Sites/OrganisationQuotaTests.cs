using Seyr.Identity;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>What an organisation may use: its own limit, or the server's.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class OrganisationQuotaTests(RelationalKind kind)
{
    private readonly SitesOptions options = new(null, 1_000, OrganisationQuota.Block);

    private TestDatabase database = null!;
    private Provisioning provisioning = null!;
    private Site site = null!;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        var directory = new SiteDirectory(database.Store, options, TimeProvider.System);
        provisioning = new Provisioning(database.Store, new Users(database.Store, new Throttle(TimeProvider.System), TimeProvider.System), directory, options, TimeProvider.System);
        site = await EnsureAsync();
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public void Without_a_limit_of_its_own_it_has_the_servers() => Assert.That((site.MonthlyEvents, site.QuotaBlocks), Is.EqualTo((1_000L, true)));

    [TestCase("50", null, 50, true)]
    [TestCase("0", null, 0, true)]
    [TestCase(null, "soft", 1_000, false)]
    [TestCase("50", "soft", 50, false)]
    [TestCase(null, null, 1_000, true)]
    public async Task What_is_set_holds_and_the_rest_stays(string? limit, string? mode, long events, bool blocks)
    {
        await SetAsync(limit, mode);
        Assert.That(await HereAsync(), Is.EqualTo((events, blocks)));

        await SetAsync("default", "default");
        Assert.That(await HereAsync(), Is.EqualTo((1_000L, true)), "and can be taken back");
    }

    [Test]
    public async Task Everybody_who_asks_for_a_site_sees_it()
    {
        await SetAsync("70", "soft");
        var directory = new SiteDirectory(database.Store, options, TimeProvider.System);
        await directory.LookUpAsync("a.test", static () => { });
        Assert.That(directory.TryFind("a.test", out var known), Is.True);
        var owner = (await new Users(database.Store, new Throttle(TimeProvider.System), TimeProvider.System).FindAsync("a@a.test", default))!.Value;
        var list = new SiteList(database.Store, new TwoFactor(database.Store, new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider(), TimeProvider.System), options);

        foreach (var each in new[] { known!, (await list.FindAsync(owner, "a.test", default))!, (await list.OfAsync(owner, default)).Single() })
        {
            Assert.That((each.Id, each.OrganisationId, each.Domain, each.MonthlyEvents, each.QuotaBlocks), Is.EqualTo((site.Id, site.OrganisationId, "a.test", 70L, false)));
        }
    }

    private Task<Site> EnsureAsync() => provisioning.EnsureAsync("a@a.test", static () => "long enough", "A", "a.test", "Etc/UTC", default);

    private Task SetAsync(string? limit, string? mode) => new OrganisationQuota(database.Store).SetAsync(site.OrganisationId, limit, mode, default);

    private async Task<(long, bool)> HereAsync()
    {
        var here = await EnsureAsync();
        return (here.MonthlyEvents, here.QuotaBlocks);
    }
}
