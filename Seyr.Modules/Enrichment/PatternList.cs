namespace Seyr.Enrichment;

/// <summary>Patterns in the order in which they are tried: the first that matches counts.</summary>
internal sealed class PatternList(IReadOnlyList<Pattern> patterns)
{
    private readonly Pattern[] patterns = [.. patterns];

    public IReadOnlyList<Pattern> Patterns => patterns;

    /// <summary>The name that the first matching pattern gives, null when none matches.</summary>
    /// <exception cref="TimeoutException">The user agent takes too long, in all patterns or in one.</exception>
    public string? NameOf(in ScannedText userAgent) => NameOf(userAgent, out _);

    /// <summary>The same, with the version; empty when there is none.</summary>
    /// <exception cref="TimeoutException">The user agent takes too long, in all patterns or in one.</exception>
    public string? NameOf(in ScannedText userAgent, out string version)
    {
        foreach (var pattern in patterns)
        {
            if (!pattern.CanMatch(userAgent))
            {
                continue;
            }

            if (userAgent.IsOverdue)
            {
                throw new TimeoutException();
            }

            if (pattern.NameOf(userAgent.Text, out version) is { } name)
            {
                return name;
            }
        }

        version = "";
        return null;
    }
}
