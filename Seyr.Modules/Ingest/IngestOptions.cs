using Seyr.Enrichment;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>Bounds of the way in. Keys of <c>Ingest</c> in <c>seyr.example.json</c>.</summary>
public sealed class IngestOptions
{
    internal const int MaxFlushEvents = 1_000_000;

    /// <summary>A batch goes to the store at this age at the latest.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A batch goes to the store at this many events at the latest.</summary>
    public int FlushEvents { get; set; } = 20_000;

    /// <summary>What may wait on the disk for the store, in MB; past it events are dropped and counted. An event has about 170 bytes.</summary>
    public int MaxWaitingMegabytes { get; set; } = 1_024;

    /// <summary>
    /// Whether a beacon is answered only when the disk has its event. Without it an accepted event outlives the process,
    /// however it ends; with it also a loss of power.
    /// </summary>
    public bool Sync { get; set; }

    /// <summary>Visits under way that are remembered; past it the oldest are forgotten, and would count anew.</summary>
    public int MaxVisits { get; set; } = 300_000;

    /// <summary>
    /// A directory on tmpfs for the day's visitor salt, so that a restart doesn't break the day. Empty: the service
    /// manager's runtime directory, else /dev/shm. <c>memory</c>: none; visitors count anew after a restart.
    /// </summary>
    public string SaltDirectory { get; set; } = "";

    /// <summary>A file with the hosts of referrer spam, a domain a line; empty: none. It is read anew when it changes.</summary>
    public string ReferrerSpamList { get; set; } = "";

    /// <summary>
    /// Databases of cities in MaxMind's format (GeoLite2-City, DB-IP Lite), with semicolons between them; empty: none.
    /// They are opened anew when they change.
    /// </summary>
    public string CityDatabase { get; set; } = "";

    /// <summary>A database of autonomous systems in MaxMind's format (GeoLite2-ASN, DB-IP Lite); empty: none. It is opened anew when it changes.</summary>
    public string AsnDatabase { get; set; } = "";

    /// <summary>A file with the numbers of the autonomous systems that are datacentres', one a line. It is read anew when it changes.</summary>
    public string DatacentreAsnList { get; set; } = "";

    /// <summary>What an organisation may use a month (UTC), when nothing else was said of it; 0: no limit.</summary>
    public long MonthlyEvents { get; set; }

    /// <summary>What happens past that, when nothing else was said of the organisation: <c>soft</c> counts on, <c>block</c> drops.</summary>
    public string Quota { get; set; } = OrganisationQuota.Soft;

    /// <summary>What is wrong, as "key: what is expected"; empty when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (FlushInterval < TimeSpan.FromMilliseconds(50) || FlushInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Ingest:FlushInterval: 00:00:00.05 to 00:01:00";
        }

        if (FlushEvents is < 1 or > MaxFlushEvents)
        {
            yield return "Ingest:FlushEvents: 1 to 1000000";
        }

        if (MaxWaitingMegabytes is < 16 or > 1_000_000)
        {
            yield return "Ingest:MaxWaitingMegabytes: 16 to 1000000";
        }

        if (MaxVisits is < 1_000 or > 100_000_000)
        {
            yield return "Ingest:MaxVisits: 1000 to 100000000";
        }

        foreach (var (key, files) in new[]
        {
            (nameof(ReferrerSpamList), [ReferrerSpamList]), (nameof(CityDatabase), Places.Paths(CityDatabase)),
            (nameof(AsnDatabase), [AsnDatabase]), (nameof(DatacentreAsnList), [DatacentreAsnList]),
        })
        {
            if (files.Any(static file => file.Length > 0 && !File.Exists(file)))
            {
                yield return $"Ingest:{key}: a file that is there";
            }
        }

        if ((AsnDatabase.Length > 0) != (DatacentreAsnList.Length > 0))
        {
            yield return "Ingest:AsnDatabase, Ingest:DatacentreAsnList: both or neither";
        }

        if (OrganisationQuota.LimitProblem(MonthlyEvents) is { } limit)
        {
            yield return $"Ingest:MonthlyEvents: {limit}";
        }

        if (OrganisationQuota.ModeProblem(Quota) is { } mode)
        {
            yield return $"Ingest:Quota: {mode}";
        }
    }
}
