using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The form for another site.</summary>
internal sealed class SitePages(Organisations organisations, Provisioning provisioning, TwoFactor twoFactor)
{
    public const string New = "/new-site";

    public async Task ShowNewAsync(HttpContext context)
    {
        if (await AddableAsync(context) is { } mine)
        {
            await RenderNewAsync(context, new Form().With("timezone", "Etc/UTC"), mine, StatusCodes.Status200OK);
        }
    }

    public async Task AddAsync(HttpContext context)
    {
        if (await AddableAsync(context) is not { } mine || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        form.CheckSite();
        var organisation = long.TryParse(form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        if (form.IsRight
            && await provisioning.AddSiteAsync(Sessions.UserId(context), form["domain"], form["timezone"], context.RequestAborted, organisation) is { } problem)
        {
            form.Refuse("domain", problem);
        }

        if (!form.IsRight)
        {
            await RenderNewAsync(context, form, mine, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, $"/sites/{Domains.Normal(form["domain"])}/install");
    }

    /// <summary>The organisations to which the user may add sites; null: none, and the answer is written.</summary>
    private async Task<IReadOnlyList<Organisation>?> AddableAsync(HttpContext context)
    {
        var userId = Sessions.UserId(context);
        var hasTwoFactor = await twoFactor.IsOnAsync(userId, context.RequestAborted);
        var mine = (await organisations.OfAsync(userId, context.RequestAborted))
            .Where(organisation => organisation.Role >= Role.Admin && (hasTwoFactor || !organisation.RequiresTwoFactor)).ToList();
        if (mine.Count > 0)
        {
            return mine;
        }

        await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        return null;
    }

    private static Task RenderNewAsync(HttpContext context, Form form, IReadOnlyList<Organisation> mine, int status) =>
        Frame.RenderAsync(context, Pages.NewSite.Create(new NewSitePage(Frame.For(context, "Add a site"), form, mine)), status);
}

/// <summary>What the form for another site shows.</summary>
public sealed record NewSitePage(Frame Frame, Form Form, IReadOnlyList<Organisation> Organisations);
