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
    SiteDirectory sites, Visits visits, DatedVisits datedVisits, DailySalt salt, DeviceParser devices, Places places, Datacentres datacentres, VisitFacts origins,
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

    /// <summary>Takes an event that an organisation's program tells of a visitor.</summary>
    /// <param name="body">The event.</param>
    /// <param name="defaultDomain">Its site's domain in lower case, where it names none; empty: its page's host.</param>
    /// <param name="organisationId">Whose key the program has.</param>
    /// <param name="sender">The visitor, as the program tells.</param>
    /// <param name="ownTime">When it was, as the program tells; null: now.</param>
    public Told TakeTold(ReadOnlySpan<byte> body, ReadOnlySpan<byte> defaultDomain, long organisationId, Sender sender, uint? ownTime)
    {
        var beacon = threadBeacon ??= new Beacon();
        if (!beacon.Read(body) || !PageUrl.TrySplit(beacon.Url, out var url))
        {
            counters.CountRefused(Refusal.BadBody);
            return new Told(Refusal.BadBody, Fault: beacon.Fault == BeaconFault.None ? BeaconFault.Url : beacon.Fault);
        }

        var named = beacon.Domain.IsEmpty ? (defaultDomain.IsEmpty ? url.Host : defaultDomain) : Text.Lower(beacon.Domain);
        Span<char> domain = stackalloc char[Domains.MaxLength];
        var length = DomainOf(named, domain);
        Site? site = null;
        if (length > 0 && !sites.TryFind(domain[..length], out site))
        {
            return new Told(LookUp: domain[..length].ToString());
        }

        if (site is null || site.OrganisationId != organisationId)
        {
            counters.CountRefused(Refusal.UnknownDomain);
            return new Told(Refusal.UnknownDomain);
        }

        var now = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
        var refusal = Accept(site, beacon, url, sender, ownTime ?? now, ownTime is not null, out var isKept);
        if (refusal is { } reason)
        {
            refusals.Count(site.Id, now, reason);
        }

        return new Told(refusal, IsKept: isKept);
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
        if (Accept(site, beacon, url, sender, time, hasOwnTime: false, out _) is not { } refusal)
        {
            return default;
        }

        refusals.Count(site.Id, time, refusal);
        return new Taken(Dropped: 1);
    }

    /// <param name="site">The site.</param>
    /// <param name="beacon">The event.</param>
    /// <param name="url">Its page.</param>
    /// <param name="sender">The visitor.</param>
    /// <param name="time">When it was.</param>
    /// <param name="hasOwnTime">Whether its sender says so, and not our clock.</param>
    /// <param name="isKept">Whether its row is in the buffer.</param>
    /// <returns>Null: it was accepted. Else why not.</returns>
    private Refusal? Accept(Site site, Beacon beacon, PageUrl url, Sender sender, uint time, bool hasOwnTime, out bool isKept)
    {
        isKept = false;
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

        var (id, before) = hasOwnTime ? IdsAt(site, sender, time) : VisitorId.Compute(salt, sender.Address, sender.UserAgent, site.Domain);
        var siteId = (uint)site.Id;
        var key = new VisitKey(siteId, id);
        IVisits known = hasOwnTime ? datedVisits : visits;
        var facts = (threadFacts ??= new byte[EventRow.MaxFactBytes]).AsSpan();
        lock (turns[id % TurnCount])
        {
            if (!known.TryContinue(key, before is { } earlier ? new VisitKey(siteId, earlier) : null, time, kind, out var step, ref facts))
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
                step = known.Begin(key, time, kind, origins.Write(begun, beacon, url, hostname, path, device, sender), ref facts);
            }

            // Still in turn: a visitor's rows stand in the segment in the order in which they changed the visit.
            var row = new RowWriter(threadRow ??= new byte[EventRow.MaxBytes]);
            EventRow.Write(ref row, key, time, beacon.Name, step, beacon.Engagement, beacon.Scroll, beacon.Revenue, hostname, path, beacon.PropCount, beacon.Props, facts);
            counters.CountAccepted();
            if (decision == Decision.AcceptedOver)
            {
                counters.CountOverQuota();
            }

            isKept = buffer.TryAdd(row.Written, (uint)site.OrganisationId);
            if (!isKept && kind != EventKind.Engagement)
            {
                quota.Return(site.OrganisationId, time);
            }
        }

        return null;
    }

    /// <summary>A visitor's id on the day of an event, and in the first half hour of that day also the one of the day before.</summary>
    private (ulong Id, ulong? Before) IdsAt(Site site, Sender sender, uint time)
    {
        const uint SecondsADay = 24 * 60 * 60;
        var today = (int)(clock.GetUtcNow().ToUnixTimeSeconds() / SecondsADay);
        var day = (int)(time / SecondsADay);
        ulong On(int one) => VisitorId.On(salt, one, today, sender.Address, sender.UserAgent, site.Domain);
        return (On(day), time % SecondsADay <= Visits.InactivitySeconds ? On(day - 1) : null);
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
