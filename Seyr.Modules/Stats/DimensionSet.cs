using System.Globalization;

namespace Seyr.Stats;

/// <summary>
/// By what the numbers of a statement are told apart: none, one or several dimensions, whose values, with tabs between them
/// (which no text of an event has), are a row's key.
/// </summary>
internal sealed class DimensionSet
{
    /// <summary>What stands between the values of a key.</summary>
    public const char Separator = '\t';

    /// <summary>Everything together.</summary>
    public static readonly DimensionSet Total = new("total", []);

    /// <summary>All properties that events have, by name and value: what the rollup has of them.</summary>
    public static readonly DimensionSet AnyProperty = new("property", [DimensionKind.Property]) { IsAnyProperty = true };

    public DimensionSet(string name, IReadOnlyList<Dimension> dimensions) => (Name, Dimensions) = (name, dimensions);

    /// <summary>How it is called in the store.</summary>
    public string Name { get; }

    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>Whether it is <see cref="AnyProperty"/>.</summary>
    public bool IsAnyProperty { get; private init; }

    /// <summary>Whether one of them is told of single events.</summary>
    public bool IsOfEvents => Dimensions.Any(static dimension => dimension.IsOfEvents);

    /// <summary>All columns of several sets, each once.</summary>
    public static IReadOnlyList<Column> Columns(IReadOnlyList<DimensionSet> sets)
    {
        var columns = new List<Column>();
        foreach (var set in sets)
        {
            foreach (var column in set.Own())
            {
                if (!columns.Exists(known => known.IsLike(column)))
                {
                    columns.Add(column with { Name = string.Create(CultureInfo.InvariantCulture, $"d{columns.Count}") });
                }
            }
        }

        return columns;
    }

    /// <summary>Which of the sets a row belongs to.</summary>
    public static string NameSql(IReadOnlyList<DimensionSet> sets)
    {
        if (sets is [var only])
        {
            return $"'{only.Name}'";
        }

        // Each column that is not of the row's set has its bit set, the first column the highest.
        var columns = Columns(sets);
        var masks = sets.Select(set => columns.Select((column, i) => set.Own().Any(column.IsLike) ? 0UL : 1UL << (columns.Count - 1 - i)).Aggregate(0UL, static (a, b) => a | b));
        return $"transform(toUInt64(grouping({string.Join(", ", columns.Select(static column => column.Name))})), "
            + $"[{string.Join(", ", masks.Select(static mask => $"toUInt64({mask})"))}], [{string.Join(", ", sets.Select(static set => $"'{set.Name}'"))}], '')";
    }

    /// <summary>A row's key.</summary>
    public static string KeySql(IReadOnlyList<DimensionSet> sets)
    {
        var columns = Columns(sets);
        string Key(DimensionSet set) => set.Own().Select(own => columns.First(own.IsLike).Name).ToList() switch
        {
            [] => "''",
            // Rows are made by the column itself, which may be a dictionary's numbers; only the few that are left need the text.
            [var one] => $"toString({one})",
            var several => $"concat({string.Join(", '\\t', ", several)})",
        };
        return sets is [var only] ? Key(only) : $"multiIf({string.Concat(sets.Select(set => $"dimension = '{set.Name}', {Key(set)}, "))}'')";
    }

    /// <summary>What rows are made by.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="first">What every set has besides.</param>
    public static string GroupSql(IReadOnlyList<DimensionSet> sets, string first)
    {
        var columns = Columns(sets);
        string Group(DimensionSet set) => string.Join(", ", set.Own().Select(own => columns.First(own.IsLike).Name).Prepend(first));
        return sets is [var only] ? Group(only) : $"grouping sets ({string.Join(", ", sets.Select(set => $"({Group(set)})"))})";
    }

    private IEnumerable<Column> Own() => IsAnyProperty
        ? [new Column("", Dimensions[0], "prop_name"), new Column("", Dimensions[0], "prop_value")]
        : Dimensions.Select(static dimension => new Column("", dimension, ""));

    /// <summary>A column by which rows are made.</summary>
    /// <param name="Name">Its name in a statement.</param>
    /// <param name="Dimension">The dimension that it has.</param>
    /// <param name="Sql">What it is, where that isn't the dimension's own.</param>
    internal sealed record Column(string Name, Dimension Dimension, string Sql)
    {
        public bool IsAnyProperty => Sql.Length > 0;

        public bool IsLike(Column other) => Dimension == other.Dimension && Sql == other.Sql;
    }
}
