using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Identity;

/// <summary>Links in mails, each of which lets somebody do one thing, once, for a while.</summary>
public sealed class OneTimeTokens(RelationalStore store, TimeProvider clock)
{
    /// <summary>Makes one within the transaction that also writes the mail.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="purpose">What it is good for, at most 20 letters.</param>
    /// <param name="userId">Whose it is; null: of nobody who has an account.</param>
    /// <param name="email">The address that it goes to.</param>
    /// <param name="life">How long it is good.</param>
    /// <returns>The secret, which is nowhere else.</returns>
    public async Task<string> IssueAsync(DbTransaction transaction, string purpose, long? userId, string email, TimeSpan life)
    {
        var token = Token.New();
        var now = clock.GetUtcNow();
        await transaction.Connection!.ExecuteAsync("delete from tokens where expires_at <= @now", new { now = now.ToUnixTimeMilliseconds() }, transaction);
        await transaction.Connection!.ExecuteAsync(
            "insert into tokens (token_hash, purpose, user_id, email, expires_at) values (@hash, @purpose, @userId, @email, @expires)",
            new { hash = Token.Hash(token), purpose, userId, email, expires = (now + life).ToUnixTimeMilliseconds() },
            transaction);
        return token;
    }

    /// <summary>Whose it is, without using it up; null: it is not good, or no longer.</summary>
    public async Task<OneTimeToken?> FindAsync(string purpose, string token, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<OneTimeToken>(
            "select user_id as UserId, email from tokens where token_hash = @hash and purpose = @purpose and expires_at > @now",
            new { hash = Token.Hash(token), purpose, now = Now() });
    }

    /// <summary>Uses it up, within the transaction of what it is good for; of several who try at once, one has it.</summary>
    public async Task<OneTimeToken?> TakeAsync(DbTransaction transaction, string purpose, string token) =>
        await transaction.Connection!.QueryFirstOrDefaultAsync<OneTimeToken>(
            "delete from tokens where token_hash = @hash and purpose = @purpose and expires_at > @now returning user_id as UserId, email",
            new { hash = Token.Hash(token), purpose, now = Now() },
            transaction);

    /// <summary>Takes back all that a user has: something about how they get in has changed.</summary>
    internal static Task RevokeAsync(DbTransaction transaction, long userId) =>
        transaction.Connection!.ExecuteAsync("delete from tokens where user_id = @userId", new { userId }, transaction);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>Whose a link is.</summary>
public sealed class OneTimeToken
{
    /// <summary>Who has it; null: somebody without an account.</summary>
    public long? UserId { get; set; }

    /// <summary>The address that it went to.</summary>
    public string Email { get; set; } = "";
}
