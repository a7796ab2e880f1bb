using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;

namespace Seyr.Sites;

/// <summary>Members, guests and invitations, for programs.</summary>
internal sealed class PeopleApi(Organisations organisations, Invitations invitations, Users users, Throttle throttle)
{
    private const string Email = "email";
    private const string RoleField = "role";
    private const string Site = "site";

    public static readonly string[] RoleFields = [RoleField];
    public static readonly string[] InvitationFields = [Email, RoleField, Site];

    public async Task ListAsync(ApiCall call)
    {
        var (members, guests) = (await organisations.MembersAsync(call.Organisation.Id, call.Cancel), await organisations.GuestsAsync(call.Organisation.Id, call.Cancel));
        var waiting = await invitations.OfAsync(call.Organisation.Id, call.Cancel);
        var emails = await users.EmailsOfAsync(members.Concat(guests).Select(static person => person.Id), call.Cancel);
        await call.AnswerAsync(json =>
        {
            ApiCall.WriteList(json, "members", members, (each, person) => Write(each, person, emails[person.Id]));
            ApiCall.WriteList(json, "guests", guests, (each, person) => Write(each, person, emails[person.Id]));
            ApiCall.WriteList(json, "invitations", waiting, static (each, person) => Write(each, person, person.Email));
        });
    }

    public async Task SetRoleAsync(ApiCall call)
    {
        var role = Roles.Parse(call.Body.Text(RoleField));
        if (role == Role.None)
        {
            call.Body.Refuse(RoleField, "viewer, editor or admin.");
            await call.RefuseAsync();
            return;
        }

        await call.DoneAsync(await organisations.SetRoleAsync(call.UserId, call.Organisation.Id, call.Id, role, call.Cancel), "There is no such member, or it is the owner.");
    }

    public async Task RemoveAsync(ApiCall call) => await call.DoneAsync(
        await organisations.RemoveAsync(call.UserId, call.Organisation.Id, call.Id, call.Cancel), "There is no such member, or it is the owner.");

    public async Task RemoveGuestAsync(ApiCall call) => await call.DoneAsync(
        await organisations.RemoveGuestAsync(call.UserId, call.Organisation.Id, call.Id, call.Domain, call.Cancel), "There is no such guest of such a site.");

    public async Task InviteAsync(ApiCall call)
    {
        var body = call.Body;
        body.Check(Email, Users.EmailProblem);
        var (role, site) = (Roles.Parse(body.Text(RoleField)), body.Text(Site));
        if (role == Role.None || (role == Role.Admin && site.Length > 0))
        {
            body.Refuse(RoleField, "viewer, editor, or, of the whole organisation, admin.");
        }

        if (body.Problem is null && await InviteAsync(call, Users.Normal(body.Text(Email)), role, site) is { } problem)
        {
            body.Refuse(Email, problem);
        }

        if (body.Problem is not null)
        {
            await call.RefuseAsync();
            return;
        }

        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<string?> InviteAsync(ApiCall call, string email, Role role, string site) =>
        throttle.TryTake(Limit.Invitations, call.Organisation.Id.ToString(CultureInfo.InvariantCulture))
            ? await invitations.InviteAsync(call.UserId, await users.EmailOfAsync(call.UserId, call.Cancel), call.Organisation, email, role, site, call.Cancel)
            : Invitations.Refused;

    public async Task WithdrawAsync(ApiCall call) =>
        await call.DoneAsync(await invitations.WithdrawAsync(call.Organisation.Id, call.Id, call.Cancel), "There is no such invitation.");

    private static void Write(Utf8JsonWriter json, Person person, string email)
    {
        json.WriteNumber("id", person.Id);
        json.WriteString(Email, email);
        json.WriteString(RoleField, Roles.Name(person.Role));
        if (person.Domain.Length > 0)
        {
            json.WriteString(Site, person.Domain);
        }
    }
}
