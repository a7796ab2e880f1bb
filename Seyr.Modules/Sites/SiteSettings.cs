using System.Data.Common;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Saves what a site's owner sets. What it was before can be brought back for a day.</summary>
internal sealed class SiteSettings(RelationalStore store, SiteDirectory directory, TimeProvider clock)
{
    /// <summary>So many that were replaced are kept of a site.</summary>
    private const int MostKept = 20;

    private const string Columns =
        "bot_filter, shield_addresses, shield_countries, shield_pages, allowed_hostnames, kept_parameters, trims_slash, folds_case";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Saves rules that have no <see cref="SiteRules.Problems">problem</see>; on this server they hold at once.</summary>
    public async Task SaveAsync(Site site, SiteRules rules, CancellationToken cancel)
    {
        await using (var connection = await store.OpenAsync(cancel))
        {
            await SaveAsync(connection, null, site, rules);
        }

        directory.Forget(site.Domain);
    }

    /// <summary>Saves such rules, and keeps those that they replace.</summary>
    /// <returns>The number of what was there before.</returns>
    public async Task<long> ReplaceAsync(Site site, SiteRules rules, CancellationToken cancel)
    {
        long id;
        await using (var connection = await store.OpenAsync(cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            id = await connection.QuerySingleAsync<long>(
                "insert into former_settings (site_id, replaced_at, " + Columns + ") select id, @now, " + Columns + " from sites where id = @Id returning id",
                new { site.Id, now }, transaction);
            await connection.ExecuteAsync(
                """
                delete from former_settings where site_id = @Id and (
                    replaced_at < @then or id not in (select id from former_settings where site_id = @Id order by id desc limit @most))
                """,
                new { site.Id, then = now - (long)KeptFor.TotalMilliseconds, most = MostKept }, transaction);
            await SaveAsync(connection, transaction, site, rules);
            await transaction.CommitAsync(cancel);
        }

        directory.Forget(site.Domain);
        return id;
    }

    /// <summary>Brings back what was there before.</summary>
    /// <returns>False: it has gone for good.</returns>
    public async Task<bool> RestoreAsync(Site site, long id, CancellationToken cancel)
    {
        bool isBack;
        await using (var connection = await store.OpenAsync(cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            var row = new { site.Id, former = id, then = clock.GetUtcNow().ToUnixTimeMilliseconds() - (long)KeptFor.TotalMilliseconds };
            isBack = await connection.ExecuteAsync(
                "update sites set (" + Columns + ") = (select " + Columns + " from former_settings where id = @former) "
                + "where id = @Id and exists (select 1 from former_settings where id = @former and site_id = @Id and replaced_at >= @then)",
                row, transaction) > 0;
            await connection.ExecuteAsync("delete from former_settings where id = @former and site_id = @Id", row, transaction);
            await transaction.CommitAsync(cancel);
        }

        directory.Forget(site.Domain);
        return isBack;
    }

    private static Task<int> SaveAsync(DbConnection connection, DbTransaction? transaction, Site site, SiteRules rules) => connection.ExecuteAsync(
        """
        update sites set bot_filter = @Bots, shield_addresses = @addresses, shield_countries = @countries, shield_pages = @pages,
            allowed_hostnames = @hostnames, kept_parameters = @parameters, trims_slash = @TrimsSlash, folds_case = @FoldsCase
        where id = @Id
        """,
        new
        {
            site.Id, rules.Bots, addresses = Kept(rules.Addresses), countries = Kept(rules.Countries), pages = Kept(rules.Pages),
            hostnames = Kept(rules.Hostnames), parameters = Kept(rules.Parameters), rules.TrimsSlash, rules.FoldsCase,
        },
        transaction);

    private static string Kept(string lines) => string.Join('\n', Shield.Lines(lines).Distinct(StringComparer.Ordinal));
}
