using System.Net;
using System.Text;
using Seyr.Enrichment;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>
/// A beacon's way from its bytes to a row: read, find the site, tell the visitor, find or begin the visit, add the row.
/// Address and user agent end here.
/// </summary>
internal sealed class Ingestion(
    SiteDirectory sites, Visits visits, DailySalt salt, DeviceParser devices, Places places, Datacentres datacentres, VisitFacts origins,
    Quota quota, EventBuffer buffer, IngestCounters counters, RefusalTally refusals, TimeProvider clock)
{
    /// <summary>A thread works on one beacon at a time, so it needs one of each.</summary>
    [ThreadStatic]
    private static Beacon? threadBeacon;

    [ThreadStatic]
    private static byte[]? threadRow;

    [ThreadStatic]
    private static byte[]? threadFacts;

    /// <summary>
    /// The first event of a visit decides its source and entry page, so a second one that comes while the first is being
    /// enriched waits for it. Visitors share a lock by chance; it is held for microseconds.
    /// </summary>
    private readonly Lock[] turns = [.. Enumerable.Range(0, TurnCount).Select(static _ => new Lock())];

    private const int TurnCount = 256;

    /// <summary>Takes a beacon.</summary>
    public Taken Take(ReadOnlySpan<byte> body, Sender sender)
    {
        var beacon = threadBeacon ??= new Beacon();
        if (!beacon.Read(body) || !PageUrl.TrySplit(beacon.Url, out var url))
        {
            counters.CountRefused(Refusal.BadBody);
            return new Taken(Fault: beacon.Fault == BeaconFault.None ? BeaconFault.Url : beacon.Fault);
        }

        if (!beacon.Domain.Contains((byte)','))
        {
            var domain = (ReadOnlySpan<byte>)(beacon.Domain.IsEmpty ? url.Host : Text.Lower(beacon.Domain));
            return TakeFor(domain, beacon, url, sender);
        }

        return TakeForAll(body, beacon, sender);
    }

    /// <summary>An event that names several domains counts for each. All are looked up before it counts for the first.</summary>
    private Taken TakeForAll(ReadOnlySpan<byte> body, Beacon beacon, Sender sender)
    {
        const int MaxDomains = 20;
        Span<char> name = stackalloc char[Domains.MaxLength];
        var count = 0;
        // A list may be as long as a body: none that is too long has anything looked up.
        var isTooLong = !Part(beacon.Domain, MaxDomains).IsEmpty;
        for (; !isTooLong && Part(Text.Lower(beacon.Domain), count) is { IsEmpty: false } part; count++)
        {
            var length = DomainOf(part, name);
            if (length > 0 && !sites.TryFind(name[..length], out _))
            {
                return new Taken(LookUp: name[..length].ToString());
            }
        }

        if (count == 0)
        {
            counters.CountRefused(Refusal.BadBody);
            return new Taken(Fault: BeaconFault.Domain);
        }

        var dropped = 0;
        for (var number = 0; number < count; number++)
        {
            if (number > 0)
            {
                // What is read is decoded in place, so each domain reads anew.
                counters.CountReceived();
                beacon.Read(body);
            }

            PageUrl.TrySplit(beacon.Url, out var url);
            var taken = TakeFor(Part(Text.Lower(beacon.Domain), number), beacon, url, sender);
            if (taken.LookUp is not null)
            {
                counters.CountRefused(Refusal.UnknownDomain);
            }

            dropped += taken.LookUp is null ? taken.Dropped : 1;
        }

        return new Taken(Dropped: dropped);
    }

    private Taken TakeFor(scoped ReadOnlySpan<byte> named, Beacon beacon, PageUrl url, Sender sender)
    {
        Span<char> domain = stackalloc char[Domains.MaxLength];
        var length = DomainOf(named, domain);
        Site? site = null;
        if (length > 0 && !sites.TryFind(domain[..length], out site))
        {
            return new Taken(LookUp: domain[..length].ToString());
        }

        if (site is null)
        {
            counters.CountRefused(Refusal.UnknownDomain);
            return new Taken(Dropped: 1);
        }

        var time = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
        if (Accept(site, beacon, url, sender, time) is not { } refusal)
        {
            return default;
        }

        refusals.Count(site.Id, time, refusal);
        return new Taken(Dropped: 1);
    }

    /// <returns>Null: it was accepted. Else why not.</returns>
    private Refusal? Accept(Site site, Beacon beacon, PageUrl url, Sender sender, uint time)
    {
        if ((BotRule.Of(site.BotFilter, sender.Signals) ?? BotRule.OfTracker(site.BotFilter, beacon.IsAutomated)) is { } unlike)
        {
            return unlike;
        }

        var hostname = Text.WithoutWww(url.Host);
        var path = PagePath.Of(url, beacon.IsHashMode, site.PageRules, out var bare);
        if (KeptOut(site.Shield, sender.Address, hostname, bare) is { } shielded)
        {
            return shielded;
        }

        // Before the visit knows of the event: one that is dropped must not have changed it.
        if (!buffer.TryMakeRoom())
        {
            counters.CountAccepted();
            return null;
        }

        // Engagement is no event that anybody pays for.
        var kind = beacon.Kind;
        var decision = kind == EventKind.Engagement ? Decision.Accepted : quota.Take(site, time);
        if (decision == Decision.Refused)
        {
            return Refusal.OverQuota;
        }

        var (today, yesterday) = VisitorId.Compute(salt, sender.Address, sender.UserAgent, site.Domain);
        var siteId = (uint)site.Id;
        var key = new VisitKey(siteId, today);
        var facts = (threadFacts ??= new byte[EventRow.MaxFactBytes]).AsSpan();
        lock (turns[today % TurnCount])
        {
            if (!visits.TryContinue(key, yesterday is { } id ? new VisitKey(siteId, id) : null, time, kind, out var step, ref facts))
            {
                if (kind == EventKind.Engagement)
                {
                    return Refusal.NoVisit;
                }

                var device = devices.Parse(sender.UserAgent, sender.Hints);
                if ((BotRule.Of(site.BotFilter, device.Bot) ?? BotRule.OfReferrer(site.BotFilter, origins.IsSpam(beacon))
                    ?? BotRule.OfNetwork(site.BotFilter, datacentres, sender.Address)) is { } bot)
                {
                    quota.Return(site.OrganisationId, time);
                    return bot;
                }

                Span<byte> begun = stackalloc byte[EventRow.MaxFactBytes];
                step = visits.Begin(key, time, kind, origins.Write(begun, beacon, url, hostname, path, device, sender), ref facts);
            }

            // Still in turn: a visitor's rows stand in the segment in the order in which they changed the visit.
            var row = new RowWriter(threadRow ??= new byte[EventRow.MaxBytes]);
            EventRow.Write(ref row, key, time, beacon.Name, step, beacon.Engagement, beacon.Scroll, hostname, path, beacon.PropCount, beacon.Props, facts);
            counters.CountAccepted();
            if (decision == Decision.AcceptedOver)
            {
                counters.CountOverQuota();
            }

            if (!buffer.TryAdd(row.Written, (uint)site.OrganisationId) && kind != EventKind.Engagement)
            {
                quota.Return(site.OrganisationId, time);
            }
        }

        return null;
    }

    /// <summary>By what the site's owner keeps out.</summary>
    /// <returns>Null: it isn't refused.</returns>
    private Refusal? KeptOut(Shield shield, IPAddress address, ReadOnlySpan<byte> hostname, ReadOnlySpan<byte> page) =>
        shield.KeepsOutHost(hostname) ? Refusal.Hostname
        : shield.KeepsOutPage(page) ? Refusal.Page
        : shield.KeepsOutAddress(address) ? Refusal.Address
        : shield.HasCountries && shield.KeepsOutCountry(places.Find(address).Country) ? Refusal.Country
        : null;

    /// <summary>A site's domain as it is known: without <c>www.</c>.</summary>
    /// <param name="named">In lower case.</param>
    /// <param name="target">Where it is written.</param>
    /// <returns>Its length; 0: no domain looks like this.</returns>
    private static int DomainOf(ReadOnlySpan<byte> named, Span<char> target)
    {
        var domain = Text.WithoutWww(named.Trim((byte)' '));
        return domain.Length <= target.Length && Ascii.IsValid(domain) ? Encoding.ASCII.GetChars(domain, target) : 0;
    }

    /// <summary>A part of a list with commas that isn't blank; empty: there are not so many.</summary>
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> list, int number)
    {
        while (!list.IsEmpty)
        {
            var comma = list.IndexOf((byte)',');
            var part = (comma < 0 ? list : list[..comma]).Trim((byte)' ');
            list = comma < 0 ? [] : list[(comma + 1)..];
            if (!part.IsEmpty && number-- == 0)
            {
                return part;
            }
        }

        return [];
    }
}

/// <summary>What became of a beacon.</summary>
/// <param name="LookUp">A domain to look up before it is tried again; null: it is dealt with.</param>
/// <param name="Fault">What is wrong with it, when it is no event.</param>
/// <param name="Dropped">For how many of its sites it was not accepted.</param>
internal readonly record struct Taken(string? LookUp = null, BeaconFault Fault = BeaconFault.None, int Dropped = 0);
