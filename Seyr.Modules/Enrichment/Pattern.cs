using System.Text.RegularExpressions;

namespace Seyr.Enrichment;

/// <summary>One of uap-core's regular expressions, with the name and the version that a match of it gives.</summary>
/// <param name="expression">Not anchored.</param>
/// <param name="name">"$1" to "$9" stand for the groups of the match.</param>
/// <param name="version">The same for the version.</param>
/// <param name="ignoresCase">Whether letters match in both cases.</param>
/// <param name="clauses">Of each clause, one literal (an index) occurs in every text that matches.</param>
internal sealed class Pattern(string expression, string name, string version, bool ignoresCase, ushort[][] clauses)
{
    /// <summary>Longer than any name in the field; a longer one is text that some sender made up.</summary>
    public const int MaxNameLength = 60;

    /// <summary>The same for versions.</summary>
    private const int MaxVersionLength = 20;

    private readonly bool isCaptured = name.Contains('$') || version.Contains('$');
    private Regex? regex;
    private string lastName = "";
    private string lastVersion = "";

    public string Name => name;

    public string Version => version;

    public IReadOnlyList<ushort[]> Clauses => clauses;

    /// <summary>Built when first needed: most patterns are never met.</summary>
    public Regex Regex => regex ??= new Regex(
        expression,
        RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None),
        DeviceParser.TimeLimit);

    /// <summary>Whether the literals found in a text leave it possible that the pattern matches it.</summary>
    public bool CanMatch(in ScannedText userAgent)
    {
        foreach (var clause in clauses)
        {
            if (!HasAny(userAgent, clause))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name for a text that the pattern matches, else null.</summary>
    public string? NameOf(string text, out string foundVersion)
    {
        foundVersion = version;
        if (!isCaptured)
        {
            return Regex.IsMatch(text) ? name : null;
        }

        var match = Regex.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var numbers = Expand(match, version, ref lastVersion).Trim('.');
        foundVersion = numbers.Length <= MaxVersionLength && numbers.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or ' ') ? numbers : "";
        return Expand(match, name, ref lastName);
    }

    private static string Expand(Match match, string template, ref string last)
    {
        if (!template.Contains('$'))
        {
            return template;
        }

        var expanded = template;
        for (var mark = expanded.IndexOf('$'); mark >= 0; mark = expanded.IndexOf('$'))
        {
            var captured = match.Groups[expanded[mark + 1] - '0'].Value.Replace('$', ' ');
            expanded = string.Concat(expanded.AsSpan(0, mark), captured, expanded.AsSpan(mark + 2));
        }

        expanded = expanded.Trim();
        if (expanded.Length > MaxNameLength || expanded.Any(character => char.IsControl(character) || char.IsSurrogate(character)))
        {
            return "";
        }

        // A pattern mostly gives the same again: the rows and the cache then share one string.
        var before = last;
        return expanded == before ? before : last = expanded;
    }

    private static bool HasAny(in ScannedText userAgent, ushort[] clause)
    {
        foreach (var literal in clause)
        {
            if (userAgent.Has(literal))
            {
                return true;
            }
        }

        return false;
    }
}
