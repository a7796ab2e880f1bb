using System.Data.Common;
using System.Globalization;
using Dapper;
using Seyr.Identity.Mail;
using Seyr.Storage;

[module: DapperAot]

namespace Seyr.Identity;

/// <summary>People who can sign in.</summary>
public sealed class Users(RelationalStore store, Throttle throttle, TimeProvider clock)
{
    /// <summary>What is said where <see cref="ConfirmAsync"/> says no.</summary>
    public const string WrongPassword = "This is not your password, or it was tried too often. Wait a minute, then try again.";

    private const int MaxEmailLength = 254;

    /// <summary>Why this can't be somebody's e-mail address; null: it can.</summary>
    public static string? EmailProblem(string email)
    {
        var at = email.LastIndexOf('@');
        return email.Length <= MaxEmailLength && at > 0 && at < email.Length - 1 && !email.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))
            && Letter.IsAddress(email)
            ? null
            : "An e-mail address, such as you@example.com.";
    }

    /// <summary>Why this can't be a password; null: it can.</summary>
    public static string? PasswordProblem(string password) => Passwords.Problem(password);

    /// <summary>Hashes a password for <see cref="AddAsync"/>: outside of the transaction, since it takes its time.</summary>
    public static Task<string> HashPasswordAsync(string password, CancellationToken cancel) => Passwords.HashAsync(password, cancel);

    /// <summary>Whether a password is the one that was hashed by <see cref="HashPasswordAsync"/>; without a hash it takes as long.</summary>
    public static Task<bool> IsPasswordAsync(string? hash, string password, CancellationToken cancel) => Passwords.VerifyAsync(hash, password, cancel);

    /// <summary>Whether there is nobody yet.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from users") == 0;
    }

    /// <summary>The id of who has this address; null: nobody.</summary>
    public async Task<long?> FindAsync(string email, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>("select id from users where email = @email", new { email = Normal(email) });
    }

    /// <summary>Adds a user within a transaction that adds what belongs to them.</summary>
    /// <returns>The new user's id.</returns>
    public async Task<long> AddAsync(DbTransaction transaction, string email, string passwordHash)
    {
        var row = new { email = Normal(email), passwordHash, now = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        return await transaction.Connection!.ExecuteScalarAsync<long>(
            "insert into users (email, password_hash, created_at) values (@email, @passwordHash, @now) returning id", row, transaction);
    }

    /// <summary>Whether the one who was added within the transaction is the only one.</summary>
    public static async Task<bool> IsOnlyOneAsync(DbTransaction transaction) =>
        await transaction.Connection!.ExecuteScalarAsync<long>("select count(*) from users", null, transaction) == 1;

    /// <summary>The id of the user with this address and password; null: there is none. Takes as long either way.</summary>
    internal async Task<long?> VerifyAsync(string email, string password, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var user = await connection.QueryFirstOrDefaultAsync<Account>(
            "select id, password_hash as PasswordHash from users where email = @email", new { email = Normal(email) });
        if (!await Passwords.VerifyAsync(user?.PasswordHash, password, cancel))
        {
            return null;
        }

        if (Passwords.IsOutdated(user!.PasswordHash))
        {
            var renewed = await Passwords.HashAsync(password, cancel);
            await connection.ExecuteAsync(
                "update users set password_hash = @renewed where id = @Id and password_hash = @PasswordHash", new { renewed, user.Id, user.PasswordHash });
        }

        return user.Id;
    }

    /// <summary>Whether this is the password of a user who is signed in, asked for again before something that matters.</summary>
    public async Task<bool> ConfirmAsync(long userId, string password, CancellationToken cancel)
    {
        if (!throttle.TryTake(Limit.Confirmations, userId.ToString(CultureInfo.InvariantCulture)))
        {
            return false;
        }

        await using var connection = await store.OpenAsync(cancel);
        return await Passwords.VerifyAsync(
            await connection.ExecuteScalarAsync<string?>("select password_hash from users where id = @userId", new { userId }), password, cancel);
    }

    /// <summary>The address of a user.</summary>
    public async Task<string> EmailOfAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>("select email from users where id = @userId", new { userId }) ?? "";
    }

    /// <summary>The addresses of users, by id; who is gone isn't there.</summary>
    public async Task<IReadOnlyDictionary<long, string>> EmailsOfAsync(IEnumerable<long> userIds, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var emails = new Dictionary<long, string>();
        foreach (var userId in userIds.Distinct())
        {
            if (await connection.ExecuteScalarAsync<string?>("select email from users where id = @userId", new { userId }) is { } email)
            {
                emails.Add(userId, email);
            }
        }

        return emails;
    }

    /// <summary>Deletes a user, with sessions and tokens, within a transaction that has dealt with what they own.</summary>
    public static Task DeleteAsync(DbTransaction transaction, long userId) =>
        transaction.Connection!.ExecuteAsync("delete from users where id = @userId", new { userId }, transaction);

    internal static Task SetPasswordAsync(DbTransaction transaction, long userId, string hash) =>
        transaction.Connection!.ExecuteAsync("update users set password_hash = @hash where id = @userId", new { userId, hash }, transaction);

    internal static Task SetEmailAsync(DbTransaction transaction, long userId, string email) =>
        transaction.Connection!.ExecuteAsync("update users set email = @email where id = @userId", new { userId, email = Normal(email) }, transaction);

    /// <summary>An address as it is kept.</summary>
    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    internal sealed class Account
    {
        public long Id { get; set; }

        public string PasswordHash { get; set; } = "";
    }
}
