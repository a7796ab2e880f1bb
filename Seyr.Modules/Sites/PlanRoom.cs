using System.Data.Common;
using System.Globalization;
using Dapper;
using Seyr.Identity;

namespace Seyr.Sites;

/// <summary>
/// Whether an organisation's plan has room for one more site or person. Asked in the transaction that adds it, which holds the organisation
/// from then on: of two who want the last place one gets it. What is there already stays, however many it is.
/// </summary>
internal static class PlanRoom
{
    private const string Way = "For more, the organisation's owner chooses another plan under Plan and payments.";

    private const string People =
        """
        select user_id from members where organisation_id = @organisationId
        union select user_id from guests join sites on sites.id = site_id where organisation_id = @organisationId
        """;

    /// <summary>Why there is none for another site; null: there is.</summary>
    public static async Task<string?> SiteProblemAsync(DbTransaction transaction, SitesOptions options, long organisationId)
    {
        if (await PlanAsync(transaction, options, organisationId) is not { Sites: > 0 } plan)
        {
            return null;
        }

        var sites = await transaction.Connection!.ExecuteScalarAsync<long>(
            "select count(*) from sites where organisation_id = @organisationId", new { organisationId }, transaction);
        return sites < plan.Sites ? null : string.Create(CultureInfo.InvariantCulture, $"The plan {plan.Title} is for {plan.Sites} site{(plan.Sites == 1 ? "" : "s")}. {Way}");
    }

    /// <summary>
    /// Why there is none for somebody else; null: there is. Guests of single sites take a place each too, and so do invitations that wait, unless
    /// they are for people who have one.
    /// </summary>
    /// <param name="transaction">That in which they are added.</param>
    /// <param name="options">What the plan is of those who pay for none.</param>
    /// <param name="users">Knows addresses.</param>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="email">Whose the place is.</param>
    /// <param name="now">The time by which an invitation is still good; null: invitations take none, since one is being accepted.</param>
    public static async Task<string?> PersonProblemAsync(DbTransaction transaction, SitesOptions options, Users users, long organisationId, string email, long? now)
    {
        if (await PlanAsync(transaction, options, organisationId) is not { Members: > 0 } plan)
        {
            return null;
        }

        var connection = transaction.Connection!;
        var people = await connection.QueryAsync<long>(People, new { organisationId }, transaction);
        var invited = await connection.QueryAsync<string>(
            "select email from invitations where organisation_id = @organisationId and expires_at > @now", new { organisationId, now = now ?? long.MaxValue }, transaction);
        var places = (await users.EmailsOfAsync(people, CancellationToken.None)).Values.Concat(invited).ToHashSet(StringComparer.Ordinal);
        return places.Contains(email) || places.Count < plan.Members ? null : Full(plan);
    }

    private static string Full(Terms plan) => string.Create(
        CultureInfo.InvariantCulture, $"The plan {plan.Title} is for {plan.Members} member{(plan.Members == 1 ? "" : "s")}, guests and whoever is invited included. {Way}");

    /// <returns>Null: there are no plans, or no such organisation.</returns>
    private static async Task<Terms?> PlanAsync(DbTransaction transaction, SitesOptions options, long organisationId) =>
        options.Free is { } free && await OrganisationPlans.LockAsync(transaction, organisationId)
            ? await transaction.Connection!.QueryFirstAsync<Terms>(
                "select coalesce(plan_title, @Title) as Title, coalesce(plan_sites, @Sites) as Sites, coalesce(plan_members, @Members) as Members\n"
                + "from organisations where id = @organisationId",
                new { organisationId, free.Title, free.Sites, free.Members }, transaction)
            : null;

    internal sealed class Terms
    {
        public string Title { get; set; } = "";

        public int Sites { get; set; }

        public int Members { get; set; }
    }
}
