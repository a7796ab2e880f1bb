using Microsoft.Extensions.Time.Testing;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class AnnotationsTests(RelationalKind kind)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase database = null!;
    private Annotations annotations = null!;
    private long site;
    private long other;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        annotations = new Annotations(database.Store, clock);
        var ids = await Stats.TestSites.AddAsync(database, ["Etc/UTC", "Etc/UTC"]);
        (site, other) = (ids[0], ids[1]);
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task Those_of_the_days_are_told_and_to_strangers_only_the_public_ones()
    {
        await AddAsync("2026-11-01", "First", true);
        await AddAsync("2026-11-02", "Second", false);
        await AddAsync("2026-11-03", "Third", true);
        await AddAsync("2026-12-01", "Later", true);
        Assert.That(await NotesAsync(site, areHidden: false), Is.EqualTo(new[] { "First", "Second", "Third" }));
        Assert.That(await NotesAsync(site, areHidden: true), Is.EqualTo(new[] { "First", "Third" }));
        Assert.That(await NotesAsync(site, areHidden: false, most: 2), Is.EqualTo(new[] { "Second", "Third" }), "the newest");
        Assert.That(await NotesAsync(other, areHidden: false), Is.Empty);
    }

    [Test]
    public async Task One_is_changed_removed_and_brought_back_within_a_day_by_its_own_site_alone()
    {
        var id = await AddAsync("2026-11-01", "First", true);
        Assert.That(await annotations.SaveAsync(other, new SiteAnnotation { Id = id, Day = "2026-11-01", Note = "Taken" }, default), Is.False);
        Assert.That(await annotations.RemoveAsync(other, id, default), Is.False);
        Assert.That(await annotations.SaveAsync(site, new SiteAnnotation { Id = id, Day = "2026-11-02", Note = "Changed" }, default), Is.True);
        Assert.That(await NotesAsync(site, areHidden: false), Is.EqualTo(new[] { "Changed" }));
        Assert.That(await annotations.RemoveAsync(site, id, default), Is.True);
        Assert.That(await NotesAsync(site, areHidden: false), Is.Empty);
        Assert.That(await annotations.RestoreAsync(other, id, default), Is.False);
        Assert.That(await annotations.RestoreAsync(site, id, default), Is.True);
        await annotations.RemoveAsync(site, id, default);
        clock.Advance(TimeSpan.FromHours(25));
        await annotations.RemoveAsync(site, id, default);
        Assert.That(await annotations.RestoreAsync(site, id, default), Is.False);
    }

    [TestCase("2026-02-30", "x", "day")]
    [TestCase("tomorrow", "x", "day")]
    [TestCase("0026-01-01", "x", "day")]
    [TestCase("2026-11-01", "", "note")]
    [TestCase("2026-11-01", "two\nlines", "note")]
    [TestCase("2026-11-01", "x", null)]
    public void What_is_wrong_is_named(string day, string note, string? field) =>
        Assert.That(SiteAnnotation.ProblemOf(new SiteAnnotation { Day = day, Note = note })?.Field, Is.EqualTo(field));

    private async Task<long> AddAsync(string day, string note, bool isPublic) =>
        (await annotations.AddAsync(site, new SiteAnnotation { Day = day, Note = note, IsPublic = isPublic }, default))!.Value;

    private async Task<IEnumerable<string>> NotesAsync(long siteId, bool areHidden, int most = 50) =>
        (await annotations.BetweenAsync(siteId, "2026-11-01", "2026-11-30", areHidden, most, default)).Select(static annotation => annotation.Note);
}
