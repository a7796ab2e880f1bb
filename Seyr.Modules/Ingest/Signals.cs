using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Seyr.Ingest;

/// <summary>What a request's headers tell of whether a person sees the page.</summary>
[Flags]
internal enum Signals
{
    None = 0,

    /// <summary>The browser says that it fetches or renders the page ahead.</summary>
    Prefetch = 1,

    /// <summary>A header is missing that every browser sends with a beacon.</summary>
    LacksHeaders = 2,
}

/// <summary>Reads them.</summary>
internal static class SignalReader
{
    /// <summary>
    /// Where browsers say it: <c>Sec-Purpose</c> is the Fetch standard's, the others are what they sent before there was one.
    /// </summary>
    private static readonly string[] PurposeHeaders = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];

    public static Signals Read(IHeaderDictionary headers)
    {
        var signals = Signals.None;
        foreach (var name in PurposeHeaders)
        {
            if (headers.TryGetValue(name, out var purpose) && IsAhead(purpose))
            {
                signals |= Signals.Prefetch;
            }
        }

        var hasAll = headers.Accept.Count > 0 && headers.AcceptEncoding.Count > 0 && headers.AcceptLanguage.Count > 0;
        return hasAll ? signals : signals | Signals.LacksHeaders;
    }

    private static bool IsAhead(StringValues purpose)
    {
        foreach (var value in purpose)
        {
            if (value is not null && (Says(value, "prefetch") || Says(value, "prerender") || Says(value, "preview")))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Says(string value, string purpose) => value.Contains(purpose, StringComparison.OrdinalIgnoreCase);
}
