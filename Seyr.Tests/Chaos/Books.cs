namespace Seyr.Tests.Chaos;

/// <summary>The counters of one process: received = accepted + refused, accepted + replayed = stored + waiting + dropped.</summary>
internal sealed record Books(long Received, long Accepted, long Refused, long Replayed, long Stored, long Waiting, long Dropped)
{
    public static Books Of(Dictionary<string, long> counters)
    {
        long Sum(string name) => counters.Where(counter => counter.Key == name || counter.Key.StartsWith(name + "{", StringComparison.Ordinal)).Sum(static counter => counter.Value);
        return new Books(
            Sum("seyr_beacons_received_total"), Sum("seyr_events_accepted_total"), Sum("seyr_beacons_refused_total"), Sum("seyr_events_replayed_total"),
            Sum("seyr_events_stored_total"), Sum("seyr_events_waiting"), Sum("seyr_events_dropped_total"));
    }

    public bool Balance => Received == Accepted + Refused && Accepted + Replayed == Stored + Waiting + Dropped;
}
