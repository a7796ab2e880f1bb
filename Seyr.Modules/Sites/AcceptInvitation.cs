using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>
/// The page behind an invitation's link. Whoever is signed in under the invited address takes it up with a button; who has no
/// account makes one with it, where the configuration lets them. To anybody else it says no more than that it isn't theirs.
/// </summary>
internal sealed class AcceptInvitation(
    RelationalStore store, Invitations invitations, Users users, Sessions sessions, Throttle throttle, IdentityOptions options)
{
    public const string Route = "/invitations/{token}";

    /// <summary>Under which it is said that the organisation's plan has no room.</summary>
    internal const string Room = "room";

    private const string Password = "password";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } invitation)
        {
            await RenderAsync(context, invitation, new Form(), StatusCodes.Status200OK);
        }
    }

    public async Task AcceptAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } invitation || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        switch (await StateAsync(context, invitation))
        {
            case InvitationState.Yours:
                await JoinAsync(context, form, invitation, Sessions.UserId(context), "");
                return;
            case InvitationState.NewAccount when Users.PasswordProblem(form.Raw(Password)) is not { } problem:
                await JoinAsync(context, form, invitation, null, await Users.HashPasswordAsync(form.Raw(Password), context.RequestAborted));
                return;
            case InvitationState.NewAccount:
                form.Refuse(Password, Users.PasswordProblem(form.Raw(Password))!);
                break;
        }

        await RenderAsync(context, invitation, form, StatusCodes.Status422UnprocessableEntity);
    }

    private async Task JoinAsync(HttpContext context, Form form, Invitation invitation, long? signedIn, string hash)
    {
        if (await JoinAsync(Given(context), invitation.Email, signedIn, hash, context.RequestAborted) is not var (userId, problem))
        {
            await throttle.RefuseTokenAsync(context);
            return;
        }

        if (problem.Length > 0)
        {
            form.Refuse(Room, problem);
            await RenderAsync(context, invitation, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await (signedIn is null ? sessions.StartAsync(context, userId) : sessions.RenewAsync(context));
        Frame.SeeOther(context, "/sites");
    }

    /// <returns>Who is in, or why not; null: the invitation was used or taken back, or the address has an account by now.</returns>
    private async Task<(long UserId, string Problem)?> JoinAsync(string token, string email, long? signedIn, string hash, CancellationToken cancel)
    {
        try
        {
            await using var connection = await store.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var userId = signedIn ?? await users.AddAsync(transaction, email, hash);
            if (await invitations.AcceptAsync(transaction, token, userId) is not { } problem)
            {
                return null;
            }

            if (problem.Length == 0)
            {
                await transaction.CommitAsync(cancel);
            }

            return (userId, problem);
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            return null;
        }
    }

    private async Task<Invitation?> FindAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context))
        {
            return null;
        }

        var found = await invitations.FindAsync(Given(context), context.RequestAborted);
        if (found is null)
        {
            await throttle.RefuseTokenAsync(context);
        }

        return found;
    }

    private async Task<InvitationState> StateAsync(HttpContext context, Invitation invitation) => context.User.Identity?.Name is { } signedInAs
        ? signedInAs == invitation.Email ? InvitationState.Yours : InvitationState.SomebodyElses
        : await users.FindAsync(invitation.Email, context.RequestAborted) is not null ? InvitationState.SignIn
        : options.InvitesStrangers() ? InvitationState.NewAccount : InvitationState.Closed;

    private static string Given(HttpContext context) => context.Request.RouteValues["token"] as string ?? "";

    private async Task RenderAsync(HttpContext context, Invitation invitation, Form form, int status)
    {
        var state = await StateAsync(context, invitation);
        var page = new InvitationPage(
            Frame.For(context, "An invitation"), form, state,
            state == InvitationState.SomebodyElses ? "" : $"You are invited to {invitation.What}, as {Roles.Name(invitation.Role)}.",
            invitation.Email, $"/invitations/{Given(context)}");
        await Frame.RenderAsync(context, Pages.Invited.Create(page), status);
    }
}

/// <summary>What an invitation is to the one who opened it.</summary>
public enum InvitationState
{
    /// <summary>Theirs to accept.</summary>
    Yours,

    /// <summary>For another address than the one they are signed in with.</summary>
    SomebodyElses,

    /// <summary>For somebody who has an account and isn't signed in.</summary>
    SignIn,

    /// <summary>For somebody who makes an account with it.</summary>
    NewAccount,

    /// <summary>For somebody without an account, where nobody may make one.</summary>
    Closed,
}

/// <summary>What an invitation's page shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Form">What was typed.</param>
/// <param name="State">What it is to them.</param>
/// <param name="Text">To what they are invited; empty where that isn't theirs to know.</param>
/// <param name="Email">Who is invited.</param>
/// <param name="Action">The page's own path.</param>
public sealed record InvitationPage(Frame Frame, Form Form, InvitationState State, string Text, string Email, string Action);
