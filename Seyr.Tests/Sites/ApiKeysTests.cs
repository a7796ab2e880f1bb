using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Keys of programs: who gets one, how long it holds, and what the store has of it.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class ApiKeysTests(RelationalKind kind)
{
    private const ApiScopes Both = ApiScopes.StatsRead | ApiScopes.EventsWrite;

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase database = null!;
    private ApiKeys keys = null!;
    private KeyRing ring = null!;
    private (long UserId, long OrganisationId) ann;
    private (long UserId, long OrganisationId) bob;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        keys = new ApiKeys(database.Store, clock);
        ring = new KeyRing(database.Store, keys, clock);
        ann = await AddAsync("ann");
        bob = await AddAsync("bob");
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task Token_is_256_random_bits_and_only_its_hash_is_kept()
    {
        var token = await MakeAsync();
        Assert.That(token, Does.Match("^seyr_[A-Za-z0-9_-]{43}$"));
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        var row = (IDictionary<string, object?>)await connection.QuerySingleAsync("select * from api_keys");
        Assert.That(row.Values.Where(value => value is string text && (text.Contains(token[12..], StringComparison.Ordinal) || token.Contains(text, StringComparison.Ordinal))), Is.EqualTo(new[] { token[..12] }));
        Assert.That(await MakeAsync("other"), Is.Not.EqualTo(token));
    }

    [Test]
    public async Task Request_with_it_is_its_organisations()
    {
        var token = await MakeAsync(scopes: ApiScopes.StatsRead);
        foreach (var header in new[] { $"Bearer {token}", $"bearer  {token} " })
        {
            var key = await keys.FindAsync(Request(header));
            Assert.That((key!.OrganisationId, key.Scopes, key.May(ApiScopes.StatsRead), key.May(ApiScopes.EventsWrite)), Is.EqualTo((ann.OrganisationId, ApiScopes.StatsRead, true, false)));
        }

        foreach (var header in new[]
        {
            "", "Bearer", "Bearer ", token, $"Basic {token}", $"Bearer {token}x", $"Bearer {token[..^1]}", $"Bearer {token.ToUpperInvariant()}", $"Bearer {token}, Bearer {token}", "Bearer seyr_' or 1=1 --",
        })
        {
            Assert.That(await keys.FindAsync(Request(header)), Is.Null, header);
        }

        Assert.That(await keys.FindAsync(Request($"Bearer {token}", $"Bearer {token}")), Is.Null, "which of two counts is nobody's guess");
    }

    [Test]
    public async Task Revoked_key_ends_here_at_once_and_elsewhere_within_half_a_minute()
    {
        var token = await MakeAsync();
        var elsewhere = new ApiKeys(database.Store, clock);
        var id = (await keys.FindAsync(token))!.Id;
        Assert.That(await elsewhere.FindAsync(token), Is.Not.Null);

        Assert.That(await ring.RevokeAsync(ann.UserId, id, CancellationToken.None), Is.True);
        Assert.That(await keys.FindAsync(token), Is.Null);
        Assert.That(await elsewhere.FindAsync(token), Is.Not.Null, "from memory");
        clock.Advance(ApiKeys.KnownFor);
        Assert.That(await elsewhere.FindAsync(token), Is.Null);
    }

    [Test]
    public async Task Many_who_ask_while_it_is_revoked_never_bring_it_back([Range(1, 5)] int round)
    {
        var token = await MakeAsync($"key {round}");
        var id = (await ring.OfAsync(ann.UserId, CancellationToken.None)).Single().Id;
        var asking = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await keys.FindAsync(token);
                clock.Advance(TimeSpan.FromSeconds(10));
            }
        })).ToList();
        await ring.RevokeAsync(ann.UserId, id, CancellationToken.None);
        Assert.That(await keys.FindAsync(token), Is.Null);
        await Task.WhenAll(asking);
        Assert.That(await keys.FindAsync(token), Is.Null);
    }

    [Test]
    public async Task Key_ends_at_its_time_also_from_memory()
    {
        var token = await MakeAsync(ends: clock.GetUtcNow().AddSeconds(10));
        Assert.That(await keys.FindAsync(token), Is.Not.Null);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await keys.FindAsync(token), Is.Null);
    }

    [Test]
    public async Task What_is_no_key_is_asked_for_again_after_a_few_seconds()
    {
        var token = await MakeAsync();
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("update api_keys set token_hash = 'of another'");
        Assert.That(await keys.FindAsync(token), Is.Null);
        await connection.ExecuteAsync("update api_keys set token_hash = @hash", new { hash = ApiKey.HashOf(token) });
        Assert.That(await keys.FindAsync(token), Is.Null, "from memory");
        clock.Advance(ApiKeys.UnknownFor);
        Assert.That(await keys.FindAsync(token), Is.Not.Null);
    }

    [Test]
    public async Task Last_use_is_noted_every_ten_minutes()
    {
        var token = await MakeAsync();
        Assert.That(await UsedAsync(), Is.Null);
        var first = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await keys.FindAsync(token);
        Assert.That(await UsedAsync(), Is.EqualTo(first));
        clock.Advance(TimeSpan.FromMinutes(9));
        await keys.FindAsync(token);
        Assert.That(await UsedAsync(), Is.EqualTo(first));
        clock.Advance(TimeSpan.FromMinutes(2));
        await keys.FindAsync(token);
        Assert.That(await UsedAsync(), Is.EqualTo(clock.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Test]
    public async Task Nobody_makes_sees_or_revokes_keys_of_others()
    {
        var token = await MakeAsync();
        var id = (await keys.FindAsync(token))!.Id;
        Assert.That(await ring.MakeAsync(bob.UserId, ann.OrganisationId, "mine", Both, null, CancellationToken.None), Is.Null);
        Assert.That(await ring.OfAsync(bob.UserId, CancellationToken.None), Is.Empty);
        Assert.That(await ring.RevokeAsync(bob.UserId, id, CancellationToken.None), Is.False);
        Assert.That(await keys.FindAsync(token), Is.Not.Null);
    }

    [Test]
    public async Task Of_many_of_one_name_at_once_one_is_made()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MakeAsync("same")));
        Assert.That(made.Count(static token => token is not null), Is.EqualTo(1));
        Assert.That(await ring.MakeAsync(bob.UserId, bob.OrganisationId, "same", Both, null, CancellationToken.None), Is.Not.Null, "another organisation's names are its own");
    }

    [Test]
    public async Task Organisation_has_so_many_keys_and_no_more()
    {
        for (var i = 0; i < KeyRing.MaxKeys; i++)
        {
            Assert.That(await MakeAsync($"key {i}"), Is.Not.Null);
        }

        Assert.That(await MakeAsync("one too many"), Is.Null);
    }

    [Test]
    public async Task Site_is_found_for_its_organisation_only()
    {
        var sites = new SiteList(database.Store, new TwoFactor(database.Store, new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider(), TimeProvider.System), new SitesOptions(null));
        Assert.That((await sites.FindForOrganisationAsync(ann.OrganisationId, "ann.test", CancellationToken.None))!.Domain, Is.EqualTo("ann.test"));
        Assert.That(await sites.FindForOrganisationAsync(bob.OrganisationId, "ann.test", CancellationToken.None), Is.Null);
    }

    [Test]
    public void Key_may_ask_so_often_an_hour()
    {
        var limits = new ApiKeyLimits(new ApiOptions { StatsRequestsPerHour = 3 }, clock);
        Assert.That(Enumerable.Range(0, 3).All(_ => limits.TryTake(1, out TimeSpan _)), Is.True);
        clock.Advance(TimeSpan.FromMinutes(20));
        Assert.That(limits.TryTake(1, out var wait), Is.False);
        Assert.That(wait, Is.EqualTo(TimeSpan.FromMinutes(40)));
        Assert.That(limits.TryTake(2, out _), Is.True, "another key");
        clock.Advance(wait);
        Assert.That(limits.TryTake(1, out _), Is.True);
        var none = new ApiKeyLimits(new ApiOptions { StatsRequestsPerHour = 0 }, clock);
        Assert.That(Enumerable.Range(0, 10_000).All(_ => none.TryTake(1, out TimeSpan _)), Is.True);
    }

    private Task<string> MakeAsync(string name = "report", ApiScopes scopes = Both, DateTimeOffset? ends = null) =>
        ring.MakeAsync(ann.UserId, ann.OrganisationId, name, scopes, ends, CancellationToken.None)!;

    private async Task<long?> UsedAsync() => (await ring.OfAsync(ann.UserId, CancellationToken.None)).Single().LastUsedAt;

    private static DefaultHttpContext Request(params string[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = headers;
        return context;
    }

    private async Task<(long UserId, long OrganisationId)> AddAsync(string name)
    {
        var users = new Users(database.Store, new Throttle(clock), clock);
        var options = new SitesOptions(null);
        var provisioning = new Provisioning(database.Store, users, new SiteDirectory(database.Store, options, clock), options, clock);
        var site = await provisioning.EnsureAsync($"{name}@{name}.test", static () => "long enough", name, $"{name}.test", "Etc/UTC", CancellationToken.None);
        return ((await users.FindAsync($"{name}@{name}.test", CancellationToken.None))!.Value, site.OrganisationId);
    }
}
