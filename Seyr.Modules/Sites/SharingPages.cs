using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>Sharing a site: making it public, making links and taking them back, and the page on which a link asks for its password.</summary>
internal sealed class SharingPages(SiteList sites, SharedLinks links, SitesOptions options, Throttle throttle, TimeProvider clock)
{
    public const string Route = "/sites/{domain}/sharing";
    public const string RevokeRoute = Route + "/revoke";
    public const string PublicRoute = Route + "/public";
    public const string PasswordRoute = "/share/{token}/password";

    internal const string Name = "name";
    internal const string Password = "password";
    internal const string Until = "until";
    internal const string Hosts = "hosts";
    internal const string Link = "link";
    internal const string Public = "public";

    private const int MaxNameLength = 100;
    private const int MaxYears = 10;

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

        var until = Check(form);
        string? token = null;
        if (form.IsRight)
        {
            var hash = form.Raw(Password).Length > 0 ? await Users.HashPasswordAsync(form.Raw(Password), context.RequestAborted) : null;
            token = await links.AddAsync(site, form[Name], hash, string.Join('\n', EmbedHosts.Of(form[Hosts])), until, context.RequestAborted);
            if (token is null)
            {
                form.Refuse(Name, $"A site has at most {SharedLinks.MaxLinks} links. Take one back first.");
            }
        }

        var made = token is null ? null : new Uri(Snippet.ServerAddress(context, options), $"share/{token}").AbsoluteUri;
        await (form.IsRight
            ? RenderAsync(context, site, new Form().With(Hosts, form[Hosts]), made, StatusCodes.Status200OK)
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

        if (!await Users.IsPasswordAsync(link.PasswordHash, form.Raw(Password), context.RequestAborted))
        {
            form.Refuse(Password, "This is not the link's password.");
            await RenderAskAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        links.Unlock(context, link);
        Frame.SeeOther(context, $"/share/{context.Request.RouteValues["token"]}");
    }

    /// <returns>When the link ends: at the end of the day that was typed, in UTC; null: not by itself.</returns>
    private DateTimeOffset? Check(Form form)
    {
        form.Check(Name, static name => name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl) ? null : $"A name of 1 to {MaxNameLength} characters.");
        form.Check(Hosts, EmbedHosts.Problem);
        if (form.Raw(Password).Length > 0 && Users.PasswordProblem(form.Raw(Password)) is { } problem)
        {
            form.Refuse(Password, problem);
        }

        if (form.Raw(Password).Length > 0 && form[Hosts].Length > 0)
        {
            form.Refuse(Hosts, "In a frame nobody can be asked for a password: choose one of the two.");
        }

        if (form[Until].Length == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var isDate = DateOnly.TryParseExact(form[Until], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        if (isDate && day.Year <= now.Year + MaxYears && new DateTimeOffset(day.AddDays(1), default, TimeSpan.Zero) is var end && end > now)
        {
            return end;
        }

        form.Refuse(Until, $"A day from today on, within {MaxYears} years.");
        return null;
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

    private async Task<Site?> FindAsync(HttpContext context)
    {
        var site = await sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", Role.Editor, context.RequestAborted);
        if (site is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return site;
    }

    private async Task RenderAsync(HttpContext context, Site site, Form form, string? made, int status)
    {
        var list = await links.OfAsync(site, context.RequestAborted);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var page = new SharingPage(
            Frame.For(context, $"Sharing of {site.Domain}"), site.Domain, form, await links.IsPublicAsync(site, context.RequestAborted),
            new Uri(Snippet.ServerAddress(context, options), $"public/{site.Domain}").AbsoluteUri, [.. list.Select(link => Line(link, now))], made);
        await Frame.RenderAsync(context, Pages.Sharing.Create(page), status);
    }

    private static SharedLinkLine Line(SharedLink link, long now)
    {
        var limits = new List<string>();
        if (link.PasswordHash is not null)
        {
            limits.Add("with a password");
        }

        if (link.ExpiresAt is { } end)
        {
            var last = DateTimeOffset.FromUnixTimeMilliseconds(end - 1).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
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
public sealed record SharingPage(Frame Frame, string Domain, Form Form, bool IsPublic, string PublicAddress, IReadOnlyList<SharedLinkLine> Links, string? Made);

/// <summary>A link as the page lists it.</summary>
public sealed record SharedLinkLine(long Id, string Name, string Limits);

/// <summary>What the page shows on which a link asks for its password.</summary>
public sealed record LinkPasswordPage(Frame Frame, Form Form, string Action);
