using System.Data;
using System.Data.Common;
using Dapper;
using NodaTime;
using Seyr.Identity;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Makes owners, organisations and sites.</summary>
public sealed class Provisioning(RelationalStore store, Users users, SiteDirectory directory, SitesOptions options, TimeProvider clock)
{
    private const int MaxNameLength = 100;
    private const string Owner = "owner";
    private const string Taken = "This domain is already counted here.";

    /// <summary>Why this can't be an organisation's name; null: it can.</summary>
    public static string? NameProblem(string name) =>
        name.Trim().Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl) ? null : $"A name of 1 to {MaxNameLength} characters.";

    /// <summary>Why this can't be a site's domain; null: it can.</summary>
    public static string? DomainProblem(string domain) => Domains.Normal(domain) is null ? "A domain, such as example.com." : null;

    /// <summary>Why this can't be a time zone; null: it can.</summary>
    public static string? TimeZoneProblem(string id) => DateTimeZoneProviders.Tzdb.Ids.Contains(id) ? null : "A time zone, such as Asia/Dhaka or Europe/Berlin.";

    /// <summary>Makes the first owner with an organisation and a site, all or nothing.</summary>
    /// <returns>The owner's id; null: somebody has been faster.</returns>
    public async Task<long?> MakeFirstAsync(string email, string password, string organisation, string domain, string timeZone, CancellationToken cancel)
    {
        var hash = await Users.HashPasswordAsync(password, cancel);
        try
        {
            await using var connection = await store.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancel);
            var userId = await users.AddAsync(transaction, email, hash);
            if (!await Users.IsOnlyOneAsync(transaction))
            {
                return null;
            }

            var organisationId = await AddOrganisationAsync(transaction, organisation, userId);
            await AddSiteAsync(transaction, organisationId, Domains.Normal(domain)!, timeZone);
            await transaction.CommitAsync(cancel);
            directory.Forget(Domains.Normal(domain)!);
            return userId;
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            return null;
        }
    }

    /// <summary>Adds a site to an organisation that the user may add to.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="domain">The site's domain.</param>
    /// <param name="timeZone">Its time zone.</param>
    /// <param name="cancel">Stops it; nothing is made then.</param>
    /// <param name="organisation">The organisation; null: the first of them.</param>
    /// <returns>Why not; null: it was added.</returns>
    public async Task<string?> AddSiteAsync(long userId, string domain, string timeZone, CancellationToken cancel, long? organisation = null)
    {
        var normal = Domains.Normal(domain)!;
        try
        {
            await using var connection = await store.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var organisationId = await connection.ExecuteScalarAsync<long?>(
                """
                select min(organisation_id) from members
                where user_id = @userId and role in ('owner', 'admin') and organisation_id = coalesce(@organisation, organisation_id)
                """,
                new { userId, organisation },
                transaction);
            if (organisationId is not { } owned)
            {
                return Taken;
            }

            if (await PlanRoom.SiteProblemAsync(transaction, options, owned) is { } problem)
            {
                return problem;
            }

            await AddSiteAsync(transaction, owned, normal, timeZone);
            await transaction.CommitAsync(cancel);
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            return Taken;
        }

        directory.Forget(normal);
        return null;
    }

    /// <summary>Makes what is missing of an owner, an organisation and a site; what is there stays as it is. It is the operator's act: no plan stands in the way.</summary>
    /// <param name="email">The owner's address.</param>
    /// <param name="password">Asked for only when the owner is missing.</param>
    /// <param name="organisation">The organisation's name.</param>
    /// <param name="domain">The site's domain.</param>
    /// <param name="timeZone">The site's time zone, when it is missing.</param>
    /// <param name="cancel">Stops it; nothing is made then.</param>
    /// <returns>The site.</returns>
    /// <exception cref="StartException">Something is not as it must be; the message says what.</exception>
    public async Task<Site> EnsureAsync(
        string email, Func<string> password, string organisation, string domain, string timeZone, CancellationToken cancel)
    {
        var normal = Domains.Normal(domain)!;
        var owner = await users.FindAsync(email, cancel);
        var hash = owner is null ? await HashNewPasswordAsync(password(), cancel) : "";
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var userId = owner ?? await users.AddAsync(transaction, email, hash);
        var organisationId = await connection.ExecuteScalarAsync<long?>(
            """
            select min(organisations.id) from organisations join members on organisation_id = organisations.id
            where user_id = @userId and role = 'owner' and name = @organisation
            """,
            new { userId, organisation },
            transaction) ?? await AddOrganisationAsync(transaction, organisation, userId);
        if (await FindSiteAsync(transaction, normal) is not { } site)
        {
            await AddSiteAsync(transaction, organisationId, normal, timeZone);
            site = (await FindSiteAsync(transaction, normal))!;
        }

        if (site.OrganisationId != organisationId)
        {
            throw new StartException($"The site {normal} belongs to another organisation.");
        }

        await transaction.CommitAsync(cancel);
        directory.Forget(normal);
        return site;
    }

    private static async Task<string> HashNewPasswordAsync(string password, CancellationToken cancel) =>
        Users.PasswordProblem(password) is { } problem
            ? throw new StartException($"The password, read from standard input: {problem}")
            : await Users.HashPasswordAsync(password, cancel);

    /// <summary>Adds an organisation with its owner.</summary>
    internal async Task<long> AddOrganisationAsync(DbTransaction transaction, string name, long userId)
    {
        var connection = transaction.Connection!;
        var organisationId = await connection.ExecuteScalarAsync<long>(
            "insert into organisations (name, created_at) values (@name, @now) returning id", new { name, now = Now() }, transaction);
        await connection.ExecuteAsync(
            "insert into members (organisation_id, user_id, role) values (@organisationId, @userId, @Owner)", new { organisationId, userId, Owner }, transaction);
        return organisationId;
    }

    private Task AddSiteAsync(DbTransaction transaction, long organisationId, string domain, string timeZone) => transaction.Connection!.ExecuteAsync(
        "insert into sites (organisation_id, domain, time_zone, created_at) values (@organisationId, @domain, @timeZone, @now)",
        new { organisationId, domain, timeZone, now = Now() },
        transaction);

    private Task<Site?> FindSiteAsync(DbTransaction transaction, string domain) => transaction.Connection!.QueryFirstOrDefaultAsync<Site>(
        Site.Select + "where domain = @domain", new { domain, options.MonthlyEvents, options.Quota, options.HasPlans }, transaction);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
