using System.Globalization;
using System.Text.RegularExpressions;

namespace Seyr.Stats;

/// <summary>A filter as an expression of SQL. Columns come from the closed table of dimensions, values are parameters.</summary>
/// <param name="statement">Has the values.</param>
/// <param name="goals">What conditions on goals refer to.</param>
/// <param name="did">The visits that had an event for which an expression is true, as a statement; for <see cref="Did"/>.</param>
internal sealed class FilterSql(Statement statement, IReadOnlyList<Goal> goals, Func<string, string> did)
{
    private const int MostPercent = 100;

    /// <summary>True of the rows that are asked about.</summary>
    public string Of(Filter filter) => filter switch
    {
        All all => Join(all.Parts, " and ", "1"),
        Any any => Join(any.Parts, " or ", "0"),
        Not not => $"not ({Of(not.Part)})",
        Did part => $"visit_id in ({did(Of(part.Part))})",
        Condition { Dimension.Kind: DimensionKind.Goal } condition => Each(condition, value => OfGoal(goals[int.Parse(value, CultureInfo.InvariantCulture)])),
        Condition condition => Compare(ColumnOf(condition.Dimension), condition),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <summary>
    /// What the filter says of pages, said of another page of the visit, such as its entry page; what it says of other events is
    /// left out.
    /// </summary>
    /// <returns>Null: it says nothing of pages.</returns>
    public string? OfPage(Filter filter, string column) => filter switch
    {
        All all => JoinPages(all.Parts, column, " and "),
        Any any => JoinPages(any.Parts, column, " or "),
        Not not => OfPage(not.Part, column) is { } part ? $"not ({part})" : null,
        Condition { Dimension.Kind: DimensionKind.Page } condition => Compare(column, condition),
        _ => null,
    };

    /// <summary>The events that reach a goal.</summary>
    public string OfGoal(Goal goal) => goal.Kind switch
    {
        GoalKind.Event => $"(kind = {statement.Text(goal.Target)})",
        GoalKind.Page => $"(kind = 'pageview' and {Page(goal)})",
        _ => $"(kind = 'engagement' and scroll >= {statement.Number(goal.Depth)} and scroll <= {MostPercent} and {Page(goal)})",
    };

    /// <summary>The value of a dimension on a row of events.</summary>
    public string ColumnOf(Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.Property => $"props[{statement.Text(dimension.Property)}]",
        DimensionKind.Event => "kind",
        _ => dimension.Column,
    };

    /// <summary>A pattern with stars as a regular expression.</summary>
    public static string Pattern(string wildcard) => "^" + string.Join(".*", wildcard.Split('*').Select(Regex.Escape)) + "$";

    private string Page(Goal goal) =>
        goal.Target.Contains('*', StringComparison.Ordinal) ? $"match(path, {statement.Text(DotAll(Pattern(goal.Target)))})" : $"path = {statement.Text(goal.Target)}";

    private string Join(IReadOnlyList<Filter> parts, string word, string nothing) =>
        parts.Count == 0 ? nothing : "(" + string.Join(word, parts.Select(Of)) + ")";

    private string? JoinPages(IReadOnlyList<Filter> parts, string column, string word)
    {
        var said = parts.Select(part => OfPage(part, column)).OfType<string>().ToList();
        return said.Count == 0 ? null : "(" + string.Join(word, said) + ")";
    }

    private string Compare(string column, Condition condition) => (condition.Match, condition.IgnoresCase) switch
    {
        (_, _) when condition.Values.Count == 0 => "0",
        (Match.Is, false) => $"{column} in ({statement.Texts(condition.Values)})",
        (Match.Is, true) => $"lowerUTF8({column}) in ({statement.Texts(condition.Values.Select(static value => value.ToLowerInvariant()))})",
        (Match.Contains, false) => Each(condition, value => $"position({column}, {statement.Text(value)}) > 0"),
        (Match.Contains, true) => Each(condition, value => $"positionCaseInsensitiveUTF8({column}, {statement.Text(value)}) > 0"),
        (Match.Wildcard, var ignores) => Each(condition, value => $"match({column}, {statement.Text(DotAll(Pattern(value), ignores))})"),
        (_, var ignores) => Each(condition, value => $"match({column}, {statement.Text(ignores ? "(?i)" + value : value)})"),
    };

    private static string DotAll(string expression, bool ignoresCase = false) => (ignoresCase ? "(?si)" : "(?s)") + expression;

    private static string Each(Condition condition, Func<string, string> compare) => "(" + string.Join(" or ", condition.Values.Select(compare)) + ")";
}
