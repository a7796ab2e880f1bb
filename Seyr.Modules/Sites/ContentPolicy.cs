namespace Seyr.Sites;

/// <summary>A Content-Security-Policy, as far as it says whether a script may be loaded and an address called (CSP level 3, 6.7.2).</summary>
internal sealed class ContentPolicy
{
    private const string Self = "'self'";

    private readonly Dictionary<string, string[]> directives = new(StringComparer.Ordinal);

    public ContentPolicy(string text)
    {
        foreach (var directive in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = directive.Split([' ', '\t', '\r', '\n', '\f'], StringSplitOptions.RemoveEmptyEntries);
            directives.TryAdd(words[0].ToLowerInvariant(), words[1..]);
        }
    }

    /// <summary>Why a page may not load a script: the directive that says so; null: it may.</summary>
    /// <param name="page">The page.</param>
    /// <param name="script">The script's address.</param>
    /// <param name="nonce">The nonce of its tag; null: it has none.</param>
    public string? RefusesScript(Uri page, Uri script, string? nonce)
    {
        if (Find("script-src-elem", "script-src", "default-src") is not var (name, sources))
        {
            return null;
        }

        var isTrusted = nonce is not null && sources.Contains($"'nonce-{nonce}'");
        // With it, only a nonce or a hash counts, and no host.
        var isStrict = sources.Any(static source => source.StartsWith("'strict-", StringComparison.OrdinalIgnoreCase));
        return isTrusted || (!isStrict && Allows(sources, page, script)) ? null : name;
    }

    /// <summary>Why a page may not call an address: the directive that says so; null: it may.</summary>
    public string? RefusesCall(Uri page, Uri address) =>
        Find("connect-src", "default-src") is not var (name, sources) || Allows(sources, page, address) ? null : name;

    private (string Name, string[] Sources)? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (directives.TryGetValue(name, out var sources))
            {
                return (name, sources);
            }
        }

        return null;
    }

    private static bool Allows(string[] sources, Uri page, Uri address) => sources.Any(source => Matches(source.ToLowerInvariant(), page, address));

    private static bool Matches(string source, Uri page, Uri address)
    {
        if (source == Self)
        {
            return address.Host == page.Host && address.Port == page.Port;
        }

        if (source.StartsWith('\''))
        {
            return false;
        }

        if (source == "*" || (source.EndsWith(':') && !source.Contains('/', StringComparison.Ordinal)))
        {
            return source == "*" ? address.Scheme is "http" or "https" : IsScheme(source[..^1], address);
        }

        var scheme = source.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 ? !IsScheme(source[..scheme], address) : !IsScheme(page.Scheme, address))
        {
            return false;
        }

        var rest = scheme >= 0 ? source[(scheme + 3)..] : source;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash >= 0 ? (rest[..slash], rest[slash..]) : (rest, "");
        var colon = authority.LastIndexOf(':');
        var (host, port) = colon > authority.LastIndexOf(']') ? (authority[..colon], authority[(colon + 1)..]) : (authority, "");
        var isPort = port == "*" || (port.Length == 0 ? address.IsDefaultPort : port == address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var isHost = host.StartsWith("*.", StringComparison.Ordinal) ? address.Host.EndsWith(host[1..], StringComparison.Ordinal) : address.Host == host;
        // A path that ends with a slash stands for all below it.
        var own = address.AbsolutePath.ToLowerInvariant();
        return isPort && isHost && (path.Length == 0 || (path.EndsWith('/') ? own.StartsWith(path, StringComparison.Ordinal) : own == path));
    }

    /// <summary>What may be called by http may be called by https too.</summary>
    private static bool IsScheme(string scheme, Uri address) => address.Scheme == scheme || (scheme == "http" && address.Scheme == "https");
}
