using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Makes, lists and revokes the keys of organisations, for those who own them.</summary>
public sealed class KeyRing(RelationalStore store, ApiKeys keys, TimeProvider clock)
{
    /// <summary>Keys of an organisation.</summary>
    public const int MaxKeys = 100;

    private const string IsOwned = "organisation_id in (select organisation_id from members where user_id = @userId and role = 'owner')";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>The organisations that a user owns, by name.</summary>
    internal async Task<IReadOnlyList<OwnedOrganisation>> OrganisationsAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<OwnedOrganisation>(
            """
            select organisations.id, name from organisations join members on organisation_id = organisations.id
            where user_id = @userId and role = 'owner' order by name, organisations.id
            """,
            new { userId })).AsList();
    }

    /// <summary>The keys of the organisations that a user owns, the newest first.</summary>
    internal async Task<IReadOnlyList<ApiKey>> OfAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<ApiKey>(
            """
            select api_keys.id, api_keys.organisation_id as OrganisationId, name, prefix, scopes, created_at as CreatedAt, expires_at as ExpiresAt,
                last_used_at as LastUsedAt
            from api_keys join members on members.organisation_id = api_keys.organisation_id
            where user_id = @userId and role = 'owner' and removed_at is null order by created_at desc, api_keys.id desc
            """,
            new { userId })).AsList();
    }

    /// <summary>Whether an organisation has any key.</summary>
    public async Task<bool> HasAnyAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(
            "select count(*) from api_keys where organisation_id = @organisationId and removed_at is null", new { organisationId }) > 0;
    }

    /// <summary>Makes a key for an organisation that the user owns.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="name">What the key is called: no two of an organisation alike.</param>
    /// <param name="scopes">What it may be used for.</param>
    /// <param name="expiresAt">When it ends; null: never.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The token, which nobody can find out again; null: the name is taken, there are too many keys, or the organisation isn't the user's.</returns>
    public async Task<string?> MakeAsync(long userId, long organisationId, string name, ApiScopes scopes, DateTimeOffset? expiresAt, CancellationToken cancel)
    {
        var token = ApiKey.NewToken();
        await using var connection = await store.OpenAsync(cancel);
        try
        {
            // One that was revoked gives its name away.
            await connection.ExecuteAsync(
                "delete from api_keys where organisation_id = @organisationId and name = @name and removed_at is not null and " + IsOwned,
                new { organisationId, name = name.Trim(), userId });
            var made = await connection.ExecuteAsync(
                """
                insert into api_keys (organisation_id, name, token_hash, prefix, scopes, created_by, created_at, expires_at)
                select organisation_id, @name, @hash, @prefix, @scopes, user_id, @now, @expires from members
                where organisation_id = @organisationId and user_id = @userId and role = 'owner'
                    and (select count(*) from api_keys where organisation_id = @organisationId and removed_at is null) < @MaxKeys
                    and (select count(*) from api_keys where organisation_id = @organisationId) < 2 * @MaxKeys
                """,
                new
                {
                    userId, organisationId, name = name.Trim(), hash = ApiKey.HashOf(token), prefix = ApiKey.PrefixOf(token), scopes = (int)scopes,
                    now = clock.GetUtcNow().ToUnixTimeMilliseconds(), expires = expiresAt?.ToUnixTimeMilliseconds(), MaxKeys,
                });
            return made > 0 ? token : null;
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            return null;
        }
    }

    /// <summary>Ends a key of an organisation that the user owns; on this server at once. For a day it can be brought back, since its token is in use somewhere.</summary>
    /// <returns>False: the user has no such key.</returns>
    internal async Task<bool> RevokeAsync(long userId, long keyId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var gone = await connection.ExecuteAsync(
            "update api_keys set removed_at = @now where id = @keyId and removed_at is null and " + IsOwned, new { keyId, userId, now = Now() });
        await connection.ExecuteAsync("delete from api_keys where removed_at < @then and " + IsOwned, new { userId, then = Now() - (long)KeptFor.TotalMilliseconds });
        keys.Forget(keyId);
        return gone > 0;
    }

    /// <summary>Brings one back as it was.</summary>
    /// <returns>False: the user has no such key, or it has gone for good.</returns>
    internal async Task<bool> RestoreAsync(long userId, long keyId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var isBack = await connection.ExecuteAsync(
            "update api_keys set removed_at = null where id = @keyId and removed_at >= @then and " + IsOwned,
            new { keyId, userId, then = Now() - (long)KeptFor.TotalMilliseconds }) > 0;
        keys.Forget(keyId);
        return isBack;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>An organisation, as its owner chooses it.</summary>
public sealed class OwnedOrganisation
{
    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
}
