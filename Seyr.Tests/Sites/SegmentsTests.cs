using Dapper;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Who keeps which segments in the store.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class SegmentsTests(RelationalKind kind)
{
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase database = null!;
    private Segments segments = null!;
    private Site editors = null!;
    private Site viewers = null!;
    private Site other = null!;
    private long ann;
    private long bob;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        segments = new Segments(database.Store, clock);
        var ids = await Stats.TestSites.AddAsync(database, ["Etc/UTC", "Etc/UTC"]);
        (editors, viewers, other) = (SiteOf(ids[0], Role.Editor), SiteOf(ids[0], Role.Viewer), SiteOf(ids[1], Role.Owner));
        await using var connection = await database.Store.OpenAsync(default);
        ann = await connection.ExecuteScalarAsync<long>("insert into users (email, password_hash, created_at) values ('a@a.test', '', 0) returning id");
        bob = await connection.ExecuteScalarAsync<long>("insert into users (email, password_hash, created_at) values ('b@b.test', '', 0) returning id");
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task Ones_own_are_seen_by_nobody_else_and_those_of_the_site_by_all()
    {
        await AddAsync(editors, ann, "Site's", isShared: true);
        await AddAsync(editors, ann, "Ann's", isShared: false);
        await AddAsync(viewers, bob, "Bob's", isShared: false);
        Assert.That(await NamesAsync(editors, ann), Is.EqualTo(new[] { "Ann's", "Site's" }));
        Assert.That(await NamesAsync(viewers, bob), Is.EqualTo(new[] { "Bob's", "Site's" }));
        Assert.That(await NamesAsync(other, ann), Is.Empty);
    }

    [Test]
    public async Task Only_editors_change_what_is_everybodys()
    {
        Assert.That(await AddAsync(viewers, bob, "Site's", isShared: true), Is.Null);
        var shared = (await AddAsync(editors, ann, "Site's", isShared: true))!.Value;
        var own = (await AddAsync(editors, ann, "Ann's", isShared: false))!.Value;
        foreach (var id in new[] { shared, own })
        {
            Assert.That(await segments.SaveAsync(viewers, bob, new SiteSegment { Id = id, Name = "Mine now", Terms = "is,page,/", OwnerId = 0 }, false, default), Is.False);
            Assert.That(await segments.RemoveAsync(viewers, bob, id, default), Is.False);
            Assert.That(await segments.RemoveAsync(other, ann, id, default), Is.False, "by way of another site");
        }

        Assert.That(await segments.SaveAsync(editors, bob, new SiteSegment { Id = own, Name = "Ours", Terms = "is,page,/" }, false, default), Is.False, "an editor can't take a colleague's own");
        Assert.That(await segments.SaveAsync(editors, ann, new SiteSegment { Id = own, Name = "Ours", Terms = "is,page,/" }, false, default), Is.True);
        Assert.That(await NamesAsync(viewers, bob), Is.EqualTo(new[] { "Ours", "Site's" }));
    }

    [Test]
    public async Task A_name_is_there_once_among_ones_own_and_once_for_all()
    {
        Assert.That(await AddAsync(editors, ann, "Phones", isShared: true), Is.Not.Null);
        Assert.That(await AddAsync(editors, ann, "Phones", isShared: true), Is.Null);
        Assert.That(await AddAsync(editors, ann, "Phones", isShared: false), Is.Not.Null);
        Assert.That(await AddAsync(viewers, bob, "Phones", isShared: false), Is.Not.Null);
        var tablets = (await AddAsync(editors, ann, "Tablets", isShared: true))!.Value;
        Assert.That(await segments.SaveAsync(editors, ann, new SiteSegment { Id = tablets, Name = "Phones", Terms = "is,page,/" }, false, default), Is.False);
    }

    [Test]
    public async Task What_is_removed_comes_back_within_a_day_and_not_over_another_of_its_name()
    {
        var id = (await AddAsync(editors, ann, "Phones", isShared: true))!.Value;
        Assert.That(await segments.RemoveAsync(editors, ann, id, default), Is.True);
        Assert.That(await NamesAsync(editors, ann), Is.Empty);
        Assert.That(await segments.RestoreAsync(viewers, bob, id, default), Is.False);
        Assert.That(await segments.RestoreAsync(editors, ann, id, default), Is.True);
        Assert.That(await NamesAsync(editors, ann), Is.EqualTo(new[] { "Phones" }));

        await segments.RemoveAsync(editors, ann, id, default);
        var second = (await AddAsync(editors, ann, "Phones", isShared: true))!.Value;
        Assert.That(await segments.RestoreAsync(editors, ann, id, default), Is.False, "there is another of its name");
        clock.Advance(TimeSpan.FromHours(25));
        await segments.RemoveAsync(editors, ann, second, default);
        Assert.That(await segments.RestoreAsync(editors, ann, id, default), Is.False, "it has gone for good");
        Assert.That(await segments.RestoreAsync(editors, ann, second, default), Is.True);
    }

    [Test]
    public async Task There_are_at_most_so_many()
    {
        for (var i = 0; i < Segments.MaxSegments; i++)
        {
            Assert.That(await AddAsync(viewers, bob, $"Number {i}", isShared: false), Is.Not.Null);
        }

        Assert.That(await AddAsync(viewers, bob, "One more", isShared: false), Is.Null);
        Assert.That(await AddAsync(editors, ann, "Somebody else's", isShared: false), Is.Not.Null);
    }

    [Test]
    public async Task What_a_link_hangs_on_stays_as_it_is_and_goes_with_the_site()
    {
        var id = (await AddAsync(editors, ann, "Phones", isShared: true))!.Value;
        await using var connection = await database.Store.OpenAsync(default);
        await connection.ExecuteAsync("insert into shared_links (site_id, token_hash, name, segment_id) values (@site, 'x', 'Client', @id)", new { site = editors.Id, id });
        Assert.That((await segments.LinksAsync(editors, default))[id], Is.EqualTo(new[] { "Client" }));
        Assert.That(await segments.RemoveAsync(editors, ann, id, default), Is.False);
        Assert.That(await SaveAsync("is,page,/", null, false), Is.False);
        Assert.That(await SaveAsync("is,device,Mobile", 0, true), Is.False, "one's own limits nobody");
        Assert.That(await SaveAsync("is_not,goal,Signup", null, true), Is.False);
        Assert.That(await SaveAsync("is,device,Mobile", null, false), Is.True, "a name is only a name");
        Assert.That(await SaveAsync("is,page,/", null, true), Is.True);
        await connection.ExecuteAsync("delete from sites where id = @Id", new { editors.Id });
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from segments"), Is.Zero);

        Task<bool> SaveAsync(string terms, long? owner, bool changesLinks) =>
            segments.SaveAsync(editors, ann, new SiteSegment { Id = id, Name = "Mobiles", Terms = terms, OwnerId = owner }, changesLinks, default);
    }

    private static Site SiteOf(long id, Role role) => new() { Id = id, Role = role };

    private Task<long?> AddAsync(Site site, long user, string name, bool isShared) =>
        segments.AddAsync(site, user, new SiteSegment { Name = name, Terms = "is,device,Mobile", OwnerId = isShared ? null : 0 }, default);

    private async Task<IEnumerable<string>> NamesAsync(Site site, long user) => (await segments.OfAsync(site, user, default)).Select(static segment => segment.Name);
}
