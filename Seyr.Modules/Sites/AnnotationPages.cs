using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>Where the notes on a site's graph are written, changed, and removed.</summary>
internal sealed class AnnotationPages(SiteList sites, Annotations annotations, TimeProvider clock)
{
    public const string Route = "/sites/{domain}/annotations";
    public const string OneRoute = Route + "/{id:long}";
    public const string RemoveRoute = OneRoute + "/remove";
    public const string RestoreRoute = OneRoute + "/restore";

    internal const string Day = "day";
    internal const string Note = "note";
    internal const string Public = "public";
    internal const string RemovedField = "removed";

    internal static readonly string TooMany = $"A site has at most {Annotations.MaxAnnotations} notes. Remove some first.";

    public async Task ListAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderListAsync(context, site, new Form().With(Day, Today(site)), StatusCodes.Status200OK);
        }
    }

    public async Task AddAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var annotation = Read(form, 0);
        if (form.IsRight && await annotations.AddAsync(site.Id, annotation, context.RequestAborted) is null)
        {
            form.Refuse(Note, TooMany);
        }

        await (form.IsRight ? ToListAsync(context, site) : RenderListAsync(context, site, form, StatusCodes.Status422UnprocessableEntity));
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindOneAsync(context) is var (site, annotation))
        {
            var form = new Form().With(Day, annotation.Day).With(Note, annotation.Note).With(Public, annotation.IsPublic ? "yes" : "");
            await RenderAsync(context, site, annotation.Id, form, StatusCodes.Status200OK);
        }
    }

    public async Task SaveAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form || await FindOneAsync(context) is not var (site, old))
        {
            return;
        }

        var annotation = Read(form, old.Id);
        if (form.IsRight)
        {
            await annotations.SaveAsync(site.Id, annotation, context.RequestAborted);
            await ToListAsync(context, site);
            return;
        }

        await RenderAsync(context, site, old.Id, form, StatusCodes.Status422UnprocessableEntity);
    }

    public async Task RemoveAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not null && await FindOneAsync(context) is var (site, annotation))
        {
            await annotations.RemoveAsync(site.Id, annotation.Id, context.RequestAborted);
            Frame.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/annotations?{RemovedField}={annotation.Id}"));
        }
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is null)
        {
            return;
        }

        var isBack = await annotations.RestoreAsync(site.Id, RouteId.Of(context), context.RequestAborted);
        await (isBack ? ToListAsync(context, site) : Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound));
    }

    private static SiteAnnotation Read(Form form, long id)
    {
        var annotation = new SiteAnnotation { Id = id, Day = form[Day], Note = form[Note], IsPublic = form[Public].Length > 0 };
        if (SiteAnnotation.ProblemOf(annotation) is var (field, problem))
        {
            form.Refuse(field, problem);
        }

        return annotation;
    }

    private string Today(Site site)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        return TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static Task ToListAsync(HttpContext context, Site site)
    {
        Frame.SeeOther(context, $"/sites/{site.Domain}/annotations");
        return Task.CompletedTask;
    }

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private async Task<(Site Site, SiteAnnotation Annotation)?> FindOneAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site)
        {
            return null;
        }

        if ((await annotations.OfAsync(site.Id, context.RequestAborted)).FirstOrDefault(each => each.Id == RouteId.Of(context)) is { } annotation)
        {
            return (site, annotation);
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        return null;
    }

    private async Task RenderListAsync(HttpContext context, Site site, Form form, int status)
    {
        var list = await annotations.OfAsync(site.Id, context.RequestAborted);
        var removed = long.TryParse(context.Request.Query[RemovedField].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var frame = Frame.For(context, $"Notes of {site.Domain}");
        var page = new AnnotationsPage(
            frame, site.Domain, list, removed ? string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/annotations/{id}/restore") : null,
            new AnnotationFields(form, $"/sites/{site.Domain}/annotations", "Add", frame.FormToken));
        await Frame.RenderAsync(context, Pages.Annotations.Create(page), status);
    }

    private static Task RenderAsync(HttpContext context, Site site, long id, Form form, int status)
    {
        var frame = Frame.For(context, "Change a note");
        var action = string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/annotations/{id}");
        return Frame.RenderAsync(context, Pages.Annotation.Create(new AnnotationPage(frame, site.Domain, new AnnotationFields(form, action, "Save", frame.FormToken))), status);
    }
}
