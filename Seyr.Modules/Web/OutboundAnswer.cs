using System.Net.Http.Headers;

namespace Seyr.Web;

/// <summary>What became of a call to somebody else's server.</summary>
public enum OutboundOutcome
{
    /// <summary>It answered, with whatever status.</summary>
    Answered,

    /// <summary>The address, or one that it led to, is none that this server may call.</summary>
    NotAllowed,

    /// <summary>There is no host of this name.</summary>
    NoSuchHost,

    /// <summary>Nobody answers there, or not as HTTP, or without a certificate that is good for the name.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TooSlow,

    /// <summary>It was sent on too often.</summary>
    TooManyRedirects,
}

/// <summary>What somebody else's server answered.</summary>
/// <param name="Outcome">What became of the call.</param>
/// <param name="Address">Where it ended.</param>
/// <param name="Status">The answer's status; 0: there was none.</param>
/// <param name="Headers">Its headers; null: there was none.</param>
/// <param name="Body">The beginning of its body, as much as is read at most.</param>
public sealed record OutboundAnswer(OutboundOutcome Outcome, Uri Address, int Status, HttpResponseHeaders? Headers, ReadOnlyMemory<byte> Body);
