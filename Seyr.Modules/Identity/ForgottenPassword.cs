using Microsoft.AspNetCore.Http;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>A new password for who has forgotten theirs, by a link in a mail. It signs nobody in, and a second factor stays asked for.</summary>
internal sealed class ForgottenPassword(RelationalStore store, Users users, OneTimeTokens tokens, Outbox outbox, MailForm form, Throttle throttle)
{
    public const string Path = "/forgot-password";
    public const string Route = "/reset-password/{token}";

    private const string Purpose = "reset-password";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private static readonly AskWords Words = new(
        "Forgotten password", "You get a link with which you set a new one.", Path, "Send me the link",
        "If there is an account with this address, a link to set a new password is on its way. It is good for an hour.");

    public static Task AskAsync(HttpContext context) => MailForm.RenderAsync(context, new Form(), Words);

    public Task SubmitAsync(HttpContext context) => form.SubmitAsync(context, Words, SendAsync);

    public async Task ShowAsync(HttpContext context)
    {
        if (!await throttle.RefusesTokensAsync(context))
        {
            await (await tokens.FindAsync(Purpose, Given(context), context.RequestAborted) is null
                ? throttle.RefuseTokenAsync(context)
                : RenderAsync(context, new Form(), StatusCodes.Status200OK));
        }
    }

    public async Task SetAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context) || await Form.ReadAsync(context) is not { } typed)
        {
            return;
        }

        if (await tokens.FindAsync(Purpose, Given(context), context.RequestAborted) is not { UserId: { } userId })
        {
            await throttle.RefuseTokenAsync(context);
            return;
        }

        if (Users.PasswordProblem(typed.Raw("password")) is { } problem)
        {
            typed.Refuse("password", problem);
            await RenderAsync(context, typed, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        var hash = await Users.HashPasswordAsync(typed.Raw("password"), context.RequestAborted);
        var email = await users.EmailOfAsync(userId, context.RequestAborted);
        await using var connection = await store.OpenAsync(context.RequestAborted);
        await using var transaction = await connection.BeginTransactionAsync(context.RequestAborted);
        if (await tokens.TakeAsync(transaction, Purpose, Given(context)) is null)
        {
            await throttle.RefuseTokenAsync(context);
            return;
        }

        await Users.SetPasswordAsync(transaction, userId, hash);
        await Sessions.EndAllAsync(transaction, userId);
        await OneTimeTokens.RevokeAsync(transaction, userId);
        await outbox.AddAsync(transaction, Letters.PasswordChanged(email));
        await transaction.CommitAsync(context.RequestAborted);
        outbox.Wake();
        Frame.SeeOther(context, $"{SignIn.Path}?done={SignInPage.PasswordSet}");
    }

    private async Task SendAsync(string email, CancellationToken cancel)
    {
        if (await users.FindAsync(email, cancel) is not { } userId)
        {
            return;
        }

        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var token = await tokens.IssueAsync(transaction, Purpose, userId, email, Life);
        await outbox.AddAsync(transaction, new Letter(
            email, "Set a new password", ["Somebody, most likely you, asked for a new password for your account on Seyr."],
            "Set a new password", $"/reset-password/{token}", "The link is good for an hour, and once. If it wasn't you, do nothing: your password stays as it is."));
        await transaction.CommitAsync(cancel);
        outbox.Wake();
    }

    private static string Given(HttpContext context) => context.Request.RouteValues["token"] as string ?? "";

    private static Task RenderAsync(HttpContext context, Form form, int status) => Frame.RenderAsync(
        context, Pages.NewPassword.Create(new NewPasswordPage(Frame.For(context, "Set a new password"), form, $"/reset-password/{Given(context)}")), status);
}
