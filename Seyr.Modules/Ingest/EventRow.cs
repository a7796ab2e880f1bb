namespace Seyr.Ingest;

/// <summary>A row of the table of events. The columns of the visit come last: they are written once a visit and copied.</summary>
internal static class EventRow
{
    /// <summary>The largest row that the bounds of its texts allow, rounded up.</summary>
    public const int MaxBytes = 160 * 1024;

    public static readonly string[] Columns =
    [
        "site_id", "time", "name", "visitor_id", "visit_id", "visit_start", "visits", "bounces", "duration", "hostname", "path", "props",
        "entry_page", "referrer", "source", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
        "country", "browser", "system", "device",
    ];

    private const int MaxHostBytes = Sites.Domains.MaxLength;
    private const int MaxTagBytes = 255;

    public static void Write(
        ref RowWriter row, VisitKey key, uint time, scoped ReadOnlySpan<byte> name, in VisitStep step,
        scoped ReadOnlySpan<byte> hostname, scoped ReadOnlySpan<byte> path, int propCount, scoped ReadOnlySpan<byte> props)
    {
        row.UInt32(key.SiteId);
        row.UInt32(time);
        row.Text(name, Beacon.MaxNameBytes);
        row.UInt64(key.VisitorId);
        row.UInt64(step.VisitId);
        row.UInt32(step.Start);
        row.Int8(step.Visits);
        row.Int8(step.Bounces);
        row.UInt32(step.Duration);
        row.Text(hostname, MaxHostBytes);
        row.Text(path);
        row.Count(propCount);
        row.Raw(props);
        row.Raw(step.Facts);
    }

    /// <summary>The columns that are the same on every row of a visit.</summary>
    public static byte[] Facts(
        scoped ReadOnlySpan<byte> entryPage, scoped ReadOnlySpan<byte> referrer, string source, scoped in Campaign campaign,
        string country, string browser, string system, string device)
    {
        var row = new RowWriter(stackalloc byte[8 * 1024]);
        row.Text(entryPage);
        row.Text(referrer);
        row.Text(source);
        row.Text(campaign.Source, MaxTagBytes);
        row.Text(campaign.Medium, MaxTagBytes);
        row.Text(campaign.Name, MaxTagBytes);
        row.Text(campaign.Content, MaxTagBytes);
        row.Text(campaign.Term, MaxTagBytes);
        row.Text(country);
        row.Text(browser);
        row.Text(system);
        row.Text(device);
        return row.Written.ToArray();
    }
}
