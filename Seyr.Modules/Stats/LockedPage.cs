using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What stands in the place of a dashboard that is locked.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site; empty: whoever looks has a link only.</param>
/// <param name="Text">Why, and what opens it.</param>
/// <param name="Way">Where the owner can do something about it; empty: for others.</param>
public sealed record LockedPage(Frame Frame, string Domain, IReadOnlyList<string> Text, string Way)
{
    private const string Why = "This site's organisation had more events than its plan is for, in two months in a row. Events are still collected, and none is lost.";

    /// <summary>Answers with it.</summary>
    internal static Task RenderAsync(HttpContext context, Site site)
    {
        // Several sites as one are looked at by their people alone.
        var isOwn = Viewings.IsOwn(context.Request.Path) || context.Request.Path.StartsWithSegments(ChosenSites.Route);
        var isOwner = isOwn && site.Role == Role.Owner;
        IReadOnlyList<string> text =
            isOwner ? [Why, "The dashboard opens again by itself as soon as you have a plan that is large enough, or after a month that was within the limit."]
            : isOwn ? [Why, "Its owner knows, and can open it again with a larger plan. It also opens by itself after a month that was within the limit."]
            : ["The numbers of this site can't be seen at the moment. Its owner knows."];
        var page = new LockedPage(
            Frame.For(context, "Locked"), isOwn ? site.Domain : "", text,
            isOwner ? string.Create(CultureInfo.InvariantCulture, $"/organisations/{site.OrganisationId}/billing") : "");
        return Frame.RenderAsync(context, Pages.Locked.Create(page), StatusCodes.Status403Forbidden);
    }
}
