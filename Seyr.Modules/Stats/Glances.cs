using NodaTime;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>
/// How many visitors each of many sites has, with the same numbers that its own page has, but asked for all of them together: one
/// question for hours, and two for the days of 250 sites.
/// </summary>
internal sealed class Glances(EventStore store, Duration settle)
{
    private const int Hours = 24;

    /// <summary>A statement has a longest text: it is about so many sites,</summary>
    private const int MostSites = 250;

    /// <summary>and so many clocks, each of which has its part of it.</summary>
    private const int MostClocks = 40;

    private static readonly string LastHours = Sql.Read("GlanceHours");
    private static readonly string Rolled = Sql.Read("GlanceRolled");
    private static readonly string Days = Sql.Read("GlanceDays");
    private static readonly string Begun = Sql.Read("GlanceBegun");

    /// <summary>The last 24 hours.</summary>
    public async Task<IReadOnlyDictionary<long, Glance>> OfHoursAsync(IReadOnlyList<Site> sites, Instant now, CancellationToken cancel)
    {
        // An event of this very second is in it, as in Period.
        var to = now + Duration.FromSeconds(1);
        KeyValuePair<string, object>[] parameters = [Sql.Time("from", to - Duration.FromHours(2 * Hours)), Sql.Time("to", to)];
        var rows = await store.QueryAsync(
            Of(LastHours, sites), parameters, isHeavy: true, static row => (Site: row.GetInt64(0), Bucket: row.GetInt64(1), Visitors: row.GetInt64(2)), cancel);
        var known = rows.ToDictionary(static row => (row.Site, row.Bucket), static row => row.Visitors);
        long Count(Site site, long bucket) => known.GetValueOrDefault((site.Id, bucket));
        return await WithBegunAsync(sites, site => new Glance(Count(site, -1), Count(site, -2), [.. Enumerable.Range(1, Hours).Select(i => Count(site, Hours - i))]), cancel);
    }

    /// <summary>So many days until yesterday, on each site's own clock.</summary>
    public async Task<IReadOnlyDictionary<long, Glance>> OfDaysAsync(IReadOnlyList<Site> sites, int days, Instant now, CancellationToken cancel)
    {
        var found = new Dictionary<long, Glance>();
        foreach (var clocks in sites.OrderBy(static site => site.TimeZone, StringComparer.Ordinal).Chunk(MostSites).SelectMany(some =>
            some.GroupBy(static site => site.TimeZone).Select(group => GlanceClock.Of(group.Key, [.. group], days, now)).Chunk(MostClocks)))
        {
            var known = (await AskAsync(Rolled, clocks, isHeavy: false, cancel)).ToDictionary(static day => (day.SiteId, day.Number));
            var missing = clocks.Select(clock => clock with { Runs = clock.RunsWithout(known) }).Where(static clock => clock.Runs.Count > 0).ToList();
            foreach (var day in missing.Count == 0 ? [] : await AskAsync(Days, missing, isHeavy: true, cancel))
            {
                known[(day.SiteId, day.Number)] = day;
            }

            foreach (var (id, glance) in clocks.SelectMany(clock => clock.Sites.Select(site => (site.Id, clock.GlanceOf(site, known)))))
            {
                found[id] = glance;
            }
        }

        return await WithBegunAsync(sites, site => found[site.Id], cancel);
    }

    private Task<List<GlanceDay>> AskAsync(string part, IReadOnlyList<GlanceClock> clocks, bool isHeavy, CancellationToken cancel)
    {
        var statement = new Statement();
        statement.Name("settle", (long)settle.TotalMilliseconds);
        return store.QueryAsync(
            string.Join("\nunion all\n", clocks.Select(clock => clock.Fill(part, statement))), statement.Parameters, isHeavy,
            static row => new GlanceDay(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancel);
    }

    /// <summary>Whoever has nobody may have had nobody ever.</summary>
    private async Task<IReadOnlyDictionary<long, Glance>> WithBegunAsync(IReadOnlyList<Site> sites, Func<Site, Glance> glanceOf, CancellationToken cancel)
    {
        var glances = sites.ToDictionary(static site => site.Id, glanceOf);
        var empty = sites.Where(site => glances[site.Id] is { Visitors: 0, Before: 0 }).ToList();
        var begun = empty.Count == 0 ? [] : (await store.QueryAsync(Of(Begun, empty), [], static row => row.GetInt64(0), cancel)).ToHashSet();
        foreach (var site in empty.Where(site => !begun.Contains(site.Id)))
        {
            glances[site.Id] = glances[site.Id] with { HasEvents = false };
        }

        return glances;
    }

    private static string Of(string statement, IReadOnlyList<Site> sites) => statement.Replace("/*sites*/", GlanceClock.SitesSql(sites), StringComparison.Ordinal);
}
