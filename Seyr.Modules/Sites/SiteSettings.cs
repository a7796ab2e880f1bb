using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>Saves what a site's owner sets.</summary>
internal sealed class SiteSettings(RelationalStore store, SiteDirectory directory)
{
    /// <summary>Saves rules that have no <see cref="SiteRules.Problems">problem</see>; on this server they hold at once.</summary>
    public async Task SaveAsync(Site site, SiteRules rules, CancellationToken cancel)
    {
        await using (var connection = await store.OpenAsync(cancel))
        {
            await connection.ExecuteAsync(
                """
                update sites set bot_filter = @Bots, shield_addresses = @addresses, shield_countries = @countries, shield_pages = @pages,
                    allowed_hostnames = @hostnames, kept_parameters = @parameters, trims_slash = @TrimsSlash, folds_case = @FoldsCase
                where id = @Id
                """,
                new
                {
                    site.Id, rules.Bots, addresses = Kept(rules.Addresses), countries = Kept(rules.Countries), pages = Kept(rules.Pages),
                    hostnames = Kept(rules.Hostnames), parameters = Kept(rules.Parameters), rules.TrimsSlash, rules.FoldsCase,
                });
        }

        directory.Forget(site.Domain);
    }

    private static string Kept(string lines) => string.Join('\n', Shield.Lines(lines).Distinct(StringComparer.Ordinal));
}
