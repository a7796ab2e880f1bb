using Dapper;
using Isopoh.Cryptography.Argon2;
using Seyr.Identity;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

public sealed class PasswordTests
{
    [TestCase("password")]
    [TestCase("PassWord1")]
    [TestCase("1234567890")]
    [TestCase("qwertyuiop")]
    [TestCase("iloveyou!")]
    [TestCase("letmein123")]
    public void Password_that_everybody_tries_is_refused(string password) => Assert.That(Users.PasswordProblem(password), Does.Contain("tried first").Or.Contain("At least"));

    [TestCase("correct horse battery")]
    [TestCase("пароль из песни")]
    [TestCase("        8")]
    public void Any_other_of_eight_letters_is_taken_whatever_they_are(string password) => Assert.That(Users.PasswordProblem(password), Is.Null);

    [Test]
    public void Length_has_two_ends()
    {
        Assert.That(Users.PasswordProblem("kJ8#zq!"), Does.Contain("At least 8"));
        Assert.That(Users.PasswordProblem(string.Concat(Enumerable.Repeat("kJ8#", 64))), Is.Null);
        Assert.That(Users.PasswordProblem(string.Concat(Enumerable.Repeat("kJ8#", 65))), Does.Contain("At most 256"));
    }

    [Test]
    public async Task Hash_of_other_parameters_is_made_anew_when_its_owner_signs_in([Values] RelationalKind kind)
    {
        await using var database = await TestDatabase.NewAsync(kind);
        var users = new Users(database.Store, new Throttle(TimeProvider.System), TimeProvider.System);
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "insert into users (email, password_hash, created_at) values ('ann@ann.test', @hash, 0)", new { hash = Argon2.Hash("correct horse", timeCost: 1, memoryCost: 8_192, parallelism: 1) });

        Assert.That(await users.VerifyAsync("ann@ann.test", "wrong horse", CancellationToken.None), Is.Null);
        Assert.That(await HashAsync(), Does.Contain("m=8192"), "not for a wrong one");
        Assert.That(await users.VerifyAsync("ann@ann.test", "correct horse", CancellationToken.None), Is.Not.Null);
        Assert.That(await HashAsync(), Does.StartWith("$argon2id$v=19$m=19456,t=2,p=1$"));
        Assert.That(await users.VerifyAsync("ann@ann.test", "correct horse", CancellationToken.None), Is.Not.Null);

        async Task<string> HashAsync() => (await connection.ExecuteScalarAsync<string>("select password_hash from users"))!;
    }
}
