using System.Data.Common;
using Dapper;
using Seyr.Identity;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>
/// Organisations and who is in them. Each change asks in its own statement whether the one who makes it may, so that a right
/// that was taken away a moment ago is none.
/// </summary>
public sealed class Organisations(RelationalStore store, TwoFactor twoFactor, SitesOptions options)
{
    private const string OfMember =
        "select organisations.id, name, requires_two_factor as RequiresTwoFactor, " + Roles.InSql + " as Role\n"
        + "from organisations join members on organisation_id = organisations.id\n";

    private const string ManagerAsks = "exists (select 1 from members where organisation_id = @organisationId and user_id = @userId and role in ('owner', 'admin'))";

    /// <summary>The user's organisations, also those that ask for a second factor which the user hasn't.</summary>
    public async Task<IReadOnlyList<Organisation>> OfAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Organisation>(OfMember + "where user_id = @userId order by name, organisations.id", new { userId })).AsList();
    }

    /// <summary>One where the user may do as much; null: there is none.</summary>
    public async Task<Organisation?> FindAsync(long userId, long organisationId, Role least, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        var found = await connection.QueryFirstOrDefaultAsync<Organisation>(
            OfMember + "where user_id = @userId and organisations.id = @organisationId", new { userId, organisationId });
        return found is null || found.Role < least || (found.RequiresTwoFactor && !await twoFactor.IsOnAsync(userId, cancel)) ? null : found;
    }

    /// <summary>Who owns one; null: there is none.</summary>
    public async Task<long?> OwnerAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>("select user_id from members where organisation_id = @organisationId and role = 'owner'", new { organisationId });
    }

    /// <summary>Whether a user owns one, as a transaction sees it.</summary>
    public static async Task<bool> IsOwnedAsync(DbTransaction transaction, long organisationId, long userId) => await transaction.Connection!.ExecuteScalarAsync<long>(
        "select count(*) from members where organisation_id = @organisationId and user_id = @userId and role = 'owner'", new { organisationId, userId }, transaction) > 0;

    /// <summary>Whether the user owns one, for as long as the transaction lasts.</summary>
    internal static async Task<bool> OwnsAsync(DbTransaction transaction, long userId) => (await transaction.Connection!.QueryAsync<long>(
        "update members set role = role where user_id = @userId and role = 'owner' returning organisation_id", new { userId }, transaction)).Any();

    internal async Task<IReadOnlyList<Person>> MembersAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Person>(
            "select user_id as Id, " + Roles.InSql + " as Role from members where organisation_id = @organisationId order by " + Roles.InSql + " desc, user_id",
            new { organisationId })).AsList();
    }

    internal async Task<IReadOnlyList<Person>> GuestsAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Person>(
            "select user_id as Id, domain, " + Roles.InSql + " as Role from guests join sites on sites.id = site_id "
            + "where organisation_id = @organisationId order by domain, user_id",
            new { organisationId })).AsList();
    }

    internal async Task<IReadOnlyList<string>> DomainsAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<string>("select domain from sites where organisation_id = @organisationId order by domain", new { organisationId })).AsList();
    }

    internal async Task<bool> RenameAsync(long userId, long organisationId, string name, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update organisations set name = @name where id = @organisationId and " + ManagerAsks,
            new { userId, organisationId, name }) == 1;
    }

    internal async Task<bool> RequireTwoFactorAsync(long userId, long organisationId, bool isRequired, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update organisations set requires_two_factor = @isRequired where id = @organisationId and exists "
            + "(select 1 from members where organisation_id = @organisationId and user_id = @userId and role = 'owner')",
            new { userId, organisationId, isRequired }) == 1;
    }

    /// <summary>Gives a member another role; the owner's stays.</summary>
    internal async Task<bool> SetRoleAsync(long userId, long organisationId, long memberId, Role role, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "update members set role = @role where organisation_id = @organisationId and user_id = @memberId and role <> 'owner' and " + ManagerAsks,
            new { userId, organisationId, memberId, role = Roles.Name(role) }) == 1;
    }

    /// <summary>Takes a member out; the owner stays.</summary>
    internal async Task<bool> RemoveAsync(long userId, long organisationId, long memberId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "delete from members where organisation_id = @organisationId and user_id = @memberId and role <> 'owner' and " + ManagerAsks,
            new { userId, organisationId, memberId }) == 1;
    }

    /// <summary>Takes a guest off a site.</summary>
    internal async Task<bool> RemoveGuestAsync(long userId, long organisationId, long guestId, string domain, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "delete from guests where user_id = @guestId and site_id = (select id from sites where domain = @domain and organisation_id = @organisationId) and " + ManagerAsks,
            new { userId, organisationId, guestId, domain }) == 1;
    }

    /// <summary>Leaves; the owner can't.</summary>
    internal async Task<bool> LeaveAsync(long userId, long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "delete from members where organisation_id = @organisationId and user_id = @userId and role <> 'owner'",
            new { userId, organisationId }) == 1;
    }

    /// <summary>Makes another member the owner; the one who was stays as an admin.</summary>
    internal async Task<bool> HandOverAsync(long userId, long organisationId, long memberId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var row = new { userId, organisationId, memberId };
        var isDone = userId != memberId
            && await connection.ExecuteAsync(
                "update members set role = 'admin' where organisation_id = @organisationId and user_id = @userId and role = 'owner'", row, transaction) == 1
            && await connection.ExecuteAsync("update members set role = 'owner' where organisation_id = @organisationId and user_id = @memberId", row, transaction) == 1;
        if (isDone)
        {
            await transaction.CommitAsync(cancel);
        }

        return isDone;
    }

    /// <summary>Moves a site into another organisation, where the user may add sites too. Its guests stay.</summary>
    /// <returns>Why not; null: it is there.</returns>
    internal async Task<string?> MoveSiteAsync(long userId, Site site, long target, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var problem = await PlanRoom.SiteProblemAsync(transaction, options, target);
        var isDone = await connection.ExecuteAsync(
            """
            update sites set organisation_id = @target where id = @siteId and organisation_id = @source and 2 =
                (select count(*) from members where user_id = @userId and organisation_id in (@source, @target) and role in ('owner', 'admin'))
            """,
            new { userId, siteId = site.Id, source = site.OrganisationId, target }, transaction) == 1;
        // Whose organisation it isn't, learns nothing of its plan.
        if (!isDone || problem is not null)
        {
            return isDone ? problem : "Choose an organisation to which you may add sites.";
        }

        await transaction.CommitAsync(cancel);
        return null;
    }
}
