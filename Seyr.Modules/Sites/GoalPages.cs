using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The page on which a site's goals are named, tried and removed.</summary>
internal sealed class GoalPages(SiteList sites, SiteGoals goals, SiteFunnels siteFunnels, IPreviews previews)
{
    public const string Route = "/sites/{domain}/goals";
    public const string RemoveRoute = "/sites/{domain}/goals/{id:long}/remove";
    public const string RestoreRoute = "/sites/{domain}/goals/{id:long}/restore";

    internal const string Kind = "kind";
    internal const string Target = "target";
    internal const string Name = "name";
    internal const string Depth = "depth";
    internal const string Preview = "preview";
    internal const string RemovedField = "removed";

    /// <summary>What is said when one can't be added.</summary>
    internal static readonly string Taken = $"There is a goal of this name, or there are {SiteGoals.MaxGoals} goals already.";

    private const string UsualDepth = "75";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderAsync(context, site, Fresh(), StatusCodes.Status200OK);
        }
    }

    public async Task AddAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        _ = int.TryParse(form[Depth], NumberStyles.None, CultureInfo.InvariantCulture, out var depth);
        var name = form[Name].Length > 0 ? form[Name] : NameOf(form[Kind], form[Target], depth);
        var goal = new SiteGoal { SiteId = site.Id, Kind = form[Kind], Target = form[Target], Name = name, Depth = depth };
        if (SiteGoals.ProblemOf(goal) is var (field, problem))
        {
            form.Refuse(field, problem);
        }
        else if (form[Preview].Length > 0)
        {
            var reached = await previews.OfGoalAsync(site, goal, context.RequestAborted);
            await RenderAsync(context, site, form, StatusCodes.Status200OK, PreviewView.OfGoal(goal.Name, reached));
            return;
        }
        else if (await goals.AddAsync(goal, context.RequestAborted) is null)
        {
            form.Refuse(Name, Taken);
        }

        if (form.IsRight)
        {
            ToPage(context, site);
            return;
        }

        await RenderAsync(context, site, form, StatusCodes.Status422UnprocessableEntity);
    }

    public async Task RemoveAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is null)
        {
            return;
        }

        var id = RouteId.Of(context);
        if (await goals.RemoveAsync(site.Id, id, context.RequestAborted))
        {
            Frame.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/goals?{RemovedField}={id}"));
            return;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is null)
        {
            return;
        }

        if (await goals.RestoreAsync(site.Id, RouteId.Of(context), context.RequestAborted))
        {
            ToPage(context, site);
            return;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
    }

    /// <summary>What a goal is called when nobody named it.</summary>
    internal static string NameOf(string kind, string target, int depth) => kind switch
    {
        "page" => "Visit " + target,
        "scroll" => string.Create(CultureInfo.InvariantCulture, $"Scroll {depth}% of {target}"),
        _ => target,
    };

    private static Form Fresh() => new Form().With(Kind, "event").With(Depth, UsualDepth);

    private static void ToPage(HttpContext context, Site site) => Frame.SeeOther(context, $"/sites/{site.Domain}/goals");

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private async Task RenderAsync(HttpContext context, Site site, Form form, int status, PreviewView? preview = null)
    {
        var funnels = await siteFunnels.OfAsync(site.Id, context.RequestAborted);
        var rows = (await goals.OfAsync(site.Id, context.RequestAborted)).Select(goal => new GoalRow(
            goal.Id.ToString(CultureInfo.InvariantCulture),
            goal.Name,
            goal.Kind switch { "page" => "Page " + goal.Target, "scroll" => NameOf(goal.Kind, goal.Target, goal.Depth), _ => "Event " + goal.Target },
            funnels.Count(funnel => funnel.Steps.Any(step => step.Id == goal.Id))));
        var removed = long.TryParse(context.Request.Query[RemovedField], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/goals/{id}/restore") : null;
        await Frame.RenderAsync(context, Pages.Goals.Create(new GoalsPage(Frame.For(context, $"Goals of {site.Domain}"), site.Domain, form, [.. rows], removed, preview)), status);
    }
}

/// <summary>What the page with a site's goals shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Form">The goal that is being named.</param>
/// <param name="Goals">Those that there are.</param>
/// <param name="RestoreAddress">Where the one that was just removed is brought back; null: none was.</param>
/// <param name="Preview">What the one that is being named would have matched; null: nobody asked.</param>
public sealed record GoalsPage(Frame Frame, string Domain, Form Form, IReadOnlyList<GoalRow> Goals, string? RestoreAddress, PreviewView? Preview)
{
    internal static readonly (string Value, string Title, string Meaning)[] Kinds =
    [
        ("event", "An event", "Your pages tell of it, such as Signup."),
        ("page", "A page", "It is viewed. * stands for any text: /blog/*"),
        ("scroll", "A page is read", "It is scrolled so far as you say."),
    ];
}

/// <summary>A goal on the page.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="What">What it is about.</param>
/// <param name="Funnels">Of how many funnels it is a step: they go with it.</param>
public sealed record GoalRow(string Id, string Name, string What, int Funnels);
