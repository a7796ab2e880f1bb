namespace Seyr.Sites;

/// <summary>What a rule would have matched of what was counted lately. Sites has no numbers of its own: the module that has them implements it.</summary>
public interface IPreviews
{
    /// <summary>It looks at so many days, today included.</summary>
    const int Days = 28;

    /// <summary>Only so many lines of a list are looked at.</summary>
    const int MaxLines = 100;

    /// <summary>What reached a goal that need not be saved.</summary>
    /// <returns>Null: the store of events doesn't answer.</returns>
    Task<Preview?> OfGoalAsync(Site site, SiteGoal goal, CancellationToken cancel);

    /// <summary>What was counted and lists would have kept out.</summary>
    /// <returns>Null: the store of events doesn't answer.</returns>
    Task<IReadOnlyList<Preview>?> OfShieldAsync(Site site, ShieldLists lists, CancellationToken cancel);
}

/// <summary>Lists of a shield by which what was counted can be told apart; addresses are not among them, since none is ever stored.</summary>
/// <param name="Countries">Codes of countries.</param>
/// <param name="Pages">Pages, in which a star stands for any text.</param>
/// <param name="Hostnames">The hosts on which is counted, in which a star stands for any text; empty: all.</param>
public sealed record ShieldLists(IReadOnlyList<string> Countries, IReadOnlyList<string> Pages, IReadOnlyList<string> Hostnames);

/// <summary>What a rule matched.</summary>
/// <param name="What">What its values are, in the plural: pages, countries, hosts.</param>
/// <param name="Times">How often: page views, or how often a goal was reached.</param>
/// <param name="Visitors">By how many visitors.</param>
/// <param name="Values">How many values there were.</param>
/// <param name="Top">The most frequent of them.</param>
public sealed record Preview(string What, long Times, long Visitors, long Values, IReadOnlyList<PreviewRow> Top);

/// <summary>A value that a rule matched, and how often.</summary>
public sealed record PreviewRow(string Value, long Times);
