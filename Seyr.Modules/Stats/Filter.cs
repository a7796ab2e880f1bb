namespace Seyr.Stats;

/// <summary>Which events and visits are asked about: a tree.</summary>
internal abstract record Filter
{
    /// <summary>All leaves.</summary>
    public abstract IEnumerable<Condition> Conditions { get; }

    /// <summary>Whether the tree asks about single events outside of <see cref="Did"/>.</summary>
    public abstract bool IsOfEvents { get; }

    /// <summary>How many nodes there are, itself included.</summary>
    public abstract int Size { get; }
}

/// <summary>All of several.</summary>
internal sealed record All(IReadOnlyList<Filter> Parts) : Filter
{
    public override IEnumerable<Condition> Conditions => Parts.SelectMany(static part => part.Conditions);

    public override bool IsOfEvents => Parts.Any(static part => part.IsOfEvents);

    public override int Size => 1 + Parts.Sum(static part => part.Size);

    /// <summary>Both; null asks nothing.</summary>
    public static Filter? Of(Filter? one, Filter? other) => one is null ? other : other is null ? one : new All([one, other]);
}

/// <summary>One of several.</summary>
internal sealed record Any(IReadOnlyList<Filter> Parts) : Filter
{
    public override IEnumerable<Condition> Conditions => Parts.SelectMany(static part => part.Conditions);

    public override bool IsOfEvents => Parts.Any(static part => part.IsOfEvents);

    public override int Size => 1 + Parts.Sum(static part => part.Size);
}

/// <summary>Not so.</summary>
internal sealed record Not(Filter Part) : Filter
{
    public override IEnumerable<Condition> Conditions => Part.Conditions;

    public override bool IsOfEvents => Part.IsOfEvents;

    public override int Size => 1 + Part.Size;
}

/// <summary>The visit had an event of this kind, in the range that is asked about.</summary>
internal sealed record Did(Filter Part) : Filter
{
    public override IEnumerable<Condition> Conditions => Part.Conditions;

    public override bool IsOfEvents => false;

    public override int Size => 1 + Part.Size;
}

/// <summary>A dimension's value is one of several, or like one.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Match">How they are compared.</param>
/// <param name="Values">The values; what has none is the empty one. Of <see cref="DimensionKind.Goal"/>: numbers in <see cref="Query.Goals"/>.</param>
/// <param name="IgnoresCase">Whether upper and lower case are the same.</param>
internal sealed record Condition(Dimension Dimension, Match Match, IReadOnlyList<string> Values, bool IgnoresCase = false) : Filter
{
    public override IEnumerable<Condition> Conditions => [this];

    public override bool IsOfEvents => Dimension.IsOfEvents;

    public override int Size => 1;
}
