using System.Globalization;
using System.Text;

namespace Seyr.Ingest;

/// <summary>Why a beacon was not accepted. Told to nobody who sends one.</summary>
internal enum Refusal
{
    /// <summary>Not JSON, or not an object with the fields that an event needs.</summary>
    BadBody,

    /// <summary>Larger than a beacon may be.</summary>
    TooLarge,

    /// <summary>The body did not arrive whole, or too slowly.</summary>
    Broken,

    /// <summary>No site has this domain.</summary>
    UnknownDomain,

    /// <summary>A bot, by its own word.</summary>
    Bot,

    /// <summary>A bot that reads for an AI, by its own word.</summary>
    AiCrawler,

    /// <summary>A page that a browser fetched or rendered ahead: nobody has seen it yet.</summary>
    Prefetch,

    /// <summary>The request lacks what every browser sends.</summary>
    NoBrowser,

    /// <summary>A program drives the browser, by what the tracker found in the page.</summary>
    Automation,

    /// <summary>It comes from a network that the operator's list knows as a datacentre's.</summary>
    Datacentre,

    /// <summary>It says to come from a host that is on the operator's list of spam.</summary>
    ReferrerSpam,

    /// <summary>The site's owner keeps this address out.</summary>
    Address,

    /// <summary>The site's owner keeps this country out.</summary>
    Country,

    /// <summary>The site's owner keeps this page out.</summary>
    Page,

    /// <summary>The site's owner named the hosts on which it is counted, and not this one.</summary>
    Hostname,

    /// <summary>The store of sites did not answer.</summary>
    NoAnswer,

    /// <summary>The organisation has used up its month, and its quota blocks.</summary>
    OverQuota,

    /// <summary>It tells of engagement in a visit that is over, or never was.</summary>
    NoVisit,
}

/// <summary>Why an accepted event will never be stored.</summary>
internal enum Dropped
{
    /// <summary>As much waits for the event store as may wait.</summary>
    BufferFull,

    /// <summary>The disk has no room, or doesn't work.</summary>
    DiskFull,

    /// <summary>Its segment was damaged on the disk, or the event store will never take it.</summary>
    Damaged,
}

/// <summary>
/// The books, since the start of the process: received = accepted + refused (by reason), and
/// accepted + replayed = stored + waiting + dropped (by reason), where replayed is what an earlier process left on the disk.
/// </summary>
internal sealed class IngestCounters
{
    private readonly long[] refused = new long[Enum.GetValues<Refusal>().Length];
    private readonly long[] dropped = new long[Enum.GetValues<Dropped>().Length];
    private long received;
    private long accepted;
    private long stored;
    private long replayed;
    private long damaged;
    private long overQuota;

    public long Received => Interlocked.Read(ref received);

    public long Accepted => Interlocked.Read(ref accepted);

    public long Stored => Interlocked.Read(ref stored);

    public long Replayed => Interlocked.Read(ref replayed);

    public long AllDropped => Enum.GetValues<Dropped>().Sum(Dropped);

    public long Waiting => Accepted + Replayed - Stored - AllDropped;

    public long Dropped(Dropped reason) => Interlocked.Read(ref dropped[(int)reason]);

    /// <summary>Of the accepted: past the limit of a quota that doesn't block.</summary>
    public long OverQuota => Interlocked.Read(ref overQuota);

    public long Refused(Refusal reason) => Interlocked.Read(ref refused[(int)reason]);

    public void CountReceived() => Interlocked.Increment(ref received);

    public void CountAccepted() => Interlocked.Increment(ref accepted);

    public void CountOverQuota() => Interlocked.Increment(ref overQuota);

    public void CountRefused(Refusal reason) => Interlocked.Increment(ref refused[(int)reason]);

    public void CountStored(int events) => Interlocked.Add(ref stored, events);

    public void CountDropped(Dropped reason, int events) => Interlocked.Add(ref dropped[(int)reason], events);

    /// <summary>Events of an earlier process that were found on the disk.</summary>
    public void CountReplayed(int events) => Interlocked.Add(ref replayed, events);

    /// <summary>A segment was set aside.</summary>
    public void CountDamaged() => Interlocked.Increment(ref damaged);

    /// <summary>In Prometheus' text format.</summary>
    public string ToPrometheus()
    {
        var text = new StringBuilder();
        void Add(string name, string help, string kind, params ReadOnlySpan<(string Labels, long Value)> values)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");
            foreach (var (labels, value) in values)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
            }
        }

        Add("seyr_beacons_received_total", "Beacons that arrived; one that names several domains, once for each.", "counter", ("", Received));
        Add("seyr_events_accepted_total", "Events that were accepted.", "counter", ("", Accepted));
        Add("seyr_events_over_quota_total", "Accepted events past a quota that doesn't block.", "counter", ("", OverQuota));
        Add("seyr_beacons_refused_total", "Beacons that were refused, by reason.", "counter",
            [.. Enum.GetValues<Refusal>().Select(reason => ($"{{reason=\"{reason}\"}}", Refused(reason)))]);
        Add("seyr_events_stored_total", "Events that the event store has.", "counter", ("", Stored));
        Add("seyr_events_replayed_total", "Events that an earlier process had accepted and left on the disk.", "counter", ("", Replayed));
        Add("seyr_events_dropped_total", "Accepted events that were dropped, by reason.", "counter",
            [.. Enum.GetValues<Dropped>().Select(reason => ($"{{reason=\"{reason}\"}}", Dropped(reason)))]);
        Add("seyr_segments_damaged_total", "Segments that were put into spool/damaged.", "counter", ("", Interlocked.Read(ref damaged)));
        Add("seyr_events_waiting", "Accepted events that wait for the store.", "gauge", ("", Waiting));
        return text.ToString();
    }
}
