using System.IO.Enumeration;
using System.Text;
using System.Text.Json;

namespace Seyr.Enrichment;

/// <summary>
/// Puts visits into channels, as GA4's default channel group does, by the rules of channels.json: the first that applies
/// counts. Knows also the parameters by which ad networks mark clicks. For any number of threads.
/// </summary>
public sealed class Channels
{
    private const string PaidKind = "paid";

    private readonly SourceNames sources;
    private readonly ClickId[] clickIds;
    private readonly string[] paidMediums;
    private readonly Rule[] rules;

    /// <summary>Loads the rules.</summary>
    /// <param name="sources">Tells what kind a source is of.</param>
    public Channels(SourceNames sources)
    {
        this.sources = sources;
        using var stream = Resource.Open("channels.json");
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        clickIds = [.. root.GetProperty("clickIds").EnumerateObject().Select(static id => new ClickId(
            id.Name, Encoding.ASCII.GetBytes(id.Name), id.Value.GetProperty("source").GetString()!, id.Value.GetProperty("paid").GetBoolean()))];
        paidMediums = Texts(root, "paidMediums");
        rules = [.. root.GetProperty("rules").EnumerateArray().Select(static rule => new Rule(
            rule.GetProperty("channel").GetString()!,
            Texts(rule, "kinds"), Texts(rule, "sources"), Texts(rule, "mediums"), Texts(rule, "campaigns"),
            Is(rule, "paid"), Is(rule, "nothing"), Is(rule, "hasSource")))];
    }

    /// <summary>The parameter of a query string by which an ad network marks a click: "gclid"; empty when there is none.</summary>
    /// <param name="query">As it was sent.</param>
    public string ClickIdIn(ReadOnlySpan<byte> query)
    {
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            foreach (var id in clickIds)
            {
                if (pair.Length > id.Bytes.Length + 1 && pair[id.Bytes.Length] == '=' && pair.StartsWith(id.Bytes))
                {
                    return id.Name;
                }
            }
        }

        return "";
    }

    /// <summary>The source that a click of this kind comes from; empty for none.</summary>
    public string SourceOf(string clickId) => Find(clickId)?.Source ?? "";

    /// <summary>The channel of a visit. Case doesn't matter.</summary>
    /// <param name="source">As <see cref="SourceNames"/> names it; empty when there is none.</param>
    /// <param name="clickId">As <see cref="ClickIdIn"/> found it.</param>
    /// <param name="medium">By <c>utm_medium</c>.</param>
    /// <param name="campaign">By <c>utm_campaign</c>.</param>
    public string Of(string source, string clickId, ReadOnlySpan<char> medium, ReadOnlySpan<char> campaign)
    {
        var kind = sources.KindOf(source);
        var isPaid = kind == PaidKind || Find(clickId)?.IsPaid == true || MatchesAny(paidMediums, medium);
        foreach (var rule in rules)
        {
            if ((!rule.IsPaid || isPaid)
                && (!rule.IsNothing || (source.Length == 0 && clickId.Length == 0 && medium.IsEmpty && campaign.IsEmpty))
                && (!rule.HasSource || source.Length > 0)
                && (rule.Kinds.Length == 0 || Array.IndexOf(rule.Kinds, kind) >= 0)
                && (rule.Sources.Length == 0 || MatchesAny(rule.Sources, source))
                && (rule.Mediums.Length == 0 || MatchesAny(rule.Mediums, medium))
                && (rule.Campaigns.Length == 0 || MatchesAny(rule.Campaigns, campaign)))
            {
                return rule.Channel;
            }
        }

        return "";
    }

    private ClickId? Find(string name)
    {
        foreach (var id in clickIds)
        {
            if (id.Name == name)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>A star in a pattern stands for any text.</summary>
    private static bool MatchesAny(string[] patterns, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, text))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Texts(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(static text => text.GetString()!)] : [];

    private static bool Is(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.GetBoolean();

    private sealed record ClickId(string Name, byte[] Bytes, string Source, bool IsPaid);

    private sealed record Rule(
        string Channel, string[] Kinds, string[] Sources, string[] Mediums, string[] Campaigns, bool IsPaid, bool IsNothing, bool HasSource);
}
