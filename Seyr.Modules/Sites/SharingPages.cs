using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>Sharing a site: making it public, making links and taking them back, and the page on which a link asks for its password.</summary>
internal sealed class SharingPages(SiteList sites, SharedLinks links, Segments segments, SitesOptions options, Throttle throttle, TimeProvider clock)
{
    public const string Route = "/sites/{domain}/sharing";
    public const string RevokeRoute = Route + "/revoke";
    public const string RestoreRoute = Route + "/restore";
    public const string PublicRoute = Route + "/public";
    public const string PasswordRoute = "/share/{token}/password";

    internal const string Link = "link";
    internal const string Public = "public";
    internal const string RemovedField = "removed";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } site)
        {
            await RenderAsync(context, site, new Form(), null, StatusCodes.Status200OK);
        }
    }

    public async Task AddAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var terms = new SharedLinkTerms(
            form[SharedLinkTerms.NameField], form.Raw(SharedLinkTerms.PasswordField), form[SharedLinkTerms.HostsField], form[SharedLinkTerms.UntilField],
            form[SharedLinkTerms.SegmentField]);
        foreach (var (field, problem) in terms.Problems(clock.GetUtcNow()))
        {
            form.Refuse(field, problem);
        }

        if (await links.SegmentProblemAsync(site, terms, context.RequestAborted) is { } noLimit)
        {
            form.Refuse(SharedLinkTerms.SegmentField, noLimit);
        }

        var token = form.IsRight ? await links.AddAsync(site, terms, context.RequestAborted) : null;
        if (form.IsRight && token is null)
        {
            form.Refuse(SharedLinkTerms.NameField, SharedLinks.TooMany);
        }

        var made = token is null ? null : new Uri(Snippet.ServerAddress(context, options), $"share/{token}").AbsoluteUri;
        await (form.IsRight
            ? RenderAsync(context, site, new Form().With(SharedLinkTerms.HostsField, form[SharedLinkTerms.HostsField]), made, StatusCodes.Status200OK)
            : RenderAsync(context, site, form, null, StatusCodes.Status422UnprocessableEntity));
    }

    public async Task RevokeAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (!long.TryParse(form[Link], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !await links.RevokeAsync(site, id, context.RequestAborted))
        {
            form.Refuse(Link, "It was taken back already.");
            await RenderAsync(context, site, form, null, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/sites/{site.Domain}/sharing?{RemovedField}={id}"));
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (!long.TryParse(form[Link], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !await links.RestoreAsync(site, id, context.RequestAborted))
        {
            form.Refuse(Link, "It can't be brought back: it, or the segment that limited it, has gone for good.");
            await RenderAsync(context, site, form, null, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, $"/sites/{site.Domain}/sharing");
    }

    public async Task SetPublicAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } site || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (form[Public] is not ("yes" or "no"))
        {
            form.Refuse(Public, "Yes or no.");
            await RenderAsync(context, site, form, null, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await links.SetPublicAsync(site, form[Public] == "yes", context.RequestAborted);
        Frame.SeeOther(context, $"/sites/{site.Domain}/sharing");
    }

    public async Task AskAsync(HttpContext context)
    {
        if (await FindLinkAsync(context) is not null)
        {
            await RenderAskAsync(context, new Form(), StatusCodes.Status200OK);
        }
    }

    public async Task UnlockAsync(HttpContext context)
    {
        if (await FindLinkAsync(context) is not { } link || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (!throttle.TryTake(Limit.LinkPasswords, string.Create(CultureInfo.InvariantCulture, $"{link.Id} {Throttle.Network(context)}")))
        {
            await Throttle.RefuseAsync(context, Limit.LinkPasswords);
            return;
        }

        if (!await Users.IsPasswordAsync(link.PasswordHash, form.Raw(SharedLinkTerms.PasswordField), context.RequestAborted))
        {
            form.Refuse(SharedLinkTerms.PasswordField, "This is not the link's password.");
            await RenderAskAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        links.Unlock(context, link);
        Frame.SeeOther(context, $"/share/{context.Request.RouteValues["token"]}");
    }

    private async Task<SharedLink?> FindLinkAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context))
        {
            return null;
        }

        var link = await links.FindAsync(context.Request.RouteValues["token"] as string ?? "", context.RequestAborted);
        if (link?.PasswordHash is not null)
        {
            return link;
        }

        await throttle.RefuseTokenAsync(context);
        return null;
    }

    private Task<Site?> FindAsync(HttpContext context) => sites.OfRequestAsync(context, Role.Editor);

    private async Task RenderAsync(HttpContext context, Site site, Form form, string? made, int status)
    {
        var list = await links.OfAsync(site, context.RequestAborted);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var page = new SharingPage(
            Frame.For(context, $"Sharing of {site.Domain}"), site.Domain, form, await links.IsPublicAsync(site, context.RequestAborted),
            new Uri(Snippet.ServerAddress(context, options), $"public/{site.Domain}").AbsoluteUri, [.. list.Select(link => Line(link, now))], made,
            [.. (await segments.OfAsync(site, Sessions.UserId(context), context.RequestAborted)).Where(static each => each.OwnerId is null)])
        {
            Removed = context.Request.Query[RemovedField].ToString() is { Length: > 0 and < 20 } removed && removed.All(char.IsAsciiDigit) ? removed : null,
        };
        await Frame.RenderAsync(context, Pages.Sharing.Create(page), status);
    }

    private static SharedLinkLine Line(SharedLink link, long now)
    {
        var limits = new List<string>();
        if (link.SegmentName is not null)
        {
            limits.Add($"only {link.SegmentName}");
        }

        if (link.PasswordHash is not null)
        {
            limits.Add("with a password");
        }

        if (link.ExpiresAt is { } end)
        {
            var last = Locale.Current.Dates.Day(DateOnly.FromDateTime(link.LastDay!.Value.UtcDateTime));
            limits.Add(end > now ? $"until {last} (UTC)" : $"ended on {last}");
        }

        if (link.EmbedHosts.Length > 0)
        {
            limits.Add("in frames on " + string.Join(", ", EmbedHosts.Of(link.EmbedHosts)));
        }

        return new SharedLinkLine(link.Id, link.Name, limits.Count == 0 ? "for whoever has it" : string.Join(", ", limits));
    }

    private static Task RenderAskAsync(HttpContext context, Form form, int status)
    {
        var page = new LinkPasswordPage(Frame.For(context, "A shared dashboard"), form, $"/share/{context.Request.RouteValues["token"]}/password");
        return Frame.RenderAsync(context, Pages.LinkPassword.Create(page), status);
    }
}

/// <summary>What the page of a site's sharing shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Form">What was typed.</param>
/// <param name="IsPublic">Whether anybody may see it.</param>
/// <param name="PublicAddress">Where they do.</param>
/// <param name="Links">The links there are.</param>
/// <param name="Made">The address of the link that was just made, seen once; null: none was.</param>
/// <param name="Segments">What a link may be limited to.</param>
public sealed record SharingPage(
    Frame Frame, string Domain, Form Form, bool IsPublic, string PublicAddress, IReadOnlyList<SharedLinkLine> Links, string? Made, IReadOnlyList<SiteSegment> Segments)
{
    /// <summary>The number of the link that was just taken back; null: none was.</summary>
    public string? Removed { get; init; }
}

/// <summary>A link as the page lists it.</summary>
public sealed record SharedLinkLine(long Id, string Name, string Limits);

/// <summary>What the page shows on which a link asks for its password.</summary>
public sealed record LinkPasswordPage(Frame Frame, Form Form, string Action);
