using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Cards that plans are renewed with: one an organisation, of its owner, who has ticked that on paying with it. Of a card there is what its provider
/// calls it, encrypted with the data directory's keys, and what its owner knows it by; nothing else of it ever comes here.
/// </summary>
internal sealed class Cards
{
    private const int MaxLabel = 60;

    private readonly RelationalStore store;
    private readonly IDataProtector protector;

    /// <summary>Made once.</summary>
    public Cards(RelationalStore store, IDataProtectionProvider protection)
    {
        this.store = store;
        protector = protection.CreateProtector("stored-card");
    }

    /// <summary>Keeps one in the transaction that takes what it has paid, in the place of the one before, if whoever wanted that still owns the organisation.</summary>
    public async Task KeepAsync(DbTransaction transaction, Order order, KeptCard card, DateTimeOffset now)
    {
        if (order.CardUserId is not { } userId || !await Organisations.IsOwnedAsync(transaction, order.OrganisationId, userId))
        {
            return;
        }

        var token = Convert.ToBase64String(protector.Protect(Encoding.UTF8.GetBytes(card.Token)));
        var label = card.Label.Length <= MaxLabel ? card.Label : card.Label[..MaxLabel];
        await transaction.Connection!.ExecuteAsync(
            """
            insert into cards (organisation_id, user_id, provider, token, label, kept_at) values (@OrganisationId, @userId, @Provider, @token, @label, @now)
            on conflict (organisation_id) do update
                set user_id = excluded.user_id, provider = excluded.provider, token = excluded.token, label = excluded.label, kept_at = excluded.kept_at
            """,
            new { order.OrganisationId, userId, order.Provider, token, label, now = now.ToUnixTimeMilliseconds() }, transaction);
    }

    /// <summary>Null: there is none.</summary>
    public async Task<Card?> OfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Card>(
            "select organisation_id as OrganisationId, user_id as UserId, provider, token, label from cards where organisation_id = @organisationId", new { organisationId });
    }

    /// <summary>Removes it, at once and for good.</summary>
    public async Task RemoveAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("delete from cards where organisation_id = @organisationId", new { organisationId });
    }

    /// <summary>What the provider calls it; null: the key that it was encrypted with isn't here.</summary>
    public string? Open(Card card)
    {
        try
        {
            return Encoding.UTF8.GetString(protector.Unprotect(Convert.FromBase64String(card.Token)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
