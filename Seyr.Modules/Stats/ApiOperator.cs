namespace Seyr.Stats;

/// <summary>How a filter of the Stats API compares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Match">The comparison.</param>
/// <param name="IsNot">Whether it asks for the opposite.</param>
internal sealed record ApiOperator(string Name, Match Match, bool IsNot)
{
    /// <summary>All there are.</summary>
    public static readonly IReadOnlyList<ApiOperator> All =
    [
        new("is", Match.Is, false),
        new("is_not", Match.Is, true),
        new("contains", Match.Contains, false),
        new("contains_not", Match.Contains, true),
        new("matches", Match.Regex, false),
        new("matches_not", Match.Regex, true),
        new("matches_wildcard", Match.Wildcard, false),
        new("matches_wildcard_not", Match.Wildcard, true),
    ];

    /// <summary>The one of a name; null: there is none.</summary>
    public static ApiOperator? Find(string name) => All.FirstOrDefault(known => known.Name == name);

    /// <summary>What it asks, of a dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="values">The values, as they are told in answers.</param>
    /// <param name="ignoresCase">Whether upper and lower case are the same.</param>
    /// <param name="goals">The site's goals.</param>
    /// <returns>The filter, or what is wrong with it.</returns>
    public (Filter? Filter, string Problem) Ask(ApiDimension dimension, IReadOnlyList<string> values, bool ignoresCase, IReadOnlyList<Goal> goals)
    {
        if (dimension.Dimension is not { } asked)
        {
            return (null, $"{dimension.Name} can't be filtered: date_range says which time.");
        }

        if (dimension.IsTranslated && Match is Match.Regex or Match.Wildcard)
        {
            return (null, $"{dimension.Name} takes is, is_not, contains and contains_not, not {Name}.");
        }

        if (dimension.IsGoal && Match == Match.Is && values.FirstOrDefault(value => !goals.Any(goal => IsCalled(goal, value, ignoresCase))) is { } unknown)
        {
            return (null, $"the site has no goal “{unknown}”.");
        }

        if (dimension.Name == "visit:country" && Match == Match.Is && values.FirstOrDefault(value => value != dimension.Unset && !IsCode(value)) is { } country)
        {
            return (null, $"visit:country takes two letters, such as DE, not “{country}”; visit:country_name takes names.");
        }

        var stored = dimension.IsGoal ? Goals(goals, values, ignoresCase)
            : dimension.IsCountryName ? Countries.Codes(name => values.Any(value => Compares(name, value, ignoresCase)))
            : values;
        // What has no value is called by a label in answers; a text of which it is a part isn't meant.
        var all = Match == Match.Is && !dimension.IsGoal && values.Contains(dimension.Unset) ? stored.Where(value => value != dimension.Unset).Append("") : stored;
        // Codes and goals' numbers were found already, however their names are written.
        Filter condition = dimension.IsTranslated
            ? new Condition(asked, Match.Is, [.. all])
            : new Condition(asked, Match, [.. all], ignoresCase);
        return (IsNot ? new Not(condition) : condition, "");
    }

    private bool Compares(string name, string value, bool ignoresCase)
    {
        var comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Match == Match.Is ? name.Equals(value, comparison) : name.Contains(value, comparison);
    }

    private string[] Goals(IReadOnlyList<Goal> goals, IReadOnlyList<string> values, bool ignoresCase) =>
    [
        .. Enumerable.Range(0, goals.Count).Where(i => values.Any(value => IsCalled(goals[i], value, ignoresCase)))
            .Select(static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    /// <summary>A goal goes by its name, and, as the field has it, by its event's or as "Visit /page".</summary>
    private bool IsCalled(Goal goal, string value, bool ignoresCase) =>
        Compares(goal.Name, value, ignoresCase)
        || (Match == Match.Is && goal.Kind switch
        {
            GoalKind.Event => Compares(goal.Target, value, ignoresCase),
            GoalKind.Page => Compares("Visit " + goal.Target, value, ignoresCase),
            _ => false,
        });

    private static bool IsCode(string value) => value.Length == 0 || (value.Length == 2 && char.IsAsciiLetterUpper(value[0]) && char.IsAsciiLetterUpper(value[1]));
}
