using System.Text;
using Seyr.Enrichment;
using Seyr.Sites;

namespace Seyr.Ingest;

/// <summary>What the first event of a visit says of all of it: where it came from, and with what.</summary>
internal sealed class VisitFacts(Places places, SourceNames sources, Channels channels, ReferrerSpam spam)
{
    /// <summary>Whether a visit that begins is one that never was.</summary>
    public bool IsSpam(Beacon beacon)
    {
        Span<char> host = stackalloc char[Domains.MaxLength];
        return PageUrl.TrySplit(beacon.Referrer, out var from) && spam.Contains(host[..Encoding.UTF8.GetChars(from.Host, host)]);
    }

    /// <summary>Writes the facts of a visit that begins. The address is decoded in place.</summary>
    /// <returns>What was written.</returns>
    public Span<byte> Write(
        Span<byte> target, Beacon beacon, scoped in PageUrl url, scoped ReadOnlySpan<byte> hostname, scoped ReadOnlySpan<byte> path, Device device, scoped in Sender sender)
    {
        const int MaxReferrerBytes = 500;
        var clickId = channels.ClickIdIn(url.Query);
        var campaign = Campaign.Read(url.Query);
        Span<byte> referrer = stackalloc byte[MaxReferrerBytes];
        Span<char> names = stackalloc char[Domains.MaxLength];
        var source = channels.SourceOf(clickId);
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
            source = sources.FromTag(Chars(tag, names));
        }

        Span<char> mediums = stackalloc char[MaxTagBytes];
        Span<char> campaigns = stackalloc char[MaxTagBytes];
        var channel = channels.Of(source, clickId, Chars(campaign.Medium, mediums), Chars(campaign.Name, campaigns));
        Span<byte> language = stackalloc byte[Language.MaxLength];
        return EventRow.WriteFacts(
            target, path, referrer[..length], source, channel, clickId, campaign,
            places.Find(sender.Address), Language.First(sender.Languages, language), Screen(beacon.ScreenWidth), device);
    }

    private const int MaxTagBytes = 100;

    private static ReadOnlySpan<char> Chars(ReadOnlySpan<byte> text, Span<char> target)
    {
        Span<byte> clean = stackalloc byte[MaxTagBytes];
        return target[..Encoding.UTF8.GetChars(Text.Clean(text, clean, MaxTagBytes), target)];
    }

    /// <summary>The class of a screen by its width in CSS pixels, at the widths at which layouts commonly change.</summary>
    private static string Screen(int width) => width switch
    {
        <= 0 => "",
        < 576 => "Phone",
        < 992 => "Tablet",
        < 1440 => "Laptop",
        _ => "Desktop",
    };
}
