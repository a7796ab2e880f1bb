using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>Where a site's saved segments are saved, changed, and removed.</summary>
internal sealed class SegmentPages(Viewings viewings, SiteList sites, Segments segments)
{
    public const string Route = "/sites/{domain}/segments";
    public const string OneRoute = Route + "/{id:long}";
    public const string RemoveRoute = OneRoute + "/remove";
    public const string RestoreRoute = OneRoute + "/restore";

    internal const string Name = "name";
    internal const string For = "for";
    internal const string Everybody = "everybody";
    internal const string Me = "me";
    internal const string Terms = "terms";
    internal const string Links = "links";
    internal const string RemovedField = "removed";

    private const string Taken = "There is a segment of this name, or there are as many as there may be.";
    private const string IsLimit = "Links are limited to it. Take them back first, on the sharing page.";
    private const string ChangesLinks = "Links are limited to this segment: say below that they are to show something else.";
    private const string NoTerms = "A segment has at least one condition. Filter the dashboard first.";

    public async Task ListAsync(HttpContext context)
    {
        if (await FindSiteAsync(context) is { } site)
        {
            await RenderListAsync(context, site, null, StatusCodes.Status200OK);
        }
    }

    /// <summary>Saves the filter that stands in the address.</summary>
    public async Task AddAsync(HttpContext context)
    {
        if (await viewings.FindAsync(context) is not { } viewing || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var terms = viewing.Terms.Take(DashboardState.MaxFilters).ToList();
        var segment = SegmentOf(form, viewing.Site, terms, 0);
        var id = form.IsRight ? await segments.AddAsync(viewing.Site, Sessions.UserId(context), segment, context.RequestAborted) : null;
        if (id is null)
        {
            form.Refuse(Name, Taken);
            await RenderAsync(context, viewing.Site, form, terms, viewing.State.Address(viewing.Path + "/segments"), StatusCodes.Status422UnprocessableEntity);
            return;
        }

        segment.Id = id.Value;
        Frame.SeeOther(context, viewing.Address(viewing.State with { Filters = [], Segment = DashboardSegment.Of(segment).Key }));
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is var (site, segment))
        {
            var form = new Form().With(Name, segment.Name).With(For, segment.IsShared ? Everybody : Me);
            await RenderAsync(context, site, form, segment.Terms, AddressOf(site, segment.Id), StatusCodes.Status200OK, await LinksAsync(context, site, segment.Id));
        }
    }

    public async Task SaveAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form || await FindAsync(context) is not var (site, old))
        {
            return;
        }

        var added = FilterTerm.Typed(form[FilterTerm.WhatField], form[FilterTerm.HowField], form[FilterTerm.ValueField]);
        var kept = old.Terms.Where((_, i) => form[TermField(i)].Length > 0);
        var terms = kept.Concat(added is null ? [] : [added]).DistinctBy(static term => term.Text).Take(DashboardState.MaxFilters).ToList();
        var segment = SegmentOf(form, site, terms, old.Id);
        var links = await LinksAsync(context, site, old.Id);
        if (links.Count > 0)
        {
            CheckLinks(form, segment, DashboardSegment.Text(old.Terms));
        }

        if (form.IsRight && !await segments.SaveAsync(site, Sessions.UserId(context), segment, form[Links].Length > 0, context.RequestAborted))
        {
            form.Refuse(Name, Taken);
        }

        if (form.IsRight)
        {
            Frame.SeeOther(context, $"/sites/{site.Domain}/segments");
            return;
        }

        await RenderAsync(context, site, form, old.Terms, AddressOf(site, old.Id), StatusCodes.Status422UnprocessableEntity, links);
    }

    /// <summary>What links are limited to is changed by who says so, and stays something that can limit them.</summary>
    private static void CheckLinks(Form form, SiteSegment segment, string before)
    {
        if (segment.OwnerId is not null)
        {
            form.Refuse(For, IsLimit);
        }

        if (segment.IsOfGoals)
        {
            form.Refuse(Terms, SiteSegment.OfGoalsLimitsNothing);
        }

        if (segment.Terms != before && form[Links].Length == 0)
        {
            form.Refuse(Terms, ChangesLinks);
        }
    }

    public async Task RemoveAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is null || await FindAsync(context) is not var (site, segment))
        {
            return;
        }

        if (await segments.RemoveAsync(site, Sessions.UserId(context), segment.Id, context.RequestAborted))
        {
            Frame.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/segments?{RemovedField}={segment.Id}"));
            return;
        }

        await RenderListAsync(context, site, IsLimit, StatusCodes.Status422UnprocessableEntity);
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await FindSiteAsync(context) is not { } site || await Form.ReadAsync(context) is null)
        {
            return;
        }

        if (await segments.RestoreAsync(site, Sessions.UserId(context), RouteId.Of(context), context.RequestAborted))
        {
            Frame.SeeOther(context, $"/sites/{site.Domain}/segments");
            return;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
    }

    /// <summary>The field that says whether a term stays.</summary>
    internal static string TermField(int number) => string.Create(CultureInfo.InvariantCulture, $"term{number}");

    private static SiteSegment SegmentOf(Form form, Site site, IReadOnlyList<FilterTerm> terms, long id)
    {
        form.Check(Name, SiteSegment.NameProblem);
        if (terms.Count == 0)
        {
            form.Refuse(Terms, NoTerms);
        }

        // Zero stands for whoever saves it.
        var isShared = form[For] == Everybody && site.Role >= Role.Editor;
        return new SiteSegment { Id = id, Name = form[Name], Terms = DashboardSegment.Text(terms), OwnerId = isShared ? null : 0 };
    }

    private static string AddressOf(Site site, long id) => string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/segments/{id}");

    private Task<Site?> FindSiteAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Viewer);

    /// <summary>The segment of a request, if who asks may change it; null: that is answered.</summary>
    private async Task<(Site Site, DashboardSegment Segment)?> FindAsync(HttpContext context)
    {
        if (await FindSiteAsync(context) is not { } site)
        {
            return null;
        }

        var found = (await segments.OfAsync(site, Sessions.UserId(context), context.RequestAborted)).FirstOrDefault(each => each.Id == RouteId.Of(context));
        if (found is null || (found.OwnerId is null && site.Role < Role.Editor))
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return null;
        }

        return (site, DashboardSegment.Of(found));
    }

    private async Task RenderListAsync(HttpContext context, Site site, string? problem, int status)
    {
        var found = (await segments.OfAsync(site, Sessions.UserId(context), context.RequestAborted)).Select(DashboardSegment.Of);
        // Their names are for who may share.
        var links = site.Role >= Role.Editor ? await segments.LinksAsync(site, context.RequestAborted) : null;
        var removed = NamedKey.IdOf(context.Request.Query[RemovedField].ToString());
        var page = new SegmentsPage(
            Frame.For(context, $"Segments of {site.Domain}"), site.Domain, [.. found.Select(segment => SegmentRow.Of(site, segment, [.. links?[segment.Id] ?? []]))],
            removed is { } id ? AddressOf(site, id) + "/restore" : null, problem);
        await Frame.RenderAsync(context, Pages.Segments.Create(page), status);
    }

    private async Task<IReadOnlyList<string>> LinksAsync(HttpContext context, Site site, long id) => [.. (await segments.LinksAsync(site, context.RequestAborted))[id]];

    private static Task RenderAsync(
        HttpContext context, Site site, Form form, IReadOnlyList<FilterTerm> terms, string action, int status, IReadOnlyList<string>? links = null)
    {
        var isNew = action.Contains('?', StringComparison.Ordinal) || action.EndsWith("/segments", StringComparison.Ordinal);
        var chips = terms.Select(static term => Chip.Of(term)).ToList();
        var page = new SegmentPage(
            Frame.For(context, isNew ? "Save a segment" : "Change a segment"), site.Domain, form, action, isNew, site.Role >= Role.Editor, chips, links ?? []);
        return Frame.RenderAsync(context, Pages.Segment.Create(page), status);
    }
}
