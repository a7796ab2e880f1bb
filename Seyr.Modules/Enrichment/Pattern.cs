using System.Text.RegularExpressions;

namespace Seyr.Enrichment;

/// <summary>One of uap-core's regular expressions and the name that a match of it gives.</summary>
/// <param name="expression">Not anchored.</param>
/// <param name="name">"$1" to "$9" stand for the groups of the match.</param>
/// <param name="ignoresCase">Whether letters match in both cases.</param>
/// <param name="clauses">Of each clause, one literal (an index) occurs in every text that matches.</param>
internal sealed class Pattern(string expression, string name, bool ignoresCase, ushort[][] clauses)
{
    /// <summary>Longer than any name in the field; a longer one is text that some sender made up.</summary>
    public const int MaxNameLength = 60;

    private readonly bool isCaptured = name.Contains('$');
    private Regex? regex;
    private string lastName = "";

    public string Name => name;

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
    public string? NameOf(string text)
    {
        if (!isCaptured)
        {
            return Regex.IsMatch(text) ? name : null;
        }

        var match = Regex.Match(text);
        return match.Success ? Expand(match) : null;
    }

    private string Expand(Match match)
    {
        var expanded = name;
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

        // A pattern mostly gives the same name again: the rows and the cache then share one string.
        var last = lastName;
        return expanded == last ? last : lastName = expanded;
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
