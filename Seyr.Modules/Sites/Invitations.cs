using System.Data.Common;
using Dapper;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Invitations into an organisation, or to one of its sites. Each is for one address, once, for a week, and worth what its inviter may still give.</summary>
internal sealed class Invitations(RelationalStore store, Outbox outbox, Users users, SitesOptions options, TimeProvider clock)
{
    /// <summary>Invitations of an organisation that wait at the same time.</summary>
    public const int MaxWaiting = 50;

    /// <summary>What is said when one can't be sent.</summary>
    public static readonly string Refused =
        $"There is no such site, or too many are invited: {MaxWaiting} may wait at a time, and {Limit.Invitations.Burst} be sent in a row.";

    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>An invitation that is good: its inviter may still invite, and its site, if any, is still the organisation's.</summary>
    private const string Good =
        """
        from invitations join organisations on organisations.id = invitations.organisation_id
        join members on members.organisation_id = invitations.organisation_id and members.user_id = invited_by and members.role in ('owner', 'admin')
        left join sites on sites.id = site_id and sites.organisation_id = invitations.organisation_id
        where token_hash = @hash and expires_at > @now and (site_id is null or sites.id is not null)
        """;

    /// <summary>Invites somebody, and writes to them; an invitation that they had before for the same is replaced.</summary>
    /// <returns>Why not; null: it is on its way.</returns>
    public async Task<string?> InviteAsync(long userId, string inviter, Organisation organisation, string email, Role role, string domain, CancellationToken cancel)
    {
        var token = Token.New();
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var siteId = domain.Length == 0 ? null : await connection.ExecuteScalarAsync<long?>(
            "select id from sites where domain = @domain and organisation_id = @Id", new { domain, organisation.Id }, transaction);
        var row = new
        {
            hash = Token.Hash(token), organisation.Id, siteId, email, role = Roles.Name(role), userId,
            now = clock.GetUtcNow().ToUnixTimeMilliseconds(), expires = (clock.GetUtcNow() + Life).ToUnixTimeMilliseconds(),
        };
        await connection.ExecuteAsync(
            "delete from invitations where organisation_id = @Id and (expires_at <= @now or (email = @email and coalesce(site_id, 0) = coalesce(@siteId, 0)))", row, transaction);
        if ((domain.Length > 0 && siteId is null)
            || await connection.ExecuteScalarAsync<long>("select count(*) from invitations where organisation_id = @Id", row, transaction) >= MaxWaiting)
        {
            return Refused;
        }

        if (await PlanRoom.PersonProblemAsync(transaction, options, users, organisation.Id, email, row.now) is { } full)
        {
            return full;
        }

        await connection.ExecuteAsync(
            """
            insert into invitations (token_hash, organisation_id, site_id, email, role, invited_by, expires_at)
            values (@hash, @Id, @siteId, @email, @role, @userId, @expires)
            """,
            row, transaction);
        var what = domain.Length == 0 ? $"the organisation {organisation.Name}" : $"the site {domain}";
        await outbox.AddAsync(transaction, new Letter(
            email, "An invitation", [$"{inviter} invites you to {what} on Seyr, as {Roles.Name(role)}."],
            "Look at the invitation", $"/invitations/{token}", "The link is good for a week, and once. If you don't know of this, do nothing."));
        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return null;
    }

    public async Task<IReadOnlyList<Person>> OfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Person>(
            "select invitations.id, email, coalesce(domain, '') as Domain, " + Roles.InSql + " as Role from invitations left join sites on sites.id = site_id "
            + "where invitations.organisation_id = @organisationId and expires_at > @now order by email, invitations.id",
            new { organisationId, now = clock.GetUtcNow().ToUnixTimeMilliseconds() })).AsList();
    }

    public async Task<bool> WithdrawAsync(long organisationId, long invitationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.ExecuteAsync(
            "delete from invitations where id = @invitationId and organisation_id = @organisationId", new { invitationId, organisationId }) == 1;
    }

    /// <summary>An invitation by its token; null: it isn't good, or no longer.</summary>
    public async Task<Invitation?> FindAsync(string token, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Invitation>(Select + Good, new { hash = Token.Hash(token), now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    /// <summary>Takes an invitation up for a user within a transaction. Who may more already keeps that.</summary>
    /// <returns>Why not, to be read by whoever accepts; empty: they are in; null: it isn't good any longer, or somebody was faster.</returns>
    public async Task<string?> AcceptAsync(DbTransaction transaction, string token, long userId)
    {
        var connection = transaction.Connection!;
        var key = new { hash = Token.Hash(token), now = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        var found = await connection.QueryFirstOrDefaultAsync<Invitation>(Select + Good, key, transaction);
        if (found is null || await connection.ExecuteAsync("delete from invitations where token_hash = @hash", key, transaction) != 1)
        {
            return null;
        }

        if (await PlanRoom.PersonProblemAsync(transaction, options, users, found.OrganisationId, found.Email, null) is { } problem)
        {
            return problem;
        }

        var row = new { found.OrganisationId, siteId = found.SiteId ?? 0, userId, role = Roles.Name(found.Role) };
        await (found.SiteId is null
            ? connection.ExecuteAsync(
                "insert into members (organisation_id, user_id, role) values (@OrganisationId, @userId, @role) on conflict do nothing", row, transaction)
            : connection.ExecuteAsync("insert into guests (site_id, user_id, role) values (@siteId, @userId, @role) on conflict do nothing", row, transaction));
        return "";
    }

    private const string Select =
        """
        select invitations.organisation_id as OrganisationId, organisations.name as Organisation, site_id as SiteId, coalesce(domain, '') as Domain, email,
            case invitations.role when 'admin' then 3 when 'editor' then 2 else 1 end as Role

        """;
}

/// <summary>An invitation as whoever has its link sees it.</summary>
internal sealed class Invitation
{
    public long OrganisationId { get; set; }

    public string Organisation { get; set; } = "";

    public long? SiteId { get; set; }

    /// <summary>The site; empty: the whole organisation.</summary>
    public string Domain { get; set; } = "";

    public string Email { get; set; } = "";

    public Role Role { get; set; }

    public string What => Domain.Length == 0 ? $"the organisation {Organisation}" : $"the site {Domain}";
}
