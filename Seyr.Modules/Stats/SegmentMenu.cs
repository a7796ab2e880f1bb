namespace Seyr.Stats;

/// <summary>The saved segments in the filter's menu, and the form that saves the present filter.</summary>
/// <param name="Choices">The page with each of them.</param>
/// <param name="ManageAddress">Where they are changed.</param>
/// <param name="SaveAddress">Where the filter is saved; null: there is none to save.</param>
/// <param name="MayShare">Whether it may be saved for everybody.</param>
/// <param name="FormToken">The antiforgery token.</param>
public sealed record SegmentMenu(IReadOnlyList<Choice> Choices, string ManageAddress, string? SaveAddress, bool MayShare, string FormToken)
{
    internal static SegmentMenu? Of(Viewing viewing, string formToken) => viewing.IsShared || viewing.IsTogether ? null : new SegmentMenu(
        [
            .. viewing.Segments.Select(segment => new Choice(
                viewing.Address(viewing.State with { Segment = segment.Key, Filters = [] }),
                segment.Name,
                segment.Id == viewing.Segment?.Id, segment.IsShared ? null : "only you")),
        ],
        viewing.Path + "/segments",
        viewing.State.Filters.Count == 0 ? null : viewing.State.Address(viewing.Path + "/segments"),
        viewing.MaySet,
        formToken);
}
