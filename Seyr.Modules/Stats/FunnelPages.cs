using System.Globalization;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>Where a site's funnels are made of its goals, changed, and removed, with their numbers of the last days.</summary>
internal sealed class FunnelPages(SiteList sites, SiteGoals goals, SiteFunnels siteFunnels, Funnels funnels, TimeProvider clock)
{
    public const string Route = "/sites/{domain}/funnels";
    public const string OneRoute = Route + "/{id:long}";
    public const string RemoveRoute = OneRoute + "/remove";
    public const string RestoreRoute = OneRoute + "/restore";

    internal const string Name = "name";
    internal const string Steps = "steps";
    internal const string Preview = "preview";
    internal const string SaveButton = "Save";
    internal const string RemovedField = "removed";

    private const string NoFunnel = "There is a funnel of this name, or there are as many as there may be.";

    private static readonly string NoSteps = $"{SiteFunnels.MinSteps} to {SiteFunnels.MaxSteps} goals, in the order in which they are to be reached.";
    private static readonly string NoName = "A name of 1 to 120 characters.";

    public async Task ListAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderListAsync(context, site, new Form(), null, StatusCodes.Status200OK);
        }
    }

    public async Task AddAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var steps = await StepsAsync(context, site, form);
        if (form.IsRight && form[Preview].Length > 0)
        {
            await RenderListAsync(context, site, form, await NumbersAsync(context, site, steps), StatusCodes.Status200OK);
            return;
        }

        if (form.IsRight && await siteFunnels.AddAsync(site.Id, form[Name], [.. steps.Select(static step => step.Id)], context.RequestAborted) is null)
        {
            form.Refuse(Name, NoFunnel);
        }

        await (form.IsRight ? ToListAsync(context, site) : RenderListAsync(context, site, form, null, StatusCodes.Status422UnprocessableEntity));
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindOneAsync(context) is not var (site, funnel))
        {
            return;
        }

        var form = new Form().With(Name, funnel.Name);
        for (var i = 0; i < funnel.Steps.Count; i++)
        {
            form.With(StepField(i), funnel.Steps[i].Id.ToString(CultureInfo.InvariantCulture));
        }

        await RenderAsync(context, site, funnel, form, await NumbersAsync(context, site, funnel.Steps), StatusCodes.Status200OK);
    }

    public async Task SaveAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form || await FindOneAsync(context) is not var (site, funnel))
        {
            return;
        }

        var steps = await StepsAsync(context, site, form);
        if (form.IsRight && form[Preview].Length > 0)
        {
            await RenderAsync(context, site, funnel, form, await NumbersAsync(context, site, steps), StatusCodes.Status200OK);
            return;
        }

        if (form.IsRight && !await siteFunnels.SaveAsync(site.Id, funnel.Id, form[Name], [.. steps.Select(static step => step.Id)], context.RequestAborted))
        {
            form.Refuse(Name, NoFunnel);
        }

        await (form.IsRight ? ToListAsync(context, site) : RenderAsync(context, site, funnel, form, null, StatusCodes.Status422UnprocessableEntity));
    }

    public async Task RemoveAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not null && await FindOneAsync(context) is var (site, funnel))
        {
            await siteFunnels.RemoveAsync(site.Id, funnel.Id, context.RequestAborted);
            Frame.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/funnels?{RemovedField}={funnel.Id}"));
        }
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is null)
        {
            return;
        }

        var isBack = await siteFunnels.RestoreAsync(site.Id, RouteId.Of(context), context.RequestAborted);
        await (isBack ? ToListAsync(context, site) : Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound));
    }

    /// <summary>The field of a step.</summary>
    internal static string StepField(int number) => string.Create(CultureInfo.InvariantCulture, $"step{number}");

    /// <summary>The steps that were chosen; those left empty are passed over.</summary>
    private async Task<IReadOnlyList<SiteGoal>> StepsAsync(HttpContext context, Site site, Form form)
    {
        var known = await goals.OfAsync(site.Id, context.RequestAborted);
        var chosen = Enumerable.Range(0, SiteFunnels.MaxSteps).Select(i => form[StepField(i)]).Where(static id => id.Length > 0)
            .Select(id => known.FirstOrDefault(goal => goal.Id.ToString(CultureInfo.InvariantCulture) == id)).ToList();
        if (form[Name].Length is 0 or > 120 && form[Preview].Length == 0)
        {
            form.Refuse(Name, NoName);
        }

        if (chosen.Count < SiteFunnels.MinSteps || chosen.Contains(null))
        {
            form.Refuse(Steps, NoSteps);
        }

        return [.. chosen.OfType<SiteGoal>()];
    }

    private async Task<FunnelView> NumbersAsync(HttpContext context, Site site, IReadOnlyList<SiteGoal> steps)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) ?? DateTimeZone.Utc;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var range = Period.Named(Period.Default, null, now, zone, now.InZone(zone).Date)!.Range;
        var numbers = await funnels.AskAsync(site.Id, zone, range, [.. steps.Select(Goal.Of)], null, [], context.RequestAborted);
        return FunnelView.Of(numbers, [], static _ => null);
    }

    private static Task ToListAsync(HttpContext context, Site site)
    {
        Frame.SeeOther(context, $"/sites/{site.Domain}/funnels");
        return Task.CompletedTask;
    }

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private async Task<(Site Site, SiteFunnel Funnel)?> FindOneAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site)
        {
            return null;
        }

        if ((await siteFunnels.OfAsync(site.Id, context.RequestAborted)).FirstOrDefault(each => each.Id == RouteId.Of(context)) is { } funnel)
        {
            return (site, funnel);
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        return null;
    }

    private async Task RenderListAsync(HttpContext context, Site site, Form form, FunnelView? numbers, int status)
    {
        var rows = (await siteFunnels.OfAsync(site.Id, context.RequestAborted)).Select(funnel => FunnelLine.Of(site, funnel));
        var removed = NamedKey.IdOf(context.Request.Query[RemovedField].ToString());
        var frame = Frame.For(context, $"Funnels of {site.Domain}");
        var page = new FunnelsPage(
            frame, site.Domain, [.. rows],
            removed is { } id ? string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/funnels/{id}/restore") : null,
            await FieldsAsync(context, site, form, numbers, $"/sites/{site.Domain}/funnels", "Make a funnel", frame.FormToken));
        await Frame.RenderAsync(context, Pages.Funnels.Create(page), status);
    }

    private async Task RenderAsync(HttpContext context, Site site, SiteFunnel funnel, Form form, FunnelView? numbers, int status)
    {
        var action = string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/funnels/{funnel.Id}");
        var frame = Frame.For(context, $"Change {funnel.Name}");
        var page = new FunnelPage(frame, site.Domain, await FieldsAsync(context, site, form, numbers, action, SaveButton, frame.FormToken));
        await Frame.RenderAsync(context, Pages.Funnel.Create(page), status);
    }

    private async Task<FunnelFields> FieldsAsync(HttpContext context, Site site, Form form, FunnelView? numbers, string action, string button, string token) => new(
        form, action, button,
        [.. (await goals.OfAsync(site.Id, context.RequestAborted)).Select(static goal => (goal.Id.ToString(CultureInfo.InvariantCulture), goal.Name))],
        numbers, token);
}
