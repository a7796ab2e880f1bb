using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Seyr.Storage;

namespace Seyr.Identity;

/// <summary>
/// The second factor of an account: a code from an app, or, when that is lost, one of ten codes that were written down. Each
/// code counts once. The secret is encrypted with the data directory's keys, so a copy of the store alone makes no code.
/// </summary>
public sealed class TwoFactor
{
    internal const int RecoveryCodes = 10;

    /// <summary>125 bits, so that a plain hash is enough.</summary>
    private const int RecoveryLetters = 25;
    private const int RecoveryBytes = 16;
    private const int LettersAGroup = 5;

    private readonly RelationalStore store;
    private readonly TimeProvider clock;
    private readonly IDataProtector secrets;

    /// <summary>Made once.</summary>
    public TwoFactor(RelationalStore store, IDataProtectionProvider protection, TimeProvider clock)
    {
        this.store = store;
        this.clock = clock;
        secrets = protection.CreateProtector("two-factor");
    }

    /// <summary>Whether a user has one.</summary>
    public async Task<bool> IsOnAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from users where id = @userId and totp_secret is not null", new { userId }) > 0;
    }

    /// <summary>Turns it on, when the code shows that the app has the secret.</summary>
    /// <returns>The recovery codes, which are nowhere else; null: the code is wrong.</returns>
    internal async Task<IReadOnlyList<string>?> TurnOnAsync(DbTransaction transaction, long userId, byte[] secret, string code)
    {
        if (Totp.Match(secret, Plain(code), clock.GetUtcNow()) is not { } step)
        {
            return null;
        }

        await transaction.Connection!.ExecuteAsync(
            "update users set totp_secret = @stored, totp_step = @step where id = @userId",
            new { stored = Convert.ToBase64String(secrets.Protect(secret)), step, userId },
            transaction);
        return await NewCodesAsync(transaction, userId);
    }

    /// <summary>Turns it off.</summary>
    internal static async Task TurnOffAsync(DbTransaction transaction, long userId)
    {
        await transaction.Connection!.ExecuteAsync("update users set totp_secret = null where id = @userId", new { userId }, transaction);
        await transaction.Connection!.ExecuteAsync("delete from recovery_codes where user_id = @userId", new { userId }, transaction);
    }

    /// <summary>New recovery codes in place of those there are.</summary>
    internal static async Task<IReadOnlyList<string>> NewCodesAsync(DbTransaction transaction, long userId)
    {
        await transaction.Connection!.ExecuteAsync("delete from recovery_codes where user_id = @userId", new { userId }, transaction);
        var codes = Enumerable.Range(0, RecoveryCodes).Select(static _ => NewRecoveryCode()).ToList();
        foreach (var code in codes)
        {
            await transaction.Connection!.ExecuteAsync(
                "insert into recovery_codes (code_hash, user_id) values (@hash, @userId)", new { hash = Token.Hash(Plain(code)), userId }, transaction);
        }

        return codes;
    }

    /// <summary>Uses up a code of the app or a recovery code; of several who try one at once, one gets through.</summary>
    internal async Task<SecondFactor> TryAsync(DbTransaction transaction, long userId, string code)
    {
        var plain = Plain(code);
        if (plain.Length != Totp.Digits)
        {
            var used = await transaction.Connection!.ExecuteAsync(
                "delete from recovery_codes where user_id = @userId and code_hash = @hash", new { userId, hash = Token.Hash(plain) }, transaction);
            return used == 1 ? SecondFactor.RecoveryCode : SecondFactor.Wrong;
        }

        var stored = await transaction.Connection!.ExecuteScalarAsync<string?>("select totp_secret from users where id = @userId", new { userId }, transaction);
        if (stored is null || Open(stored) is not { } secret || Totp.Match(secret, plain, clock.GetUtcNow()) is not { } step)
        {
            return SecondFactor.Wrong;
        }

        var accepted = await transaction.Connection!.ExecuteAsync(
            "update users set totp_step = @step where id = @userId and totp_step < @step", new { userId, step }, transaction);
        return accepted == 1 ? SecondFactor.AppCode : SecondFactor.Wrong;
    }

    /// <summary>How many recovery codes are left.</summary>
    internal async Task<long> CodesLeftAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from recovery_codes where user_id = @userId", new { userId });
    }

    /// <summary>As it is compared: people type spaces and dashes, or don't.</summary>
    private static string Plain(string code) => new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static string NewRecoveryCode() =>
        string.Join('-', Totp.Base32(RandomNumberGenerator.GetBytes(RecoveryBytes))[..RecoveryLetters].Chunk(LettersAGroup).Select(static group => new string(group)));

    /// <summary>Null: the keys that it was encrypted with are gone.</summary>
    private byte[]? Open(string stored)
    {
        try
        {
            return secrets.Unprotect(Convert.FromBase64String(stored));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>What a code turned out to be.</summary>
internal enum SecondFactor
{
    /// <summary>Not good, or no longer.</summary>
    Wrong,

    /// <summary>One of the app.</summary>
    AppCode,

    /// <summary>One that was written down.</summary>
    RecoveryCode,
}
