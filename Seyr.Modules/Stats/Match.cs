namespace Seyr.Stats;

/// <summary>How a condition compares.</summary>
internal enum Match
{
    /// <summary>The same.</summary>
    Is,

    /// <summary>Has it somewhere.</summary>
    Contains,

    /// <summary>Is like a pattern, in which a star stands for any text.</summary>
    Wildcard,

    /// <summary>Is found by a regular expression (RE2's).</summary>
    Regex,
}
