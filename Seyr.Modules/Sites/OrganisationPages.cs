using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>An organisation's page: who is in it, who is invited, its name, and how it ends.</summary>
internal sealed class OrganisationPages(
    Organisations organisations, Invitations invitations, Users users, TwoFactor twoFactor, SiteData data, Outbox outbox, Throttle throttle, SitesOptions options)
{
    public const string Route = "/organisations/{id:long}";
    public const string NameRoute = Route + "/name";
    public const string TwoFactorRoute = Route + "/two-factor";
    public const string InviteRoute = Route + "/invitations";
    public const string WithdrawRoute = InviteRoute + "/withdraw";
    public const string RoleRoute = Route + "/members/role";
    public const string RemoveRoute = Route + "/members/remove";
    public const string RemoveGuestRoute = Route + "/guests/remove";
    public const string LeaveRoute = Route + "/leave";
    public const string HandOverRoute = Route + "/owner";
    public const string DeleteRoute = Route + "/delete";

    internal const string Name = "name";
    internal const string Required = "required";
    internal const string Email = "email";
    internal const string RoleField = "role";
    internal const string Site = "site";
    internal const string Member = "member";
    internal const string InvitationField = "invitation";
    internal const string Sure = "sure";
    internal const string OwnerPassword = "owner-password";
    internal const string DeletePassword = "delete-password";
    internal const string Yes = "yes";

    private const string Gone = "That has changed in the meantime.";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context, Role.Viewer) is { } organisation)
        {
            await RenderAsync(context, organisation, new Form(), StatusCodes.Status200OK);
        }
    }

    public Task RenameAsync(HttpContext context) => ChangeAsync(context, Role.Admin, async (organisation, form) =>
    {
        form.Check(Name, Provisioning.NameProblem);
        if (form.IsRight)
        {
            await organisations.RenameAsync(Sessions.UserId(context), organisation.Id, form[Name], context.RequestAborted);
        }
    });

    public Task RequireTwoFactorAsync(HttpContext context) => ChangeAsync(context, Role.Owner, async (organisation, form) =>
    {
        var userId = Sessions.UserId(context);
        if (form[Required] is not (Yes or "no"))
        {
            form.Refuse(Required, "Yes or no.");
        }
        else if (form[Required] == Yes && !await twoFactor.IsOnAsync(userId, context.RequestAborted))
        {
            form.Refuse(Required, "Turn on your own second factor first, or you would be locked out too.");
        }
        else
        {
            await organisations.RequireTwoFactorAsync(userId, organisation.Id, form[Required] == Yes, context.RequestAborted);
        }
    });

    public Task InviteAsync(HttpContext context) => ChangeAsync(context, Role.Admin, async (organisation, form) =>
    {
        form.Check(Email, Users.EmailProblem);
        var role = Roles.Parse(form[RoleField]);
        if (role == Role.None || (role == Role.Admin && form[Site].Length > 0))
        {
            form.Refuse(RoleField, "Viewer, editor, or, of the whole organisation, admin.");
        }

        if (!form.IsRight)
        {
            return;
        }

        var problem = throttle.TryTake(Limit.Invitations, organisation.Id.ToString(CultureInfo.InvariantCulture))
            ? await invitations.InviteAsync(
                Sessions.UserId(context), context.User.Identity!.Name!, organisation, Users.Normal(form[Email]), role, form[Site], context.RequestAborted)
            : Invitations.Refused;
        if (problem is not null)
        {
            form.Refuse(Email, problem);
        }
    });

    public Task WithdrawAsync(HttpContext context) => ChangeAsync(context, Role.Admin, async (organisation, form) =>
        RefuseUnless(form, InvitationField, await invitations.WithdrawAsync(organisation.Id, Number(form, InvitationField), context.RequestAborted)));

    public Task SetRoleAsync(HttpContext context) => ChangeAsync(context, Role.Admin, async (organisation, form) =>
    {
        var role = Roles.Parse(form[RoleField]);
        RefuseUnless(form, Member, role != Role.None
            && await organisations.SetRoleAsync(Sessions.UserId(context), organisation.Id, Number(form, Member), role, context.RequestAborted));
    });

    public Task RemoveAsync(HttpContext context) => ChangeAsync(context, Role.Admin, async (organisation, form) =>
        RefuseUnless(form, Member, await organisations.RemoveAsync(Sessions.UserId(context), organisation.Id, Number(form, Member), context.RequestAborted)));

    public Task RemoveGuestAsync(HttpContext context) => ChangeAsync(context, Role.Admin, async (organisation, form) =>
        RefuseUnless(form, Member, await organisations.RemoveGuestAsync(Sessions.UserId(context), organisation.Id, Number(form, Member), form[Site], context.RequestAborted)));

    public Task LeaveAsync(HttpContext context) => ChangeAsync(context, Role.Viewer, async (organisation, form) =>
        RefuseUnless(form, Sure, form[Sure] == Yes && await organisations.LeaveAsync(Sessions.UserId(context), organisation.Id, context.RequestAborted)), "/sites");

    public Task HandOverAsync(HttpContext context) => ChangeAsync(context, Role.Owner, async (organisation, form) =>
    {
        if (await ConfirmAsync(context, form, OwnerPassword))
        {
            RefuseUnless(form, OwnerPassword, await organisations.HandOverAsync(Sessions.UserId(context), organisation.Id, Number(form, Member), context.RequestAborted));
        }
    });

    public Task DeleteAsync(HttpContext context) => ChangeAsync(context, Role.Owner, async (organisation, form) =>
    {
        if (await ConfirmAsync(context, form, DeletePassword))
        {
            await data.DeleteOrganisationAsync(organisation.Id, context.RequestAborted);
        }
    }, "/sites");

    /// <summary>Reads the form, makes the change, and leads back; or shows the page again with what is wrong.</summary>
    private async Task ChangeAsync(HttpContext context, Role least, Func<Organisation, Form, Task> change, string? then = null)
    {
        if (await FindAsync(context, least) is not { } organisation || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        await change(organisation, form);
        if (form.IsRight)
        {
            Frame.SeeOther(context, then ?? string.Create(CultureInfo.InvariantCulture, $"/organisations/{organisation.Id}?saved"));
            return;
        }

        await RenderAsync(context, organisation, form, StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<bool> ConfirmAsync(HttpContext context, Form form, string field)
    {
        var isRight = await users.ConfirmAsync(Sessions.UserId(context), form.Raw(field), context.RequestAborted);
        if (!isRight)
        {
            form.Refuse(field, Users.WrongPassword);
        }

        return isRight;
    }

    private static void RefuseUnless(Form form, string field, bool isDone)
    {
        if (!isDone)
        {
            form.Refuse(field, Gone);
        }
    }

    private static long Number(Form form, string field) => long.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private async Task<Organisation?> FindAsync(HttpContext context, Role least)
    {
        var id = RouteId.Of(context);
        var found = await organisations.FindAsync(Sessions.UserId(context), id, least, context.RequestAborted);
        if (found is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return found;
    }

    private async Task RenderAsync(HttpContext context, Organisation organisation, Form form, int status)
    {
        var cancel = context.RequestAborted;
        var isManager = organisation.Role >= Role.Admin;
        var members = await organisations.MembersAsync(organisation.Id, cancel);
        var guests = isManager ? await organisations.GuestsAsync(organisation.Id, cancel) : [];
        var emails = await users.EmailsOfAsync(members.Concat(guests).Select(static person => person.Id), cancel);
        var page = new OrganisationPage(
            Frame.For(context, organisation.Name), organisation, form, Sessions.UserId(context),
            [.. members.Select(Line)], [.. guests.Select(Line)],
            isManager ? [.. (await invitations.OfAsync(organisation.Id, cancel)).Select(static person => new PersonLine(person.Id, person.Email, person.Role, person.Domain))] : [],
            isManager ? await organisations.DomainsAsync(organisation.Id, cancel) : [],
            context.Request.Query.ContainsKey("saved"), outbox.Folder, options.HasPlans);
        await Frame.RenderAsync(context, Pages.Organisation.Create(page), status);

        PersonLine Line(Person person) => new(person.Id, emails.GetValueOrDefault(person.Id, ""), person.Role, person.Domain);
    }
}

/// <summary>What an organisation's page shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Organisation">The organisation, and what the one who looks may do.</param>
/// <param name="Form">What was typed.</param>
/// <param name="UserId">Who looks.</param>
/// <param name="Members">Its members.</param>
/// <param name="Guests">Guests of single sites.</param>
/// <param name="Invited">Who is invited.</param>
/// <param name="Domains">Its sites.</param>
/// <param name="IsSaved">Whether something was just changed.</param>
/// <param name="MailFolder">Where messages are written, since no mail server is configured; null: they are sent.</param>
/// <param name="HasPlans">Whether there are plans to pay for.</param>
public sealed record OrganisationPage(
    Frame Frame, Organisation Organisation, Form Form, long UserId, IReadOnlyList<PersonLine> Members, IReadOnlyList<PersonLine> Guests,
    IReadOnlyList<PersonLine> Invited, IReadOnlyList<string> Domains, bool IsSaved, string? MailFolder, bool HasPlans);

/// <summary>Somebody on the page, and the site that they are a guest of.</summary>
public sealed record PersonLine(long Id, string Email, Role Role, string Domain);
