using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Seyr.Identity;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class SessionsTests(RelationalKind kind)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase database = null!;
    private Users users = null!;
    private Sessions sessions = null!;
    private long userId;

    [OneTimeSetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        users = new Users(database.Store, new Throttle(clock), clock);
        sessions = new Sessions(database.Store, clock);
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        userId = await users.AddAsync(transaction, " Ann@Example.com ", await Users.HashPasswordAsync("correct horse", CancellationToken.None));
        await transaction.CommitAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task A_password_is_right_in_its_own_spelling_only()
    {
        Assert.That(await users.VerifyAsync("ANN@example.com", "correct horse", CancellationToken.None), Is.EqualTo(userId));
        Assert.That(await users.VerifyAsync("ann@example.com", "Correct horse", CancellationToken.None), Is.Null);
        Assert.That(await users.VerifyAsync("ann@example.com", "", CancellationToken.None), Is.Null);
        Assert.That(await users.VerifyAsync("bob@example.com", "correct horse", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Passwords_are_kept_as_argon2id_at_the_recommended_parameters()
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        var hash = await connection.ExecuteScalarAsync<string>("select password_hash from users");

        Assert.That(hash, Does.StartWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    [Test]
    public async Task The_store_has_only_the_tokens_hash()
    {
        var token = await StartAsync();
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        var hashes = (await connection.QueryAsync<string>("select token_hash from sessions")).AsList();

        Assert.That(hashes, Is.Not.Empty);
        Assert.That(hashes, Has.None.Contains(token).And.All.Length.EqualTo(64));
    }

    [Test]
    public async Task A_session_ends_when_it_is_not_used_and_in_any_case_after_ninety_days()
    {
        var used = await StartAsync();
        var left = await StartAsync();
        for (var day = 0; day < 89; day += 10)
        {
            clock.Advance(TimeSpan.FromDays(10));
            Assert.That((await FindAsync(used))?.Id, day < 80 ? Is.EqualTo(userId) : Is.Null, $"day {day + 10}");
        }

        Assert.That(await FindAsync(left), Is.Null);
        Assert.That(await FindAsync("guess"), Is.Null);
    }

    [Test]
    public async Task With_tls_the_cookie_is_bound_to_the_host()
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "https";
        await sessions.StartAsync(context, userId);

        Assert.That(context.Response.Headers.SetCookie.ToString(), Does.StartWith("__Host-seyr=").And.Contain("secure").And.Contain("httponly").And.Contain("path=/").And.Contain("samesite=lax"));
    }

    private async Task<string> StartAsync()
    {
        var context = new DefaultHttpContext();
        await sessions.StartAsync(context, userId);
        return context.Response.Headers.SetCookie.ToString().Split('=', ';')[1];
    }

    private Task<SessionUser?> FindAsync(string token)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"seyr={token}";
        return sessions.FindAsync(context);
    }
}
