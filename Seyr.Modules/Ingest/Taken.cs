namespace Seyr.Ingest;

/// <summary>What became of a beacon.</summary>
/// <param name="LookUp">A domain to look up before it is tried again; null: it is dealt with.</param>
/// <param name="Fault">What is wrong with it, when it is no event.</param>
/// <param name="Dropped">For how many of its sites it was not accepted.</param>
internal readonly record struct Taken(string? LookUp = null, BeaconFault Fault = BeaconFault.None, int Dropped = 0);

/// <summary>What became of an event that a program told.</summary>
/// <param name="Refusal">Why it was not accepted; null: it was, or something is to be looked up.</param>
/// <param name="LookUp">A domain to look up before it is tried again; null: it is dealt with.</param>
/// <param name="Fault">What is wrong with it, when it is no event.</param>
/// <param name="IsKept">Whether its row is in the buffer; an accepted one isn't when there was no room.</param>
internal readonly record struct Told(Refusal? Refusal = null, string? LookUp = null, BeaconFault Fault = BeaconFault.None, bool IsKept = false);
