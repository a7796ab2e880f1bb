using System.Net;
using Seyr.Enrichment;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>What each setting of a site's filter refuses, and as what.</summary>
internal static class BotRule
{
    /// <summary>By what the request tells.</summary>
    /// <returns>Null: it isn't refused.</returns>
    public static Refusal? Of(BotFilter filter, Signals signals) => filter switch
    {
        BotFilter.Off => null,
        _ when (signals & Signals.Prefetch) != 0 => Refusal.Prefetch,
        BotFilter.Strict when (signals & Signals.LacksHeaders) != 0 => Refusal.NoBrowser,
        _ => null,
    };

    /// <summary>By what the tracker found of the browser.</summary>
    /// <returns>Null: it isn't refused.</returns>
    public static Refusal? OfTracker(BotFilter filter, bool isAutomated) => filter != BotFilter.Off && isAutomated ? Refusal.Automation : null;

    /// <summary>By the network that it comes from.</summary>
    /// <returns>Null: it isn't refused.</returns>
    public static Refusal? OfNetwork(BotFilter filter, Datacentres datacentres, IPAddress address) =>
        filter == BotFilter.Strict && datacentres.Contains(address) ? Refusal.Datacentre : null;

    /// <summary>By where it says to come from.</summary>
    /// <returns>Null: it isn't refused.</returns>
    public static Refusal? OfReferrer(BotFilter filter, bool isSpam) => filter != BotFilter.Off && isSpam ? Refusal.ReferrerSpam : null;

    /// <summary>By what the user agent admits.</summary>
    /// <returns>Null: it isn't refused.</returns>
    public static Refusal? Of(BotFilter filter, BotKind kind) => (filter, kind) switch
    {
        (BotFilter.Off, _) or (_, BotKind.None) or (BotFilter.Basic, BotKind.Suspect) => null,
        (_, BotKind.AiCrawler) => Refusal.AiCrawler,
        _ => Refusal.Bot,
    };
}
