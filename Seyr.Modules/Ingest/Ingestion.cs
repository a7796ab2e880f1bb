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
    SiteDirectory sites, Visits visits, DailySalt salt, DeviceParser devices, CountryDatabase countries, SourceNames sources,
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
    /// <returns>Null: it is dealt with, one way or the other. Else the domain to look up before it is tried again.</returns>
    public string? Take(ReadOnlySpan<byte> body, IPAddress address, string userAgent, Signals signals)
    {
        var beacon = threadBeacon ??= new Beacon();
        if (!beacon.Read(body) || !PageUrl.TrySplit(beacon.Url, out var url))
        {
            counters.CountRefused(Refusal.BadBody);
            return null;
        }

        Span<char> domain = stackalloc char[Domains.MaxLength];
        var length = DomainOf(beacon, url, domain);
        if (length == 0)
        {
            counters.CountRefused(Refusal.UnknownDomain);
            return null;
        }

        if (!sites.TryFind(domain[..length], out var site))
        {
            return domain[..length].ToString();
        }

        if (site is null)
        {
            counters.CountRefused(Refusal.UnknownDomain);
            return null;
        }

        Accept(site, beacon, url, address, userAgent, signals);
        return null;
    }

    private void Accept(Site site, Beacon beacon, PageUrl url, IPAddress address, string userAgent, Signals signals)
    {
        var time = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
        if (BotRule.Of(site.BotFilter, signals) is { } unlike)
        {
            refusals.Count(site.Id, time, unlike);
            return;
        }

        // Before the visit knows of the event: one that is dropped must not have changed it.
        if (!buffer.TryMakeRoom())
        {
            counters.CountAccepted();
            return;
        }

        var decision = quota.Take(site, time);
        if (decision == Decision.Refused)
        {
            refusals.Count(site.Id, time, Refusal.OverQuota);
            return;
        }

        var (today, yesterday) = VisitorId.Compute(salt, address, userAgent, site.Domain);
        var siteId = (uint)site.Id;
        var key = new VisitKey(siteId, today);
        var hostname = Text.WithoutWww(url.Host);
        var path = Path(url.Path);
        var facts = (threadFacts ??= new byte[EventRow.MaxFactBytes]).AsSpan();
        lock (turns[today % TurnCount])
        {
            if (!visits.TryContinue(key, yesterday is { } id ? new VisitKey(siteId, id) : null, time, out var step, ref facts))
            {
                var device = devices.Parse(userAgent);
                if (BotRule.Of(site.BotFilter, device.Bot) is { } bot)
                {
                    quota.Return(site.OrganisationId, time);
                    refusals.Count(site.Id, time, bot);
                    return;
                }

                Span<byte> begun = stackalloc byte[EventRow.MaxFactBytes];
                step = visits.Begin(key, time, Facts(begun, beacon, url, hostname, path, device, countries.Find(address)), ref facts);
            }

            // Still in turn: a visitor's rows stand in the segment in the order in which they changed the visit.
            var row = new RowWriter(threadRow ??= new byte[EventRow.MaxBytes]);
            EventRow.Write(ref row, key, time, beacon.Name, step, hostname, path, beacon.PropCount, beacon.Props, facts);
            counters.CountAccepted();
            if (decision == Decision.AcceptedOver)
            {
                counters.CountOverQuota();
            }

            if (!buffer.TryAdd(row.Written, (uint)site.OrganisationId))
            {
                quota.Return(site.OrganisationId, time);
            }
        }
    }

    private Span<byte> Facts(
        Span<byte> target, Beacon beacon, scoped in PageUrl url, scoped ReadOnlySpan<byte> hostname, scoped ReadOnlySpan<byte> path, Device device, string country)
    {
        const int MaxReferrerBytes = 500;
        var campaign = Campaign.Read(url.Query);
        Span<byte> referrer = stackalloc byte[MaxReferrerBytes];
        Span<char> names = stackalloc char[Domains.MaxLength];
        var source = "";
        var length = 0;
        if (PageUrl.TrySplit(beacon.Referrer, out var from) && !Text.WithoutWww(from.Host).SequenceEqual(hostname))
        {
            Span<byte> clean = stackalloc byte[Domains.MaxLength];
            var host = Text.Clean(Text.WithoutWww(from.Host), clean, Domains.MaxLength);
            source = sources.Find(names[..Encoding.UTF8.GetChars(host, names)]);
            host.CopyTo(referrer);
            length = host.Length + (from.Path.Length > 1 ? Text.Clean(from.Path, referrer[host.Length..], MaxReferrerBytes).Length : 0);
        }

        var tag = Text.IsBlank(campaign.Source) ? campaign.OtherSource : campaign.Source;
        if (!Text.IsBlank(tag))
        {
            const int MaxTagBytes = 100;
            Span<byte> clean = stackalloc byte[MaxTagBytes];
            source = sources.FromTag(names[..Encoding.UTF8.GetChars(Text.Clean(tag, clean, MaxTagBytes), names)]);
        }

        return EventRow.WriteFacts(target, path, referrer[..length], source, campaign, country, device.Browser, device.System, device.Type);
    }

    private static ReadOnlySpan<byte> Path(Span<byte> sent)
    {
        var decoded = Text.PercentDecode(sent, isQuery: false);
        return decoded.IsEmpty ? "/"u8 : decoded;
    }

    /// <summary>The site's domain: the one named, else the page's host; without <c>www.</c>.</summary>
    private static int DomainOf(Beacon beacon, PageUrl url, Span<char> target)
    {
        var named = beacon.Domain.IsEmpty ? url.Host : Text.Lower(beacon.Domain);
        var domain = Text.WithoutWww(named.Trim((byte)' '));
        return domain.Length <= target.Length && Ascii.IsValid(domain) ? Encoding.ASCII.GetChars(domain, target) : 0;
    }
}
