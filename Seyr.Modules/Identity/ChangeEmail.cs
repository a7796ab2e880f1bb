using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>Another e-mail address for an account: it is one only when a link in a mail to it was opened. The address before is told.</summary>
internal sealed class ChangeEmail(RelationalStore store, Users users, OneTimeTokens tokens, Outbox outbox, Throttle throttle)
{
    public const string Route = "/confirm-email/{token}";

    private const string Purpose = "change-email";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Writes to the new address; also to one that somebody else has, which the asker must not learn.</summary>
    public async Task SendAsync(long userId, string email, CancellationToken cancel)
    {
        var owner = await users.FindAsync(email, cancel);
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var letter = owner is null
            ? new Letter(
                email, "Confirm your new address", ["Your account on Seyr gets this address when you confirm it."],
                "Confirm the address", $"/confirm-email/{await tokens.IssueAsync(transaction, Purpose, userId, email, Life)}",
                "The link is good for a day. If you don't know of this, do nothing.")
            : new Letter(
                email, "You have an account already",
                ["Somebody wanted to give this address to another account on Seyr. It stays yours; nothing has changed."]);
        await outbox.AddAsync(transaction, letter);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context))
        {
            return;
        }

        if (await tokens.FindAsync(Purpose, Given(context), context.RequestAborted) is not { } token)
        {
            await throttle.RefuseTokenAsync(context);
            return;
        }

        var page = new ConfirmPage(Frame.For(context, "Confirm your new address"), $"Your account gets the address {token.Email}.", $"/confirm-email/{Given(context)}", "Confirm");
        await Frame.RenderAsync(context, Pages.Confirm.Create(page));
    }

    public async Task ConfirmAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context) || await Form.ReadAsync(context) is null)
        {
            return;
        }

        if (await ChangeAsync(Given(context), context.RequestAborted))
        {
            outbox.Wake();
            Frame.SeeOther(context, $"{SignIn.Path}?done={SignInPage.EmailSet}");
            return;
        }

        await throttle.RefuseTokenAsync(context);
    }

    /// <returns>False: the link isn't good, or somebody else has the address by now.</returns>
    private async Task<bool> ChangeAsync(string given, CancellationToken cancel)
    {
        if (await tokens.FindAsync(Purpose, given, cancel) is not { UserId: { } userId })
        {
            return false;
        }

        var before = await users.EmailOfAsync(userId, cancel);
        try
        {
            await using var connection = await store.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            if (await tokens.TakeAsync(transaction, Purpose, given) is not { } token)
            {
                return false;
            }

            await Users.SetEmailAsync(transaction, userId, token.Email);
            await OneTimeTokens.RevokeAsync(transaction, userId);
            await Sessions.EndAllAsync(transaction, userId);
            await outbox.AddAsync(transaction, Letters.EmailChanged(before, token.Email));
            await transaction.CommitAsync(cancel);
            return true;
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            return false;
        }
    }

    private static string Given(HttpContext context) => context.Request.RouteValues["token"] as string ?? "";
}
