using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>A saved filter, as it is asked by.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsShared">Whether it is everybody's who sees the site.</param>
/// <param name="Terms">Its terms, all of which hold.</param>
internal sealed record DashboardSegment(long Id, string Name, bool IsShared, IReadOnlyList<FilterTerm> Terms)
{
    /// <summary>As it stands in an address: its number, by which it is found, and its name for who reads it.</summary>
    public string Key => NamedKey.Of(Id, Name);

    public static DashboardSegment Of(SiteSegment segment) => new(segment.Id, segment.Name, segment.OwnerId is null, TermsOf(segment.Terms));

    /// <summary>What a segment lets through, for whoever may see only that; null: that can't be told for sure.</summary>
    public static Filter? LimitOf(SiteSegment segment)
    {
        var terms = TermsOf(segment.Terms);
        // What asks about goals would change with them.
        var isSure = terms.Count == segment.Terms.Split('\n').Length && terms.All(static term => term.Dimension.Kind != DimensionKind.Goal);
        return isSure ? Viewing.FilterOf(terms, []) : null;
    }

    /// <summary>Terms as they are stored, a line each.</summary>
    public static string Text(IEnumerable<FilterTerm> terms) => string.Join('\n', terms.Select(static term => term.Text));

    private static IReadOnlyList<FilterTerm> TermsOf(string text) => [.. text.Split('\n').Select(FilterTerm.Read).OfType<FilterTerm>()];
}
