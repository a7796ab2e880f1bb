using System.Text.Json;

namespace Seyr.Enrichment;

/// <summary>
/// Names the sources of visits: "Google" for google.com.bd, for maps.google.com and for utm_source=google.
/// For any number of threads.
/// </summary>
public sealed class SourceNames
{
    private readonly Dictionary<string, string> byHost = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> byTag = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> hosts;
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> tags;
    private readonly int longestHost;

    /// <summary>Loads the names, in a few milliseconds.</summary>
    public SourceNames()
    {
        using var stream = Resource.Open("sources.json");
        using var document = JsonDocument.Parse(stream);
        foreach (var source in document.RootElement.EnumerateObject())
        {
            var name = source.Name;
            kinds[name] = source.Value.GetProperty("kind").GetString()!;
            Add(byHost, name, source.Value.GetProperty("hosts"));
            Add(byTag, name, source.Value.GetProperty("tags"));
        }

        hosts = byHost.GetAlternateLookup<ReadOnlySpan<char>>();
        tags = byTag.GetAlternateLookup<ReadOnlySpan<char>>();
        longestHost = byHost.Keys.Max(host => host.Length);
    }

    /// <summary>The source that a referrer's host stands for; the host itself, without "www.", when it stands for no other.</summary>
    /// <param name="host">Lower case, without port; empty gives an empty name.</param>
    public string Find(ReadOnlySpan<char> host)
    {
        const string Prefix = "www.";
        var plain = host.TrimEnd('.');
        if (plain.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && plain.Length > Prefix.Length)
        {
            plain = plain[Prefix.Length..];
        }

        return KnownHost(plain) ?? plain.ToString();
    }

    /// <summary>
    /// The source that a link's tag (utm_source, source, ref) stands for: a source's name in any case, or one of its hosts;
    /// else the tag as written, without the blanks around it.
    /// </summary>
    public string FromTag(ReadOnlySpan<char> tag)
    {
        var plain = tag.Trim();
        return (tags.TryGetValue(plain, out var name) ? name : KnownHost(plain)) ?? plain.ToString();
    }

    /// <summary>What a source is: <c>search</c>, <c>social</c>, <c>email</c>, <c>ai</c>, <c>video</c>, <c>shopping</c>, <c>paid</c>; empty for the others.</summary>
    internal string KindOf(string source) => kinds.GetValueOrDefault(source, "");

    /// <summary>The source of a host or else of the nearest domain above it: a host of a source's domain is that source's.</summary>
    private string? KnownHost(ReadOnlySpan<char> host)
    {
        for (var domain = host; domain.Contains('.'); domain = domain[(domain.IndexOf('.') + 1)..])
        {
            // Spares hashing the same long text once for each of its dots.
            if (domain.Length <= longestHost && hosts.TryGetValue(domain, out var name))
            {
                return name;
            }
        }

        return null;
    }

    private static void Add(Dictionary<string, string> names, string name, JsonElement keys)
    {
        foreach (var key in keys.EnumerateArray())
        {
            names[key.GetString()!] = name;
        }
    }
}
