using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>What a site's owner wants to happen.</summary>
/// <param name="Id">Its number in the relational store.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Target">An event's name, or a page; in a page a star stands for any text.</param>
/// <param name="Depth">How far the page must be scrolled, in percent, where it is about that.</param>
internal sealed record Goal(long Id, string Name, GoalKind Kind, string Target, int Depth = 0)
{
    /// <summary>One that a site's owner has set.</summary>
    public static Goal Of(SiteGoal goal) =>
        new(goal.Id, goal.Name, goal.Kind switch { "event" => GoalKind.Event, "page" => GoalKind.Page, _ => GoalKind.Scroll }, goal.Target, goal.Depth);
}

/// <summary>What a goal is about.</summary>
internal enum GoalKind
{
    /// <summary>A custom event.</summary>
    Event,

    /// <summary>A page is viewed.</summary>
    Page,

    /// <summary>A page is scrolled so far.</summary>
    Scroll,
}
