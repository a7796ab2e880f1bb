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

    /// <summary>The store of sites did not answer.</summary>
    NoAnswer,
}

/// <summary>
/// The books: received = accepted + refused (by reason), accepted = stored + waiting + dropped. Since the start of the process.
/// </summary>
internal sealed class IngestCounters
{
    private readonly long[] refused = new long[Enum.GetValues<Refusal>().Length];
    private long received;
    private long accepted;
    private long stored;
    private long dropped;

    public long Received => Interlocked.Read(ref received);

    public long Accepted => Interlocked.Read(ref accepted);

    public long Stored => Interlocked.Read(ref stored);

    public long Dropped => Interlocked.Read(ref dropped);

    public long Waiting => Accepted - Stored - Dropped;

    public long Refused(Refusal reason) => Interlocked.Read(ref refused[(int)reason]);

    public void CountReceived() => Interlocked.Increment(ref received);

    public void CountAccepted() => Interlocked.Increment(ref accepted);

    public void CountRefused(Refusal reason) => Interlocked.Increment(ref refused[(int)reason]);

    public void CountStored(int events) => Interlocked.Add(ref stored, events);

    public void CountDropped(int events) => Interlocked.Add(ref dropped, events);

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

        Add("seyr_beacons_received_total", "Beacons that arrived.", "counter", ("", Received));
        Add("seyr_events_accepted_total", "Events that were accepted.", "counter", ("", Accepted));
        Add("seyr_beacons_refused_total", "Beacons that were refused, by reason.", "counter",
            [.. Enum.GetValues<Refusal>().Select(reason => ($"{{reason=\"{reason}\"}}", Refused(reason)))]);
        Add("seyr_events_stored_total", "Events that the event store has.", "counter", ("", Stored));
        Add("seyr_events_dropped_total", "Accepted events that were dropped, since too many were waiting for the store.", "counter", ("", Dropped));
        Add("seyr_events_waiting", "Accepted events that wait for the store.", "gauge", ("", Waiting));
        return text.ToString();
    }
}
