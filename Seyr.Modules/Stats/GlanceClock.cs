using System.Globalization;
using NodaTime;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>Sites whose days begin at the same moments, and the days that are asked about: a period, and as many before it.</summary>
/// <param name="Zone">The clock.</param>
/// <param name="Sites">The sites.</param>
/// <param name="First">The first day of the period before, counted from 1970.</param>
/// <param name="Days">How many days a period has.</param>
internal sealed record GlanceClock(string Zone, IReadOnlyList<Site> Sites, long First, int Days)
{
    /// <summary>Days that are asked of the events: site, first and last day of each run.</summary>
    public IReadOnlyList<(long SiteId, long First, long Last)> Runs { get; init; } = [];

    private long Last => First + (2 * Days) - 1;

    public static GlanceClock Of(string zone, IReadOnlyList<Site> sites, int days, Instant now)
    {
        var known = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
        return new GlanceClock(known.Id, sites, RolledDays.NumberOf(now.InZone(known).Date) - (2 * days), days);
    }

    /// <summary>The runs of days that nothing is known of.</summary>
    public IReadOnlyList<(long SiteId, long First, long Last)> RunsWithout(IReadOnlyDictionary<(long SiteId, long Day), GlanceDay> known)
    {
        var runs = new List<(long, long, long)>();
        foreach (var site in Sites)
        {
            for (var day = First; day <= Last; day++)
            {
                var first = day;
                while (day <= Last && !known.ContainsKey((site.Id, day)))
                {
                    day++;
                }

                if (day > first)
                {
                    runs.Add((site.Id, first, day - 1));
                }
            }
        }

        return runs;
    }

    /// <summary>A part of a statement, for these sites.</summary>
    public string Fill(string part, Statement statement)
    {
        var zone = statement.Text(Zone);
        var runs = string.Join(", ", Runs.Select(static run => string.Create(CultureInfo.InvariantCulture, $"({run.SiteId}, {run.First}, {run.Last})")));
        return part
            .Replace("/*zone*/", zone, StringComparison.Ordinal).Replace("{zone:String}", zone, StringComparison.Ordinal)
            .Replace("/*sites*/", SitesSql(Sites), StringComparison.Ordinal)
            .Replace("/*runs*/", runs, StringComparison.Ordinal)
            .Replace("/*first*/", $"toDate(toUInt16({statement.Number(First)}))", StringComparison.Ordinal)
            .Replace("/*last*/", $"toDate(toUInt16({statement.Number(Last)}))", StringComparison.Ordinal);
    }

    /// <summary>Numbers of sites, as a list in a statement: they are too many for an address, where parameters stand.</summary>
    public static string SitesSql(IEnumerable<Site> sites) => string.Join(", ", sites.Select(static site => site.Id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A site's numbers, from its days.</summary>
    public Glance GlanceOf(Site site, IReadOnlyDictionary<(long SiteId, long Day), GlanceDay> known)
    {
        GlanceDay Of(long day) => known.GetValueOrDefault((site.Id, day)) ?? new GlanceDay(site.Id, day, 0, 0);
        long Sum(long first) => Enumerable.Range(0, Days).Sum(i => Of(first + i).Visitors - (i == 0 ? 0 : Of(first + i).Carried));
        return new Glance(Sum(First + Days), Sum(First), [.. Enumerable.Range(0, Days).Select(i => Of(First + Days + i).Visitors)]);
    }
}

/// <summary>A day of a site.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="Number">Its date, in days since 1970.</param>
/// <param name="Visitors">Its visitors.</param>
/// <param name="Carried">Those among them who were there on the day before under the same id.</param>
internal sealed record GlanceDay(long SiteId, long Number, long Visitors, long Carried);
