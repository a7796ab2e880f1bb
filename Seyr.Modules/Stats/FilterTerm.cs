using System.Globalization;

namespace Seyr.Stats;

/// <summary>How a term of an address compares.</summary>
internal enum FilterOperator
{
    Is,
    IsNot,
    Contains,
    ContainsNot,
}

/// <summary>
/// A condition as it stands in an address: <c>is,page,/docs,/blog</c>. A comma or percent sign that is part of a value is written as
/// <c>%2C</c> or <c>%25</c>, and so is what would end a line.
/// </summary>
/// <param name="Operator">How it compares.</param>
/// <param name="Dimension">What.</param>
/// <param name="Values">With what; the empty one is of what has none. Of goals: their names.</param>
internal sealed record FilterTerm(FilterOperator Operator, Dimension Dimension, IReadOnlyList<string> Values)
{
    /// <summary>A term has at most this many values,</summary>
    public const int MaxValues = 50;

    /// <summary>and this many characters.</summary>
    public const int MaxLength = 4_000;

    /// <summary>The fields into which a term is typed: what,</summary>
    public const string WhatField = "add_what";

    /// <summary>how,</summary>
    public const string HowField = "add_how";

    /// <summary>and with what.</summary>
    public const string ValueField = "add_value";

    private const char Comma = ',';

    /// <summary>The percent sign comes first, and is read last.</summary>
    private static readonly (string Plain, string Escaped)[] Escapes = [("%", "%25"), (",", "%2C"), ("\n", "%0A"), ("\r", "%0D")];

    /// <summary>The operators' names in addresses, and in words.</summary>
    public static readonly IReadOnlyList<(FilterOperator Operator, string Name, string Words)> Operators =
    [
        (FilterOperator.Is, "is", "is"), (FilterOperator.IsNot, "is_not", "is not"),
        (FilterOperator.Contains, "contains", "contains"), (FilterOperator.ContainsNot, "contains_not", "does not contain"),
    ];

    /// <summary>As it stands in an address.</summary>
    public string Text => string.Join(Comma, Values.Select(Escape).Prepend(Escape(DimensionNames.Name(Dimension))).Prepend(NamesOf(Operator).Name));

    /// <summary>In words: what is compared, and how.</summary>
    public string Words => NamesOf(Operator).Words;

    /// <summary>Whether it is about what visitors did that the owner wants, so that the rest are those who didn't.</summary>
    public bool IsOfConversions => Dimension.Kind is DimensionKind.Goal or DimensionKind.Event;

    private static (FilterOperator Operator, string Name, string Words) NamesOf(FilterOperator of) => Operators.First(each => each.Operator == of);

    /// <summary>Reads a term; null: it is none.</summary>
    public static FilterTerm? Read(string? text)
    {
        if (text is null || text.Length > MaxLength || text.Split(Comma) is not [var name, var dimension, _, ..] parts
            || parts.Length - 2 > MaxValues || DimensionNames.Find(Unescape(dimension)) is not { } known)
        {
            return null;
        }

        var found = Operators.FirstOrDefault(each => each.Name == name);
        return found.Name is null ? null : new FilterTerm(found.Operator, known, [.. parts.Skip(2).Select(Unescape).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A term of what was typed into three fields; null: it is none.</summary>
    public static FilterTerm? Typed(string what, string how, string value)
    {
        var found = Operators.FirstOrDefault(each => each.Name == how);
        var text = value.Trim();
        if (found.Name is null || text.Length == 0 || DimensionNames.Find(what) is not { } dimension)
        {
            return null;
        }

        var term = new FilterTerm(found.Operator, dimension, [dimension.Kind == DimensionKind.Country && found.Operator <= FilterOperator.IsNot ? Countries.Code(text) : text]);
        return Read(term.Text) is null ? null : term;
    }

    /// <summary>The same as a question has it.</summary>
    /// <param name="goals">The site's goals; one that isn't among them is reached by nobody.</param>
    public Filter ToFilter(IReadOnlyList<Goal> goals)
    {
        var match = Operator is FilterOperator.Is or FilterOperator.IsNot ? Match.Is : Match.Contains;
        var condition = Dimension.Kind == DimensionKind.Goal
            ? new Condition(Dimension, Match.Is, [.. NumbersOf(goals, match)])
            : new Condition(Dimension, match, Values, IgnoresCase: match == Match.Contains);
        return Operator is FilterOperator.IsNot or FilterOperator.ContainsNot ? new Not(condition) : condition;
    }

    private IEnumerable<string> NumbersOf(IReadOnlyList<Goal> goals, Match match) =>
        from i in Enumerable.Range(0, goals.Count)
        where Values.Any(value => match == Match.Is ? goals[i].Name == value : goals[i].Name.Contains(value, StringComparison.OrdinalIgnoreCase))
        select i.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string value) => Escapes.Aggregate(value, static (text, pair) => text.Replace(pair.Plain, pair.Escaped, StringComparison.Ordinal));

    private static string Unescape(string value) =>
        Escapes.Reverse().Aggregate(value, static (text, pair) => text.Replace(pair.Escaped, pair.Plain, StringComparison.OrdinalIgnoreCase));
}
