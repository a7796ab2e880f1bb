using System.Collections.Concurrent;

namespace Seyr.Gateway;

/// <summary>A payment page that was opened.</summary>
/// <param name="Key">The session's key.</param>
/// <param name="Fields">What it was opened with.</param>
internal sealed record GatewaySession(string Key, IReadOnlyDictionary<string, string> Fields)
{
    public ConcurrentQueue<GatewayAttempt> Attempts { get; } = new();

    public GatewayFault Faults { get; set; }

    public string TransactionId => Fields["tran_id"];

    public bool Has(GatewayFault fault) => (Faults & fault) != 0;
}
