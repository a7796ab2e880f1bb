using Microsoft.AspNetCore.Http;
using Seyr.Enrichment;

namespace Seyr.Ingest;

/// <summary>Reads the client hints of a request.</summary>
internal static class ClientHintReader
{
    /// <summary>A browser that has hints sends the brands with every request to a safe address; the others it sends to whom the page allows.</summary>
    public static ClientHints Read(IHeaderDictionary headers) =>
        headers.TryGetValue("Sec-CH-UA", out var brands)
            ? new ClientHints(
                brands.ToString(), headers["Sec-CH-UA-Mobile"].ToString(), headers["Sec-CH-UA-Platform"].ToString(),
                headers["Sec-CH-UA-Platform-Version"].ToString(), headers["Sec-CH-UA-Full-Version-List"].ToString(), headers["Sec-CH-UA-Model"].ToString())
            : default;
}
