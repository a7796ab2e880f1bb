using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>Deleting one's own account. Who owns an organisation hands it over or deletes it first. Here, since Identity knows of no organisations.</summary>
internal sealed class DeleteAccount(RelationalStore store, Organisations organisations, Users users)
{
    public const string Path = "/settings/account/delete";

    internal const string Password = "password";

    public Task ShowAsync(HttpContext context) => RenderAsync(context, new Form(), StatusCodes.Status200OK);

    public async Task DeleteAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var userId = Sessions.UserId(context);
        if (!await users.ConfirmAsync(userId, form.Raw(Password), context.RequestAborted))
        {
            form.Refuse(Password, Users.WrongPassword);
        }
        else if (!await DeleteAsync(userId, context.RequestAborted))
        {
            form.Refuse(Password, "You own an organisation: hand it over or delete it first.");
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, "/sign-in");
    }

    /// <summary>Asks once more within the transaction: an organisation may have been handed to them just now.</summary>
    private async Task<bool> DeleteAsync(long userId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Organisations.OwnsAsync(transaction, userId))
        {
            return false;
        }

        await Users.DeleteAsync(transaction, userId);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private async Task RenderAsync(HttpContext context, Form form, int status)
    {
        var owned = (await organisations.OfAsync(Sessions.UserId(context), context.RequestAborted)).Where(static organisation => organisation.Role == Role.Owner).ToList();
        await Frame.RenderAsync(context, Pages.DeleteAccount.Create(new DeleteAccountPage(Frame.For(context, "Delete your account"), form, owned)), status);
    }
}

/// <summary>What the page shows on which an account is deleted.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Owned">Organisations that stand in the way.</param>
public sealed record DeleteAccountPage(Frame Frame, Form Form, IReadOnlyList<Organisation> Owned);
