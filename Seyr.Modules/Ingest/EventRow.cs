using Seyr.Enrichment;

namespace Seyr.Ingest;

/// <summary>A row of the table of events. The columns of the visit come last: they are written once a visit and copied.</summary>
internal static class EventRow
{
    /// <summary>The largest row that the bounds of its texts allow, rounded up.</summary>
    public const int MaxBytes = 160 * 1024;

    /// <summary>The name of events that tell how long a page was seen and how far it was scrolled.</summary>
    public static ReadOnlySpan<byte> Engagement => "engagement"u8;

    /// <summary>What stands for a scroll depth that wasn't told.</summary>
    public const byte NoScroll = 255;

    public static readonly string[] Columns =
    [
        "site_id", "time", "name", "visitor_id", "visit_id", "visit_start", "visits", "bounces", "duration", "engagement", "scroll", "revenue", "currency",
        "hostname", "path", "props",
        "entry_page", "referrer", "source", "channel", "click_id", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
        "country", "region", "city", "language", "screen", "browser", "browser_version", "system", "system_version", "device",
    ];

    /// <summary>The columns as a segment notes them.</summary>
    public static readonly string ColumnList = string.Join(',', Columns);

    /// <summary>The bytes of a visit's columns are never more.</summary>
    public const int MaxFactBytes = 8 * 1024;

    private const int MaxHostBytes = Sites.Domains.MaxLength;
    private const int MaxTagBytes = 255;

    public static void Write(
        ref RowWriter row, VisitKey key, uint time, scoped ReadOnlySpan<byte> name, in VisitStep step, uint engagement, byte scroll, Revenue revenue,
        scoped ReadOnlySpan<byte> hostname, scoped ReadOnlySpan<byte> path, int propCount, scoped ReadOnlySpan<byte> props, scoped ReadOnlySpan<byte> facts)
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
        row.UInt32(engagement);
        row.UInt8(scroll);
        revenue.WriteTo(ref row);
        row.Text(hostname, MaxHostBytes);
        row.Text(path);
        row.Count(propCount);
        row.Raw(props);
        row.Raw(facts);
    }

    /// <summary>Reads when an event was and whether it counts: the same in every version's rows.</summary>
    public static (uint Time, bool IsEngagement) ReadBegin(ReadOnlySpan<byte> row)
    {
        var reader = new RowReader(row);
        reader.UInt32();
        return (reader.UInt32(), reader.Text().SequenceEqual(Engagement));
    }

    /// <summary>Writes the columns that are the same on every row of a visit.</summary>
    /// <returns>What was written.</returns>
    public static Span<byte> WriteFacts(
        Span<byte> target, scoped ReadOnlySpan<byte> entryPage, scoped ReadOnlySpan<byte> referrer, string source, string channel, string clickId, scoped in Campaign campaign,
        scoped in Place place, scoped ReadOnlySpan<byte> language, string screen, Device device)
    {
        var row = new RowWriter(target);
        row.Text(entryPage);
        row.Text(referrer);
        row.Text(source);
        row.Text(channel);
        row.Text(clickId);
        row.Text(campaign.Source, MaxTagBytes);
        row.Text(campaign.Medium, MaxTagBytes);
        row.Text(campaign.Name, MaxTagBytes);
        row.Text(campaign.Content, MaxTagBytes);
        row.Text(campaign.Term, MaxTagBytes);
        row.Text(place.Country);
        row.Text(place.Region);
        row.Text(place.City);
        row.Text(language);
        row.Text(screen);
        row.Text(device.Browser);
        row.Text(device.BrowserVersion);
        row.Text(device.System);
        row.Text(device.SystemVersion);
        row.Text(device.Type);
        return row.Written;
    }

    /// <summary>Reads what a row says of its visit.</summary>
    /// <param name="row">A row in the order of <see cref="Columns"/>.</param>
    /// <param name="isEngagement">Whether it is no event that counts in its visit.</param>
    /// <param name="facts">The columns that are the same on every row of the visit.</param>
    public static (VisitKey Key, uint Time, VisitStep Step) Read(ReadOnlySpan<byte> row, out bool isEngagement, out ReadOnlySpan<byte> facts)
    {
        var reader = new RowReader(row);
        var siteId = reader.UInt32();
        var time = reader.UInt32();
        isEngagement = reader.Text().SequenceEqual(Engagement);
        var key = new VisitKey(siteId, reader.UInt64());
        var step = new VisitStep(reader.UInt64(), reader.UInt32(), reader.Int8(), reader.Int8(), reader.UInt32());
        reader.UInt32();
        reader.Int8();
        reader.UInt64();
        reader.SkipText();
        reader.SkipText();
        reader.SkipText();
        for (var props = 2 * reader.Count(); props > 0; props--)
        {
            reader.SkipText();
        }

        facts = reader.Rest;
        return (key, time, step);
    }
}
