using System.Net;
using Seyr.Enrichment;

namespace Seyr.Ingest;

/// <summary>Who sent a beacon, as far as the request says. It ends with the request.</summary>
/// <param name="Address">The visitor's address.</param>
/// <param name="UserAgent">The browser's word of itself.</param>
/// <param name="Languages">What <c>Accept-Language</c> says.</param>
/// <param name="Signals">What else the headers tell.</param>
/// <param name="Hints">What the browser says of itself beside its user agent.</param>
internal readonly record struct Sender(IPAddress Address, string UserAgent, string Languages, Signals Signals, ClientHints Hints = default);
