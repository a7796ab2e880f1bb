namespace Seyr.Stats;

/// <summary>A funnel as it is shown.</summary>
/// <param name="Choices">The funnels to choose from.</param>
/// <param name="Steps">Its steps, first one first.</param>
/// <param name="Summary">How many came to the end.</param>
public sealed record FunnelView(IReadOnlyList<Choice> Choices, IReadOnlyList<FunnelRow> Steps, string Summary)
{
    /// <summary>The funnel of a site's page.</summary>
    internal static FunnelView Of(Viewing viewing, IReadOnlyList<FunnelStep> steps) => Of(
        steps,
        [
            .. viewing.Funnels.Select(funnel => new Choice(
                viewing.Address(viewing.State with { Funnel = NamedKey.Of(funnel.Id, funnel.Name) }), funnel.Name, funnel.Id == viewing.Funnel?.Id, null)),
        ],
        goal => viewing.Address(viewing.State.With(new FilterTerm(FilterOperator.Is, DimensionKind.Goal, [goal.Name]))));

    /// <summary>A funnel by itself.</summary>
    internal static FunnelView Of(IReadOnlyList<FunnelStep> steps, IReadOnlyList<Choice> choices, Func<Goal, string?> address)
    {
        var rows = steps.Select((step, i) => new FunnelRow(
            step.Goal.Name,
            address(step.Goal),
            Display.Short(step.Visitors),
            Display.Exact(step.Visitors),
            Display.Rate(step.Percent),
            (int)Math.Round(step.Percent),
            i == 0 || steps[i - 1].Visitors == 0 ? "" : $"{Display.Short(step.Lost)} left ({Display.Rate(100.0 * step.Lost / steps[i - 1].Visitors)})")).ToList();
        var (first, last) = (steps[0], steps[^1]);
        var summary = first.Visitors == 0 ? "Nobody took the first step in this period."
            : $"{Display.Exact(last.Visitors)} of {Display.Exact(first.Visitors)} came to the end ({Display.Rate(last.Percent)}), each within one visit.";
        return new FunnelView(choices, rows, summary);
    }
}

/// <summary>A step of a funnel as it is shown.</summary>
/// <param name="Name">What the step is called.</param>
/// <param name="Address">The page with only those who reached it; null: there is none.</param>
/// <param name="Count">How many took it.</param>
/// <param name="Exact">The same in full.</param>
/// <param name="Rate">How many percent of those who took the first step.</param>
/// <param name="Percent">How long its bar is.</param>
/// <param name="Left">How many of those who took the step before did not take this one, in words; empty: it is the first.</param>
public sealed record FunnelRow(string Name, string? Address, string Count, string Exact, string Rate, int Percent, string Left);
